"""The payment port: what a provider of payments must offer. Pure.

Every call carries the key of one payment; the same key again is the same payment, so that a
process that died between asking and noting asks once more without paying twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

Status = Literal["pending", "confirmed", "failed", "unknown"]


class ProviderAway(Exception):
    """The provider did not answer; whether it took the order is found out with the same key."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """Pay back: whole fen, from whom, to whom, for which order of the merchant."""

    key: str
    order_ref: str
    amount_fen: int
    payer: str
    beneficiary: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the provider says about a key: its status and its own number of it."""

    status: Status
    ref: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of the provider's own statement."""

    key: str
    ref: str
    amount_fen: int
    status: Status


class PaymentProvider(Protocol):
    """Any provider; calls may raise `ProviderAway`."""

    name: str

    def instruct(self, order: Instruction) -> Said:
        """Pay this, once for each key."""

    def look_up(self, key: str) -> Said:
        """What became of a key; `unknown` when it never arrived."""

    def statement(self) -> Iterable[StatementLine]:
        """Everything the provider has on its books for us, oldest first."""
