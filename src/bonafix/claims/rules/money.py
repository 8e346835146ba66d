"""How much may be asked, granted and paid: never above what was paid. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bonafix.kit.errors import Invalid, Refused


@dataclass(frozen=True, slots=True)
class Room:
    """Of one order, in fen: what was paid, what other claims were granted, and what is left."""

    paid_fen: int
    taken_fen: int

    @property
    def left_fen(self) -> int:
        """What can still be paid back."""
        return max(0, self.paid_fen - self.taken_fen)


class AmountNotPossible(Invalid):
    """Zero or less, or more than is left of what was paid."""

    code = "amount_not_possible"
    field = "amount"
    text = "Please give a sum between ¥0.01 and %(most)s, which is what was paid and is not back."


class PaidAlready(Refused):
    """The same decision would be paid a second time."""

    def __init__(self) -> None:
        super().__init__("paid_already", "This decision was paid already.")


def room(paid_fen: int, granted: Iterable[int]) -> Room:
    """What is left of an order after all sums that were granted on it."""
    return Room(paid_fen, sum(granted))


def check_amount(amount_fen: int, of: Room) -> int:
    """The sum, if it can be paid back. `AmountNotPossible` otherwise."""
    if not 0 < amount_fen <= of.left_fen:
        raise AmountNotPossible(most=f"¥{of.left_fen / 100:.2f}")
    return amount_fen


def needs_second(amount_fen: int, second_above_fen: int) -> bool:
    """True when a decision about this much is looked at by a second person."""
    return amount_fen > second_above_fen
