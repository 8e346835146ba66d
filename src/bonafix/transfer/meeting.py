"""Rows of a file meet what is here: which are new, the same, changed, or wrong. Reads only."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bonafix.transfer.kinds import WAYS, Found
from bonafix.transfer.rules.verdicts import Verdict, judge
from bonafix.transfer.rules.whole import Read

Verdicts = dict[int, Verdict]


def meet(
    kind: str, reads: Sequence[Read], now: datetime, before: Verdicts
) -> Iterator[tuple[Read, Verdict, Found]]:
    """Each row with its verdict and what it met.

    `before` holds the verdicts of earlier rows by number, and gets those of these: a row that
    repeats another shares its fate. The caller may put a better one in before it goes on.
    """
    way = WAYS[kind]
    usable = [read.row for read in reads if not read.faults]
    known = way.load(usable, now) if usable else None
    for read in reads:
        if read.faults:
            verdict, found = Verdict("wrong", read.faults), Found()
        elif read.repeats is not None and read.repeats in before:
            verdict, found = _repeated(before[read.repeats]), Found()
        else:
            found = way.find(read.row, known)
            verdict = _verdict(kind, read, found)
        before[read.number] = verdict
        yield read, verdict, found


def _repeated(first: Verdict) -> Verdict:
    return first if first.word == "wrong" else Verdict("same")


def _verdict(kind: str, read: Read, found: Found) -> Verdict:
    if found.faults:
        return Verdict("wrong", found.faults)
    return judge(read.row, found.values, changeable=WAYS[kind].changeable(read.row, found))
