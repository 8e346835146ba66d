"""Chinese map coordinates: GCJ-02 (AMap and others) and BD-09 (Baidu) from and to WGS-84.

The shift is the well-known series that public converters agree on (for example the eviltransform
project); the way back is found by iteration to about a centimetre. Outside the rectangle
around China nothing is shifted.
"""

import math
from typing import NamedTuple

AXIS = 6378245.0  # Krasovsky 1940, metres
FLATNESS = 0.00669342162296594323  # its first eccentricity squared
BAIDU = math.pi * 3000.0 / 180.0


class Point(NamedTuple):
    """Degrees."""

    lat: float
    lon: float


def shifted(point: Point) -> bool:
    """Is the point inside the rectangle where maps are shifted?"""
    return 0.8293 <= point.lat <= 55.8271 and 72.004 <= point.lon <= 137.8347


def gcj_from_wgs(point: Point) -> Point:
    """WGS-84 → GCJ-02."""
    if not shifted(point):
        return point
    x, y = point.lon - 105.0, point.lat - 35.0
    rad = math.radians(point.lat)
    flat = 1 - FLATNESS * math.sin(rad) ** 2
    root = math.sqrt(flat)
    lat = _north(x, y) * 180 / (AXIS * (1 - FLATNESS) / (flat * root) * math.pi)
    lon = _east(x, y) * 180 / (AXIS / root * math.cos(rad) * math.pi)
    return Point(point.lat + lat, point.lon + lon)


def wgs_from_gcj(point: Point) -> Point:
    """GCJ-02 → WGS-84, by iteration."""
    if not shifted(point):
        return point
    guess = point
    for _ in range(8):
        there = gcj_from_wgs(guess)
        guess = Point(guess.lat + point.lat - there.lat, guess.lon + point.lon - there.lon)
    return guess


def bd_from_gcj(point: Point) -> Point:
    """GCJ-02 → BD-09."""
    far = math.hypot(point.lon, point.lat) + 0.00002 * math.sin(point.lat * BAIDU)
    angle = math.atan2(point.lat, point.lon) + 0.000003 * math.cos(point.lon * BAIDU)
    return Point(far * math.sin(angle) + 0.006, far * math.cos(angle) + 0.0065)


def gcj_from_bd(point: Point) -> Point:
    """BD-09 → GCJ-02, by iteration."""
    guess = Point(point.lat - 0.006, point.lon - 0.0065)
    for _ in range(8):
        there = bd_from_gcj(guess)
        guess = Point(guess.lat + point.lat - there.lat, guess.lon + point.lon - there.lon)
    return guess


def bd_from_wgs(point: Point) -> Point:
    """WGS-84 → BD-09."""
    return bd_from_gcj(gcj_from_wgs(point))


def wgs_from_bd(point: Point) -> Point:
    """BD-09 → WGS-84."""
    return wgs_from_gcj(gcj_from_bd(point))


def _waves(value: float, first: float, second: float) -> float:
    """The part that both directions share."""
    return (first * math.sin(value * math.pi) + second * math.sin(value / 3 * math.pi)) * 2 / 3


def _both(x: float) -> float:
    return (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3


def _north(x: float, y: float) -> float:
    slope = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    slow = (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    return slope + _both(x) + _waves(y, 20, 40) + slow


def _east(x: float, y: float) -> float:
    slope = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    slow = (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    return slope + _both(x) + _waves(x, 20, 40) + slow
