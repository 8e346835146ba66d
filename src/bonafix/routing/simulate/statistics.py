"""Means and differences over paired seeds, with intervals by Student's t."""

import math
from dataclasses import dataclass

# Two-sided 95 % points of Student's t for 1 to 30 degrees of freedom (any table of it).
T95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval; `low` and `high` equal the mean for a single value."""

    mean: float
    low: float
    high: float


def interval(values: list[float]) -> Interval:
    """The mean of independent values (one a seed)."""
    number = len(values)
    mean = sum(values) / number
    if number < 2:
        return Interval(mean, mean, mean)
    variance = sum((v - mean) ** 2 for v in values) / (number - 1)
    quantile = T95[number - 2] if number - 1 <= len(T95) else 1.96 + 2.4 / (number - 1)
    half = quantile * math.sqrt(variance / number)
    return Interval(mean, mean - half, mean + half)


def difference(ours: list[float], theirs: list[float]) -> Interval:
    """Mean of the differences seed by seed."""
    return interval([a - b for a, b in zip(ours, theirs, strict=True)])
