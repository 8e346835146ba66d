"""Which acts count, and the largest sum within two years."""

from collections.abc import Callable, Sequence
from datetime import date

from bonafix.kit.money import Fen
from bonafix.law.dates import add_years
from bonafix.law.model import Act, LeftOut


def split(acts: Sequence[Act], as_of: date) -> tuple[tuple[Act, ...], tuple[LeftOut, ...]]:
    """(acts that may count as of the day, those left out with the reason), both sorted.

    Punished or settled acts are left out from the day on which that happened; where the day is
    not stated, at once. Acts after the day are left out as well.
    """
    counted, left = [], []
    for act in sorted(acts, key=lambda a: a.key):
        reason = _why_not(act, as_of)
        if reason:
            left.append(LeftOut(act.id, reason, act.loss))
        else:
            counted.append(act)
    return tuple(counted), tuple(left)


def _why_not(act: Act, as_of: date) -> str:
    if act.acted > as_of:
        return "after_as_of"
    treated = act.treatment in ("punished", "settled")
    if treated and (act.treated_on is None or act.treated_on <= as_of):
        return str(act.treatment)
    return ""


def total(acts: Sequence[Act]) -> Fen:
    """The sum of the losses, in fen."""
    return sum(act.loss for act in acts)


def window(
    acts: Sequence[Act], years: int, holding: Callable[[Act], bool] | None = None
) -> tuple[Act, ...]:
    """The acts within the span of so many years that has the largest sum; `acts` are sorted.

    Of equal sums the latest span. With `holding` only spans count that hold such an act.
    法发〔2016〕32号 says only that acts within two years are added up; that the span is free and
    not counted back from the last act is the house's reading (未核实): so one large older act
    is not lost because a small newer one exists.
    """
    spans = []
    for first in acts:
        last = add_years(first.acted, years)
        span = tuple(a for a in acts if first.acted <= a.acted <= last)
        if holding is None or any(map(holding, span)):
            spans.append(span)
    return max(spans, key=lambda s: (total(s), s[0].acted, len(s)), default=())
