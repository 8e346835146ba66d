"""What the public page says about the areas served. Pure; names come from the caller."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bonafix.products.rules.coverage import Reach, ancestors_or_self, lives, who_serves
from bonafix.products.rules.standby import Weekly, check_weekly


@dataclass(frozen=True, slots=True)
class Served:
    """A division that somebody serves, when they stand by there, and what is left out of it."""

    code: str
    urgent: bool
    standby: tuple[tuple[tuple[int, ...], str, str], ...]  # days, from, to
    without: tuple[str, ...]
    parties: frozenset[UUID] = frozenset()  # who serves it


def served_areas(rows: Iterable[Reach], at: datetime) -> list[Served]:
    """Every division that was declared and is served at an instant, in the order of codes."""
    index: dict[str, list[Reach]] = {}
    for row in (row for row in rows if lives(row, at)):
        index.setdefault(row.division_code, []).append(row)
    closed = [
        code
        for code, same in index.items()
        if any(row.exclude for row in same) and not who_serves(code, _about(index, code), at)
    ]
    areas = []
    for code in sorted(index):
        serving = who_serves(code, _about(index, code), at)
        if not serving or all(row.exclude for row in index[code]):
            continue
        near = _nearest_rows(index, {(s.party_id, s.by) for s in serving})
        areas.append(
            Served(
                code=code,
                urgent=any(row.urgent for row in near),
                standby=_hours(row.standby for row in near if row.urgent),
                without=tuple(sorted(c for c in closed if c.startswith(code) and c != code)),
                parties=frozenset(one.party_id for one in serving),
            )
        )
    return areas


Extent = Literal["covered", "partly", "not"]


def extent(rows: Iterable[Reach], units: Iterable[str], at: datetime) -> dict[str, Extent]:
    """For every unit (a county): served as a whole, in part, or not at all at an instant.

    partly: a township in it is served and the unit is not, or the reverse.
    """
    index: dict[str, list[Reach]] = {}
    below: dict[str, set[str]] = {}
    for row in (row for row in rows if lives(row, at)):
        index.setdefault(row.division_code, []).append(row)
        for above in ancestors_or_self(row.division_code)[:-1]:
            below.setdefault(above, set()).add(row.division_code)

    def served(code: str) -> bool:
        return bool(who_serves(code, _about(index, code), at))

    found: dict[str, Extent] = {}
    for unit in units:
        whole = served(unit)
        parts = {served(code) for code in below.get(unit, ())}
        mixed = (not whole) in parts
        found[unit] = "partly" if mixed else "covered" if whole else "not"
    return found


def _about(index: dict[str, list[Reach]], code: str) -> list[Reach]:
    return [row for above in ancestors_or_self(code) for row in index.get(above, ())]


def _nearest_rows(index: dict[str, list[Reach]], serving: set[tuple[UUID, str]]) -> list[Reach]:
    return [
        row
        for party_id, by in serving
        for row in index[by]
        if row.party_id == party_id and not row.exclude
    ]


def _hours(weeks: Iterable[Weekly]) -> tuple[tuple[tuple[int, ...], str, str], ...]:
    lines = {
        (tuple(line["days"]), line["from"], line["to"])
        for week in weeks
        for line in check_weekly(week)
    }
    return tuple(sorted(lines))


def last_change(instants: Sequence[datetime | None], now: datetime) -> datetime | None:
    """The latest of the instants that has come, or None."""
    return max((i for i in instants if i is not None and i <= now), default=None)
