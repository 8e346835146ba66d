"""Places: the divisions of China to township, and what division a text means.

A pure library: no Django, no database, no network. Data: see data/README.md.
"""

from bonafix.places.geo import (
    ancestors,
    centroid,
    children,
    distance_km,
    division,
    divisions_in_area,
    haversine_km,
    is_within,
    nearest,
    successors,
    units,
)
from bonafix.places.model import EDITION, Context, Division, Resolution, Step
from bonafix.places.resolver import resolve

__all__ = [
    "EDITION",
    "Context",
    "Division",
    "Resolution",
    "Step",
    "ancestors",
    "centroid",
    "children",
    "distance_km",
    "division",
    "divisions_in_area",
    "haversine_km",
    "is_within",
    "nearest",
    "resolve",
    "successors",
    "units",
]
