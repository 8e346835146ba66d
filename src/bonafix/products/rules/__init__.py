"""Decisions about coverage, prices and hotlines. Pure."""

from bonafix.products.rules.coverage import Reach, Serving, ancestors_or_self, who_serves
from bonafix.products.rules.standby import check_weekly, standby_at

__all__ = [
    "Reach",
    "Serving",
    "ancestors_or_self",
    "check_weekly",
    "standby_at",
    "who_serves",
]
