"""Where divisions lie and which lies in which."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from bonafix.places.gazetteer import gazetteer
from bonafix.places.model import Division

EARTH_KM = 6371.0088  # mean radius, IUGG


def division(code: str) -> Division | None:
    """The division with this code (2, 4, 6 or 9 digits, or padded with zeros), or None.

    A code of former times gives a division whose `current` is false.
    """
    return gazetteer().division(code)


def successors(code: str) -> tuple[Division, ...]:
    """Today's divisions for a code: itself while it is valid, else what followed it."""
    known = gazetteer()
    code = known.canonical(code)
    if code in known.names:
        return _divisions([code])
    old = known.old_codes.get(code)
    return _divisions(old.after) if old else ()


def children(code: str = "") -> tuple[Division, ...]:
    """The divisions directly below; without a code the provinces. Unknown code: none."""
    known = gazetteer()
    return _divisions(known.kids(known.canonical(code)))


def ancestors(code: str) -> tuple[Division, ...]:
    """The divisions above, from the province down. Unknown code: none."""
    known = gazetteer()
    code = known.canonical(code)
    return _divisions(reversed(known.line(code))) if code in known.names else ()


def units() -> tuple[str, ...]:
    """The codes that a map or a list of counties has: counties, and cities without counties."""
    known = gazetteer()
    return tuple(
        c
        for c in known.codes
        if len(c) == 6 or (len(c) == 4 and all(len(k) != 6 for k in known.kids(c)))
    )


def is_within(code: str, ancestor: str) -> bool:
    """Whether a division is the other one or lies in it. Unknown codes lie nowhere."""
    known = gazetteer()
    code, ancestor = known.canonical(code), known.canonical(ancestor)
    if code not in known.names or ancestor not in known.names:
        return False
    return code == ancestor or ancestor in known.line(code)


def divisions_in_area(code: str) -> tuple[str, ...]:
    """The code itself and all codes below it, sorted. Unknown code: none."""
    known = gazetteer()
    code = known.canonical(code)
    if code not in known.names:
        return ()
    first, last = bisect_left(known.codes, code), bisect_right(known.codes, code + "~")
    return tuple(known.codes[first:last])


def centroid(code: str) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees of the division or of the nearest one around it.

    A township has its county's point. Where a county's own is not known (140 of them), its
    city's is given: `division(code).lat` tells whether the point is its own. Datum not stated
    by the source; fit for distances between counties, not for navigation.
    """
    known = gazetteer()
    code = known.canonical(code)
    if code not in known.names:
        return None
    return next((known.points[c] for c in [code, *known.line(code)] if c in known.points), None)


def haversine_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (latitude, longitude) in degrees."""
    lat_a, lon_a, lat_b, lon_b = (radians(x) for x in (*a, *b))
    chord = sin((lat_b - lat_a) / 2) ** 2
    chord += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))


def distance_km(a: str, b: str) -> float | None:
    """Between the centroids of two codes; None when one is not known."""
    point_a, point_b = centroid(a), centroid(b)
    return haversine_km(point_a, point_b) if point_a and point_b else None


def nearest(code: str, codes: Iterable[str]) -> tuple[str, float] | None:
    """The nearest of `codes` by centroid and its distance in km; None when none is known.

    Of equally near ones that which shares most of the code, then the smaller code.
    """
    known = []
    for other in codes:
        far = distance_km(code, other)
        if far is not None:
            known.append((far, -_shared(code, other), other))
    if not known:
        return None
    far, _, best = min(known)
    return best, far


def _shared(a: str, b: str) -> int:
    return next((n for n in (9, 6, 4, 2) if len(a) >= n and a[:n] == b[:n]), 0)


def _divisions(codes: Iterable[str]) -> tuple[Division, ...]:
    found = (gazetteer().division(c) for c in codes)
    return tuple(d for d in found if d)
