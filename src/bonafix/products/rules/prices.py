"""Prices with dates: which one holds, and how a new one takes its place. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bonafix.kit.money import Fen
from bonafix.products.errors import PriceInPast

Span = tuple[datetime, datetime | None]  # from included, to not included; None: open


@dataclass(frozen=True, slots=True)
class Price:
    """One line of a public price list, in fen for each `unit`."""

    code: str
    title: str
    title_en: str
    fen: Fen
    unit: str
    valid_from: datetime
    valid_to: datetime | None = None


def holds(span: Span, at: datetime) -> bool:
    """True from the first instant of a span until just before its last."""
    return span[0] <= at and (span[1] is None or at < span[1])


def price_at(prices: Iterable[Price], code: str, at: datetime) -> Price | None:
    """The line of this code that holds at an instant, or None."""
    return next(
        (p for p in prices if p.code == code and holds((p.valid_from, p.valid_to), at)), None
    )


def list_at(prices: Iterable[Price], at: datetime) -> dict[str, Price]:
    """The whole list as it holds at an instant, by code, in the order given."""
    return {p.code: p for p in prices if holds((p.valid_from, p.valid_to), at)}


def make_room(spans: Sequence[Span], start: datetime, now: datetime) -> tuple[int | None, Span]:
    """Where a new price of the same code goes: which span ends at `start`, and the new span.

    The new one holds until the next later one that is announced already. `PriceInPast`
    when it would change what was public before `now`.
    """
    if start < now:
        raise PriceInPast
    cut = next((i for i, span in enumerate(spans) if holds(span, start)), None)
    later = [begin for begin, end in spans if begin > start and begin != end]
    return cut, (start, min(later, default=None))
