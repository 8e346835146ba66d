"""What a visit may cost: the public price list, and nothing that was not approved. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bonafix.kit.errors import Invalid

MAX_QUANTITY = 99
MAX_LINES = 50
# A million yuan: above it somebody has mistyped.
MAX_TOTAL_FEN = 100_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a quote: price in fen each, and how many."""

    code: str
    title: str
    fen: int
    quantity: int


def price_lines(
    wanted: Sequence[tuple[str, int]], prices: Mapping[str, tuple[str, int]]
) -> tuple[Line, ...]:
    """Lines of a quote from the public price list; `prices` maps code → (title, fen).

    `Invalid` for an unknown code, an empty or too long list, a quantity outside 1–99, or a
    sum above a million yuan.
    """
    if not wanted:
        raise Invalid(
            "quote_empty", "Please choose at least one item of the price list.", field="lines"
        )
    if len(wanted) > MAX_LINES:
        raise Invalid("quote_too_long", "This quote has more than 50 items.", field="lines")
    lines = []
    for code, quantity in wanted:
        if code not in prices:
            raise Invalid(
                "quote_unknown_item",
                "“%(item)s” is not on the public price list.",
                field="lines",
                item=code,
            )
        if not 1 <= quantity <= MAX_QUANTITY:
            raise Invalid("quote_quantity", "The quantity must be between 1 and 99.", field="lines")
        title, fen = prices[code]
        lines.append(Line(code, title, fen, quantity))
    if total(lines) > MAX_TOTAL_FEN:
        raise Invalid(
            "quote_too_high", "This quote is above a million yuan. Please check it.", field="lines"
        )
    return tuple(lines)


def total(lines: Sequence[Line]) -> int:
    """The sum in fen."""
    return sum(line.fen * line.quantity for line in lines)
