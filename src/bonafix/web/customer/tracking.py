"""The page of a case for whoever holds its link: who moves next, and everything since."""

from datetime import datetime
from typing import Any
from urllib.parse import quote as percent

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bonafix.access import require
from bonafix.cases.contacting import contact_of
from bonafix.cases.queries import subject_of
from bonafix.deadlines.queries import next_deadline
from bonafix.files.actions import read_file
from bonafix.files.errors import NoSuchFile
from bonafix.kit.clock import now
from bonafix.people.queries import display_name
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.codes import CODE_TRIES
from bonafix.repairs.actions.passes import pass_of
from bonafix.repairs.models import Guarantee, Quote, Repair
from bonafix.repairs.rules.states import BY_VERB, ENDS
from bonafix.repairs.rules.transitions import BEFORE_WORK, CANCELLABLE
from bonafix.web import doors, words
from bonafix.web.customer import texts
from bonafix.web.customer.again import told
from bonafix.web.customer.contact import contact_shown
from bonafix.web.customer.holder import Held, held
from bonafix.web.customer.report.forms import named
from bonafix.web.first import first_of
from bonafix.web.live.hub import Topic
from bonafix.web.live.stream import live, position_of
from bonafix.web.recordings import recording_of

AT_THE_DOOR = ("arranged", "under_way")
# Until a lock is opened, its customer reads what will be asked of them.
BEFORE_PROOFS = (*BEFORE_WORK, "arrived", "missed", "adjourned")


@require_safe
def track(request: HttpRequest, token: str) -> HttpResponse:
    """The whole page."""
    return render(request, "bonafix/customer/track.html", page_of(held(token)))


@require_safe
def part(request: HttpRequest, token: str) -> HttpResponse:
    """Its moving part, fetched again whenever the record has moved."""
    return render(request, "bonafix/customer/part_case.html", page_of(held(token)))


@require_safe
def events(request: HttpRequest, token: str) -> StreamingHttpResponse:
    """Server-sent events: that the case has moved, not what has."""
    case = held(token).case
    return live(request, Topic(case.operator_id, "case", case.id))


def page_of(one: Held) -> dict[str, Any]:
    """Everything that the page shows."""
    case, instant = one.case, now()
    # Read before the rest: what moves in between is told once more, never lost.
    position = position_of(case.operator_id, "case", case.id)
    repair = one.repair
    status = repair.status
    return {
        "token": one.token,
        "case": case,
        "repair": repair,
        "now": instant,
        "position": position,
        "line": words.NEXT_FOR_CUSTOMER[status],
        "until": until_of(repair),
        "tone": words.status_tone(status),
        "status": words.status_text(status),
        "kind": words.KINDS[repair.kind],
        "product": named(repair.product) if repair.product else "",
        "waiting": words.waiting_text(repair.waiting_reason) if status == "waiting" else "",
        "offer": texts.OFFERS.get(repair.help_offered, "") if status == "waiting" else "",
        "outlet": display_name(repair.outlet) if repair.outlet else "",
        "door_code": unseal(bytes(repair.door_code)) if status in AT_THE_DOOR else None,
        "code_locked": status in AT_THE_DOOR and repair.code_tries >= CODE_TRIES,
        "pass": pass_of(case.id) if status in AT_THE_DOOR else None,
        "door": doors.asked(repair, instant) if status in BEFORE_PROOFS else None,
        "quote": quote_of(repair),
        "guarantee": Guarantee.objects.filter(case_id=case.id).first(),
        "may": {verb for verb in texts.VERBS if status in BY_VERB[verb].before},
        "may_cancel": status in CANCELLABLE,
        "late": repair.arrive_by is not None
        and status in AT_THE_DOOR
        and instant >= repair.arrive_by,
        "steps": steps_of(repair),
        **told(repair),
        "first": first_of(repair),
        **beside(one, instant),
    }


def beside(one: Held, instant: datetime) -> dict[str, Any]:
    """Who is named beside the customer, and the sound of the visit, which is the customer's own."""
    return {
        "recording": None if one.contact else recording_of(one.repair, instant),
        "by_contact": one.contact is not None,
        "open": one.repair.status not in ENDS,
        **contact_shown(contact_of(one.case.id)),
    }


def until_of(repair: Repair) -> datetime | None:
    """Until when whoever moves next has time: of a visit the promised arrival."""
    if repair.status in AT_THE_DOOR:
        return repair.arrive_by
    if repair.status in ENDS or words.status_tone(repair.status) == "done":
        return None
    due = next_deadline(("case", repair.case_id))
    return due.due_at if due else None


def quote_of(repair: Repair) -> dict[str, Any] | None:
    """The quote that counts, its lines with their sums in fen."""
    quote = (
        Quote.objects.filter(case_id=repair.case_id)
        .exclude(status="replaced")
        .order_by("id")
        .last()
    )
    if quote is None:
        return None
    lines = [{**line, "sum": line["fen"] * line["quantity"]} for line in quote.lines]
    open_ = quote.status == "offered" and repair.status == "quoted"
    return {
        "id": quote.id,
        "lines": lines,
        "total": quote.total_fen,
        "open": open_,
        "status": texts.QUOTES.get(quote.status, ""),
        "why": words.WHY.get(quote.why, ""),
    }


def steps_of(repair: Repair) -> list[dict[str, Any]]:
    """What happened, from the record, and what comes now."""
    steps = words.timeline_of(repair)
    if repair.status not in ENDS:
        steps.append({"title": words.NEXT_FOR_CUSTOMER[repair.status], "state": "now"})
    return steps


@require_safe
def voucher(request: HttpRequest, token: str) -> HttpResponse:
    """The voucher as PDF; that it was fetched stands on record."""
    del request
    one = held(token)
    require(one.actor, "guarantee.see", subject_of(one.case))
    found = Guarantee.objects.filter(case_id=one.case.id, voucher_id__isnull=False).first()
    if found is None or found.voucher_id is None:
        raise NoSuchFile
    why = f"voucher.download {one.case.number}"
    content = read_file(one.actor, now(), found.voucher_id, why)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = attachment(
        f"voucher-{one.case.number}.pdf", f"{_('Repair voucher')} {one.case.number}.pdf"
    )
    return response


def attachment(plain: str, full: str) -> str:
    """A download's header: an ASCII name for old programs, the full one for all others."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{percent(full, safe='')}"
