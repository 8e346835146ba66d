"""Local permits: who may be sent to what a region asks a permit for. Put on file, ended, asked."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.dispatch.models import Technician
from bonafix.kit.clock import aware, parse_instant
from bonafix.kit.errors import Invalid, NotFound
from bonafix.ledger.acts import Act
from bonafix.places import division
from bonafix.products.actions.checks import has_role, paper
from bonafix.repairs.models import LocalPermit, Repair
from bonafix.repairs.rules.doors import Span, is_permitted
from bonafix.repairs.rules.kinds import KINDS

# How far ahead a visit without a wished time can be arranged; an urgent one is today's.
AHEAD = timedelta(days=7)
TODAY = timedelta(hours=12)


def add_permit(
    act: Act,
    *,
    holder_id: UUID,
    skill: str,
    region_code: str,
    document_id: UUID,
    valid_from: datetime,
    valid_to: datetime,
) -> LocalPermit:
    """Put a permit on file, with its paper. Neither outlet nor technician does it for itself.

    `Invalid` for a region that is not in the list of today, another holder than an outlet or a
    technician, an unknown skill, or days in the wrong order.
    """
    require(act.actor, "permit.edit", Subject("permit", act.operator_id))
    region = division(region_code)
    if region is None or not region.current:
        raise Invalid("region_unknown", "Please choose the region from the list.", field="region")
    if skill not in {kind.skill for kind in KINDS.values() if kind.needs_proofs}:
        raise Invalid("skill_unknown", "There is no permit for this skill.", field="skill")
    known = has_role(holder_id, ["outlet"], act.now)
    if not known and not Technician.objects.filter(pk=holder_id).exists():
        raise Invalid("holder_unknown", "Please choose an outlet or a technician.", field="holder")
    if aware(valid_to) <= aware(valid_from):
        raise Invalid("bad_days", "The last day comes before the first.", field="last")
    row = LocalPermit(
        operator_id=act.operator_id,
        holder_id=holder_id,
        skill=skill,
        region_code=region.code,
        document_id=paper(document_id),
        valid_from=valid_from,
        valid_to=valid_to,
        changed_at=act.now,
    )
    act.record("repairs.permit_added", ("party", holder_id), rows=[row])
    return row


def end_permit(act: Act, permit_id: UUID) -> LocalPermit:
    """The permit ends now, or never begins; one that is over stays as it is."""
    require(act.actor, "permit.edit", Subject("permit", act.operator_id))
    if not LocalPermit.objects.filter(pk=permit_id).exists():
        raise NotFound("no_such_permit", "There is no such permit.")
    row = act.lock(LocalPermit, permit_id)
    if act.now < row.valid_to:
        row.valid_to, row.changed_at = max(act.now, row.valid_from), act.now
        act.record("repairs.permit_ended", ("party", row.holder_id), rows=[row])
    return row


def permitted_among(
    repair: Repair, ids: Collection[UUID], now: datetime, until: datetime | None = None
) -> list[UUID]:
    """Those who may be sent to this visit: all, unless its kind asks for a local permit.

    A permit must hold from now `until` then, or else until the last time that the visit may be
    arranged for.
    """
    if not KINDS[repair.kind].needs_proofs:
        return list(ids)
    held = _held(KINDS[repair.kind].skill, ids)
    last = _last(repair, now) if until is None else until
    return [
        one
        for one in ids
        if is_permitted(map(_span, held.get(one, ())), repair.place_code, now, last)
    ]


def permit_for(repair: Repair, technician_id: UUID, at: datetime) -> LocalPermit | None:
    """The permit under which this technician may do it at this instant, the longest one."""
    rows = _held(KINDS[repair.kind].skill, [technician_id]).get(technician_id, [])
    fitting = [row for row in rows if is_permitted([_span(row)], repair.place_code, at, at)]
    return max(fitting, key=lambda row: (row.valid_to, row.id)) if fitting else None


def _held(skill: str, ids: Iterable[UUID]) -> dict[UUID, list[LocalPermit]]:
    """Of each technician: their own permits, and those of their outlet."""
    outlets: dict[UUID, UUID | None] = dict(
        Technician.objects.filter(id__in=list(ids)).values_list("id", "outlet_id")
    )
    holders = {*outlets, *(one for one in outlets.values() if one)}
    rows = list(LocalPermit.objects.filter(skill=skill, holder_id__in=holders).order_by("id"))
    return {
        who: [row for row in rows if row.holder_id in (who, outlet)]
        for who, outlet in outlets.items()
    }


def _span(row: Any) -> Span:
    return Span(row.region_code, row.valid_from, row.valid_to)


def _last(repair: Repair, now: datetime) -> datetime:
    if repair.urgent:
        return now + TODAY
    ends = [parse_instant(end) for _start, end in repair.preferred]
    return max([now, *ends]) if ends else now + AHEAD
