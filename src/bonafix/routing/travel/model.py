"""Travel time without a map server: great circle × detour ÷ the hour's speed + parking."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EARTH_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class TravelModel:
    """`speeds`: km/h on the road for each hour of the day, 24 of them; `parking` in seconds."""

    detour: float = 1.35
    speeds: tuple[float, ...] = (22.0,) * 24
    parking: float = 120.0

    def seconds(self, km: float, hour: float = 12.0) -> float:
        """Seconds for a straight distance in km, leaving at `hour` (0 to 24)."""
        if km <= 0:
            return 0.0
        return km * self.detour / self.speed(hour) * 3600 + self.parking

    def speed(self, hour: float) -> float:
        """km/h at an hour of the day, between the middles of the two nearest hours."""
        before = int(np.floor(hour - 0.5)) % 24
        share = (hour - 0.5) % 1.0
        return self.speeds[before] * (1 - share) + self.speeds[(before + 1) % 24] * share

    def matrix(self, points: NDArray[np.float64], hour: float = 12.0) -> NDArray[np.int64]:
        """Whole seconds between all points ([n, 2] of latitude, longitude in degrees)."""
        km = haversine(points[:, None, :], points[None, :, :])
        way = km * (self.detour / self.speed(hour) * 3600) + self.parking
        return np.rint(np.where(km > 0, way, 0.0)).astype(np.int64)


def haversine(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle km between points in degrees, last axis latitude and longitude."""
    first, second = np.radians(a), np.radians(b)
    half = (second - first) / 2
    square = (
        np.sin(half[..., 0]) ** 2
        + np.cos(first[..., 0]) * np.cos(second[..., 0]) * np.sin(half[..., 1]) ** 2
    )
    length: NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(square, 0, 1)))
    return length
