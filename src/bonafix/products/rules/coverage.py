"""Who serves a division: children inherit, and an exclusion wins at any level. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bonafix.products.rules.standby import standby_at

# Province, prefecture, county, township: each code begins with that of its parent.
DIGITS = (2, 4, 6, 9)


@dataclass(frozen=True, slots=True)
class Reach:
    """One row of coverage. `by_brand`: the brand itself said so, not an outlet.

    An exclusion by the brand closes the place for all its outlets, one by an outlet only
    for itself. `standby`: see rules.standby.
    """

    party_id: UUID
    division_code: str
    since: datetime
    until: datetime | None = None
    exclude: bool = False
    urgent: bool = False
    standby: Sequence[Mapping[str, Any]] = ()
    by_brand: bool = False


@dataclass(frozen=True, slots=True)
class Serving:
    """A party that serves the place. `standby_now`: it comes for urgent reports at this time.

    `reason` is a word: standby_now, outside_standby_hours, urgent_not_offered, covered.
    `by` is the code of the division it declared.
    """

    party_id: UUID
    standby_now: bool
    reason: str
    by: str


def ancestors_or_self(code: str) -> tuple[str, ...]:
    """The codes that cover this division, at most four, the widest first."""
    return tuple(code[:n] for n in DIGITS if n <= len(code))


def who_serves(
    code: str, coverages: Iterable[Reach], at: datetime, urgent: bool = False
) -> list[Serving]:
    """The parties that serve a division (2, 4, 6 or 9 digits) at an instant.

    Of several declarations of a party the nearest to the place counts. Those on standby
    come first, then the nearer declaration, then the smaller id. Whoever offers nothing
    urgent still serves: an urgent report is never dropped for it.
    """
    above = ancestors_or_self(code)
    rows = [row for row in coverages if row.division_code in above and lives(row, at)]
    if any(row.exclude and row.by_brand for row in rows):
        return []
    closed = {row.party_id for row in rows if row.exclude}
    nearest: dict[UUID, list[Reach]] = {}
    for row in rows:
        if row.exclude or row.party_id in closed:
            continue
        known = nearest.get(row.party_id)
        if known is None or len(known[0].division_code) < len(row.division_code):
            nearest[row.party_id] = [row]
        elif len(known[0].division_code) == len(row.division_code):
            known.append(row)
    serving = [_serving(party_id, same, at, urgent) for party_id, same in nearest.items()]
    return sorted(serving, key=lambda s: (not s.standby_now, -len(s.by), s.party_id))


def lives(row: Reach, at: datetime) -> bool:
    """True while the row holds: since included, until not included."""
    return row.since <= at and (row.until is None or at < row.until)


def _serving(party_id: UUID, rows: Sequence[Reach], at: datetime, urgent: bool) -> Serving:
    offered = [row for row in rows if row.urgent]
    ready = any(standby_at(row.standby, at) for row in offered)
    if ready:
        reason = "standby_now"
    elif not urgent:
        reason = "covered"
    else:
        reason = "outside_standby_hours" if offered else "urgent_not_offered"
    return Serving(party_id, ready, reason, rows[0].division_code)
