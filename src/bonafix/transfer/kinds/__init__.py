"""How each kind of table meets what is here: what is known, and the verb that brings it in."""

from typing import Final

from bonafix.transfer.kinds import (
    coverage,
    customers,
    orders,
    outlets,
    prices,
    technicians,
    units,
)
from bonafix.transfer.kinds.way import Found, Origin, Way

WAYS: Final[dict[str, Way]] = {
    "outlets": outlets.WAY,
    "coverage": coverage.WAY,
    "prices": prices.WAY,
    "technicians": technicians.WAY,
    "customers": customers.WAY,
    "units": units.WAY,
    "orders": orders.WAY,
}

__all__ = ["WAYS", "Found", "Origin", "Way"]
