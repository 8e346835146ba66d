"""A city's own travel model from its recorded visits, with the error it makes.

Seconds ≈ km × pace(hour) + parking. Parking and one pace for the whole day come from a line
through all visits that is not pulled by outliers (Theil and Sen: medians of slopes); each hour
with enough visits gets its own pace, drawn towards the day's. The error is measured on every
fifth visit, which the fit does not see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bonafix.routing.travel.model import TravelModel

ENOUGH = 20  # visits before anything is learned
WEIGHT = 10.0  # as many visits in an hour as make its own pace count half
SLOWEST, FASTEST = 3.0, 120.0  # km/h that are believed


@dataclass(frozen=True, slots=True)
class Way:
    """One recorded drive: straight km, hour of leaving (0 to 24), seconds from door to door."""

    km: float
    hour: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Error:
    """On drives the fit did not see: median share off, mean bias in seconds, how many."""

    median_share: float
    bias_seconds: float
    visits: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The model, its error, and the error of the model before on the same visits."""

    model: TravelModel
    error: Error
    before: Error
    visits: int


def calibrate(ways: Sequence[Way], before: TravelModel | None = None) -> Calibration | None:
    """A model from drives, or None where there are too few. Detour stays as it was."""
    old = before or TravelModel()
    good = [w for w in ways if w.km > 0.1 and 30 < w.seconds < 6 * 3600]
    held = good[4::5]
    seen = [w for i, w in enumerate(good) if i % 5 != 4]
    if len(seen) < ENOUGH:
        return None
    km = np.array([w.km for w in seen])
    took = np.array([w.seconds for w in seen])
    pace, parking = _line(km, took)
    speeds = tuple(_speed(seen, hour, pace, parking, old.detour) for hour in range(24))
    model = TravelModel(old.detour, speeds, parking)
    return Calibration(model, error(model, held), error(old, held), len(seen))


def _line(km: NDArray[np.float64], took: NDArray[np.float64]) -> tuple[float, float]:
    """Pace in seconds a km and seconds of parking."""
    rng = np.random.default_rng(len(km))
    pairs = rng.integers(0, len(km), (min(20_000, len(km) ** 2), 2))
    gap = km[pairs[:, 0]] - km[pairs[:, 1]]
    far = np.abs(gap) > 0.3
    slopes = (took[pairs[:, 0]] - took[pairs[:, 1]])[far] / gap[far]
    slowest, fastest = 3600 / SLOWEST, 3600 / FASTEST
    middle = float(np.median(slopes)) if len(slopes) else float(np.median(took / km))
    pace = min(max(middle, fastest), slowest)
    return pace, float(max(0.0, min(1200.0, np.median(took - pace * km))))


def _speed(ways: Sequence[Way], hour: int, pace: float, parking: float, detour: float) -> float:
    """km/h on the road in one hour of the day."""
    mine = [max(1.0, w.seconds - parking) / w.km for w in ways if int(w.hour) % 24 == hour]
    own = float(np.median(mine)) if mine else pace
    mixed = (len(mine) * own + WEIGHT * pace) / (len(mine) + WEIGHT)
    return min(max(detour * 3600 / mixed, SLOWEST), FASTEST)


def error(model: TravelModel, ways: Sequence[Way]) -> Error:
    """How far a model is off on drives."""
    if not ways:
        return Error(0.0, 0.0, 0)
    off = np.array([model.seconds(w.km, w.hour) - w.seconds for w in ways])
    took = np.array([w.seconds for w in ways])
    return Error(float(np.median(np.abs(off) / took)), float(off.mean()), len(ways))
