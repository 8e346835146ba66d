"""Declaring which divisions are served, and ending it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.places import division
from bonafix.products.actions.checks import allow, clean, get, has_role, hold, record_new
from bonafix.products.errors import AlreadyCovered, NotServing, UnknownDivision
from bonafix.products.models import Brand, Coverage
from bonafix.products.rules.standby import check_weekly


def add_coverage(
    act: Act,
    *,
    party_id: UUID,
    brand_id: UUID,
    division_code: str,
    edition: str,
    exclude: bool = False,
    urgent: bool = False,
    standby: Sequence[Mapping[str, Any]] = (),
) -> Coverage:
    """An outlet, or the brand itself, serves a division from now on; `exclude`: does not.

    `edition` says of which list of divisions the code is; `standby` when it comes for urgent
    reports (rules.standby). Raises NotAllowed, NoSuchThing, NotServing, UnknownDivision,
    BadStandby, BadText, AlreadyCovered.
    """
    brand = get(Brand, brand_id)
    itself = party_id == brand.party_id
    allow(act, "coverage.edit", brand=brand, outlet_ids=[] if itself else [party_id])
    if not itself and not has_role(party_id, ["outlet"], act.now):
        raise NotServing
    found = division(division_code)
    if found is None or not found.current:
        raise UnknownDivision(division=division_code[:12])
    row = Coverage(
        operator_id=act.operator_id,
        party_id=party_id,
        brand_id=brand_id,
        division_code=found.code,
        edition=clean(edition, "edition", 20),
        exclude=exclude,
        urgent=urgent and not exclude,
        standby=check_weekly(standby),
        since=act.now,
        changed_at=act.now,
    )
    record_new(act, "products.coverage_added", ("party", party_id), [row], AlreadyCovered())
    return row


def cover_areas(
    act: Act,
    *,
    party_id: UUID,
    brand_id: UUID,
    areas: Iterable[tuple[str, bool]],
    edition: str,
    urgent: bool = False,
    standby: Sequence[Mapping[str, Any]] = (),
) -> int:
    """Declare many (division code, exclude) at once; how many were not declared yet.

    All or none. What is declared already stays as it is. Raises as `add_coverage`.
    """
    open_rows = Coverage.objects.filter(party_id=party_id, brand_id=brand_id, until__isnull=True)
    known = set(open_rows.values_list("division_code", "exclude"))
    added = 0
    for code, exclude in dict.fromkeys(areas):
        if (code, exclude) in known:
            continue
        add_coverage(
            act,
            party_id=party_id,
            brand_id=brand_id,
            division_code=code,
            edition=edition,
            exclude=exclude,
            urgent=urgent,
            standby=standby,
        )
        added += 1
    return added


def end_coverage(act: Act, coverage_id: UUID) -> Coverage:
    """From now on the declaration does not hold; one that has ended stays as it is.

    Raises NotAllowed, NoSuchThing.
    """
    row = hold(act, Coverage, coverage_id)
    brand = get(Brand, row.brand_id)
    itself = row.party_id == brand.party_id
    allow(act, "coverage.edit", brand=brand, outlet_ids=[] if itself else [row.party_id])
    if row.until is None:
        row.until = row.changed_at = act.now
        act.record("products.coverage_ended", ("party", row.party_id), rows=[row])
    return row
