"""Which codes of two pictures can be compared at all, and whether they agree. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

Sort = Literal["serial", "article", "other"]
# What a shop's scanner reads; every piece of one article bears the same.
ARTICLE: Final = frozenset({"EAN13", "EAN8", "UPCA", "UPCE", "ITF14"})
# GS1 application identifier 21, bare or in brackets, and what labels write before a serial.
SERIAL: Final = re.compile(
    r"^(?:\(01\)\d{14}|01\d{14})?\(21\)(?P<gs1>[\x21-\x7a]{1,20})"
    r"|(?:^|[\s;,/])(?:S/?N|SERIAL(?: ?(?:NO|NUMBER))?|序列号)\s*[:：#=]\s*"
    r"(?P<told>[0-9A-Z-]{4,30})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it was read: its format (EAN13, QRCode, …) and its text."""

    format: str
    text: str

    @property
    def sort(self) -> Sort:
        """What it names: one piece, one kind of article, or something that is not known."""
        if SERIAL.search(self.text):
            return "serial"
        return "article" if _plain(self.format) in ARTICLE else "other"

    @property
    def value(self) -> str:
        """What is compared: the serial alone, an article number with its zero in front."""
        found = SERIAL.search(self.text)
        if found:
            return (found["gs1"] or found["told"]).upper()
        return self.text.zfill(14) if self.sort == "article" else self.text


def _plain(name: str) -> str:
    """`EAN-13`, `BarcodeFormat.EAN13` → `EAN13`."""
    return re.sub(r"[^A-Z0-9]", "", name.rpartition(".")[2].upper())


@dataclass(frozen=True, slots=True)
class Verdictless:
    """Two pictures, by place, and what their codes have to do with each other.

    `answer`: agree (the same code in both), differ (one code of this sort in each, and they are
    not the same), or cannot_compare (nothing of one sort in both, or several on one side).
    """

    first: int
    second: int
    answer: Literal["agree", "differ", "cannot_compare"]
    codes: tuple[Code, Code] | None = None


def pairs(pictures: Sequence[Sequence[Code]]) -> Iterator[Verdictless]:
    """Every two pictures that both show codes, once."""
    for first, second in combinations(range(len(pictures)), 2):
        if pictures[first] and pictures[second]:
            yield _pair(first, second, pictures[first], pictures[second])


def _pair(first: int, second: int, ours: Sequence[Code], theirs: Sequence[Code]) -> Verdictless:
    differing = None
    # A serial names one piece: where both show one, nothing else counts.
    for sort in ("serial", "article", "other"):
        mine = {code.value: code for code in ours if code.sort == sort}
        other = {code.value: code for code in theirs if code.sort == sort}
        if common := sorted(mine.keys() & other.keys()):
            agreed = mine[common[0]], other[common[0]]
            return Verdictless(first, second, "agree", agreed) if differing is None else differing
        # Labels of parcels, shelves and papers differ on one article: they are never held
        # against each other, nor several codes of one sort, which may be of several pieces.
        if differing is None and sort != "other" and len(mine) == len(other) == 1:
            both = next(iter(mine.values())), next(iter(other.values()))
            differing = Verdictless(first, second, "differ", both)
    return differing or Verdictless(first, second, "cannot_compare")
