"""Decisions about coverage, prices and hotlines. Pure."""

from bonafix.products.rules.areas import Extent, Served, extent, last_change, served_areas
from bonafix.products.rules.coverage import Reach, Serving, ancestors_or_self, who_serves
from bonafix.products.rules.hotlines import (
    Line,
    Shown,
    hotline_visible,
    parse_hotline,
    show_hotline,
)
from bonafix.products.rules.prices import Price, holds, list_at, make_room, price_at
from bonafix.products.rules.standby import check_weekly, standby_at

__all__ = [
    "Extent",
    "Line",
    "Price",
    "Reach",
    "Served",
    "Serving",
    "Shown",
    "ancestors_or_self",
    "check_weekly",
    "extent",
    "holds",
    "hotline_visible",
    "last_change",
    "list_at",
    "make_room",
    "parse_hotline",
    "price_at",
    "served_areas",
    "show_hotline",
    "standby_at",
    "who_serves",
]
