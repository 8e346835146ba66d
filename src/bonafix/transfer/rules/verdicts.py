"""What becomes of a row that can be read: new, the same, changed, or wrong. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bonafix.kit.texts import N_
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Row

Word = Literal["new", "same", "changed", "wrong"]
WORDS: Final[tuple[Word, ...]] = ("new", "changed", "same", "wrong")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word, and why it is `wrong`."""

    word: Word
    faults: tuple[Fault, ...] = ()


def differing(row: Row, found: Mapping[str, Any]) -> list[str]:
    """Fields of which the row says something else; an empty cell says nothing."""
    return [
        name
        for name, value in row.items()
        if value is not None and name in found and found[name] != value
    ]


def judge(row: Row, found: Mapping[str, Any] | None, *, changeable: bool) -> Verdict:
    """`found` is what is here under the row's key, as values of the same columns.

    Where a kind has no verb that replaces, nothing is overwritten: the row is `wrong`, and
    each field that differs is named.
    """
    if found is None:
        return Verdict("new")
    fields = differing(row, found)
    if not fields:
        return Verdict("same")
    if changeable:
        return Verdict("changed")
    text = N_("This is here already and says something else. It was left as it is.")
    return Verdict("wrong", tuple(Fault(name, "differs", text) for name in fields))
