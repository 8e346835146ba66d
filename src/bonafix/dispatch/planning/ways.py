"""How long all ways between some places take, at once; the same figures as `rules.travel_time`."""

from collections.abc import Sequence

import numpy as np

from bonafix.dispatch.rules import (
    CITY_KM,
    DETOUR,
    MAX_TRAVEL,
    OPEN_ROAD_KMH,
    PARKING,
    SPEED_KMH,
    WITHIN_COUNTY,
    Point,
)
from bonafix.routing.model import Matrix
from bonafix.routing.travel.model import haversine

Spot = tuple[str, Point | None]


def ways(spots: Sequence[Spot]) -> Matrix:
    """Whole seconds, fractions cut off, from each place (division code, point) to each other."""
    known = np.array([point is not None for _code, point in spots], dtype=bool)
    points = np.array([point or (0.0, 0.0) for _code, point in spots]).reshape(-1, 2)
    road = haversine(points[:, None, :], points[None, :, :]) * DETOUR
    hours = np.minimum(road, CITY_KM) / SPEED_KMH + np.maximum(0.0, road - CITY_KM) / OPEN_ROAD_KMH
    within = WITHIN_COUNTY.total_seconds()
    seconds = np.maximum(within, hours * 3600 + PARKING.total_seconds())
    seconds = np.where(known[:, None] & known[None, :], seconds, MAX_TRAVEL.total_seconds())
    counties = np.array([code[:6] for code, _point in spots])
    seconds = np.where(counties[:, None] == counties[None, :], within, seconds)
    return np.floor(seconds).astype(np.int64)
