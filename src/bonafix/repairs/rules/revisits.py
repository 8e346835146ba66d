"""Coming again under guarantee: who may ask, and what then costs nothing. Pure."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

# A repair that holds no longer can be looked at again; opening a lock leaves nothing to hold.
KINDS: Final = frozenset({"repair", "installation", "maintenance"})
# The repair is over; before that, whoever is there goes on with it.
FROM: Final = frozenset({"guaranteed", "closed"})
# What the new case is tied to the old one by.
REVISIT: Final = "revisit_of"
FOLLOWS: Final = "follows"
# What a repair is tied to a claim by: whoever answers for the goods pays for it.
MENDS: Final = "mends_for"
# Found beside the old fault: that alone is priced, and only the customer says yes to it.
OTHER_FAULT: Final = "other_fault"
Prices = Mapping[str, tuple[str, int]]


def is_guaranteed(ends_on: date | None, today: date) -> bool:
    """True on every day up to the last one, that day included; never without a guarantee."""
    return ends_on is not None and today <= ends_on


def priced(prices: Prices, free: bool, covered: Collection[str], why: str) -> Prices:
    """The price list (code -> title, fen) as it holds for this visit.

    Under guarantee everything is free, way and parts included, as the voucher says, and so it is
    where somebody else pays, because goods are mended for a claim. Where the
    technician shows another fault, what was `covered` until then stays free.
    """
    if not free:
        return prices
    return {
        code: (title, 0 if why != OTHER_FAULT or code in covered else fen)
        for code, (title, fen) in prices.items()
    }
