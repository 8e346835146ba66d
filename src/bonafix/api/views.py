"""From rows to the API's shapes."""

from datetime import datetime
from typing import Any

from bonafix.cases.models import Case
from bonafix.deadlines.queries import next_deadline
from bonafix.dispatch.holding import Kept
from bonafix.dispatch.queries import booking_of
from bonafix.intake.actions import Taken
from bonafix.kit.clock import format_instant, now
from bonafix.operators.addresses import public_url
from bonafix.operators.tenancy import current_operator_id
from bonafix.places import division
from bonafix.repairs.actions.moving import is_proved
from bonafix.repairs.actions.opening import needs_of
from bonafix.repairs.actions.recording import is_allowed, recordings_of
from bonafix.repairs.models import Guarantee, Promise, Quote, Repair
from bonafix.repairs.passed import FirstVisit


def tracking_url(token: str) -> str:
    """The customer's page; whoever holds this address may see the case."""
    return f"{public_url(current_operator_id())}/t/{token}/"


def place_of(repair: Repair) -> dict[str, Any]:
    """Where it is."""
    return {
        "code": repair.place_code or None,
        "name": repair.place_name or None,
        "status": repair.place_status,
        "edition": repair.place_edition,
    }


def promise_of(repair: Repair) -> dict[str, str] | None:
    """The promise that runs, if one was made: never before somebody was sent."""
    if repair.arranged_at is None:
        return None
    promise = (
        Promise.objects.filter(case_id=repair.case_id)
        .exclude(status="released")
        .order_by("-id")
        .first()
    )
    return {"arrive_by": format_instant(promise.arrive_by)} if promise else None


def taken(result: Taken) -> dict[str, Any]:
    """The answer to a report."""
    return {
        "number": result.case.number,
        "status": result.repair.status,
        "place": place_of(result.repair),
        "promise": promise_of(result.repair),
        "tracking_url": tracking_url(result.token),
    }


def _instant(value: Any) -> str | None:
    return format_instant(value) if value else None


def detail(case: Case, repair: Repair, *, reasons: bool) -> dict[str, Any]:
    """One repair; `reasons` adds why this technician, for those who may see the board."""
    booking = booking_of(case.id) if reasons else None
    due = next_deadline(("case", case.id))
    return {
        "number": case.number,
        "kind": repair.kind,
        "status": repair.status,
        "owner": case.owner,
        "next_deadline": _instant(due.due_at if due else None),
        "place": place_of(repair),
        "promise": promise_of(repair),
        "waiting_reason": repair.waiting_reason or None,
        "nearest": _nearest(repair),
        "urgent": repair.urgent,
        "received_at": format_instant(repair.received_at),
        "accepted_at": _instant(repair.accepted_at),
        "arranged_at": _instant(repair.arranged_at),
        "arrived_at": _instant(repair.arrived_at),
        "technician": _technician(repair),
        "arrive_from": _instant(repair.arrive_from),
        "quote": _quote(case),
        "guarantee": _guarantee(case),
        "first_inspection": _first(case),
        "recording": {
            "allowed": is_allowed(case.id, now()),
            "kept": len(recordings_of(case.id)),
        },
        "reason": booking.reason if booking else None,
        "passed_over": booking.passed_over if booking else None,
    }


def _first(case: Case) -> str | None:
    row = FirstVisit.objects.filter(case_id=case.id).first()
    return row.verdict if row else None


def _nearest(repair: Repair) -> dict[str, Any] | None:
    if not repair.nearest_code:
        return None
    found = division(repair.nearest_code)
    name = found.name if found else None
    edition = repair.place_edition
    return {"code": repair.nearest_code, "name": name, "status": "served", "edition": edition}


def _technician(repair: Repair) -> dict[str, Any] | None:
    if repair.technician is None:
        return None
    return {"id": repair.technician.id, "name": repair.technician.public_name}


def _quote(case: Case) -> dict[str, Any] | None:
    quote = Quote.objects.filter(case_id=case.id).exclude(status="replaced").order_by("id").last()
    if quote is None:
        return None
    return {
        "id": str(quote.id),
        "status": quote.status,
        "lines": quote.lines,
        "total_fen": quote.total_fen,
    }


def _guarantee(case: Case) -> dict[str, Any] | None:
    held = Guarantee.objects.filter(case_id=case.id).first()
    if held is None:
        return None
    return {"starts_on": str(held.starts_on), "ends_on": str(held.ends_on), "days": held.days}


def door(case: Case, repair: Repair, instant: datetime) -> dict[str, Any]:
    """What an opening at this place asks for on this day."""
    asked = needs_of(repair, instant)
    return {
        "number": case.number,
        "region": repair.place_code or None,
        "premises": {name: sorted(kinds) for name, kinds in asked.right.items()},
        "identity": sorted(asked.identity),
        "keep_number": asked.keep_number,
        "witness": sorted(asked.witness),
        "kept_days": asked.kept_days,
        "unverified": asked.unverified,
        "rules": [
            {"id": r.id, "law": r.law["zh"], "law_en": r.law["en"], "article": r.article}
            | {"source": r.source["zh"], "source_en": r.source["en"], "mark": r.mark}
            for r in asked.rules
        ],
        "proved": is_proved(repair),
    }


def kept(one: Kept) -> dict[str, Any]:
    """A time that is kept, as instants."""
    start, end = one.window
    return {
        "from_": format_instant(start),
        "to": format_instant(end),
        "until": format_instant(one.until),
    }
