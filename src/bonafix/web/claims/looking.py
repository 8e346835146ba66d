"""An inspection on the claim's pages: the buyer's yes, how far the visit is, what was seen."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from bonafix.claims.actions.inspecting import agree_inspection
from bonafix.claims.actions.looking import newest
from bonafix.claims.actions.visiting import Where
from bonafix.claims.models import Charge, Claim, Inspection
from bonafix.intake.locate import locate
from bonafix.kit.clock import SHANGHAI, local, now
from bonafix.kit.errors import Invalid
from bonafix.operators.actors import Actor
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.inspecting import inspection_of
from bonafix.repairs.actions.moving import case_of
from bonafix.web import words
from bonafix.web.templatetags.bonafix import full_day

# Version of the words beside the box, kept with the consent.
CONSENT_WORDING: Final = "inspection-2026-11"
DAYS: Final = 4
PARTS: Final = ((9, 12), (13, 17), (18, 21))
STATUS: Final[dict[str, LazyText]] = {
    "asked": _("The buyer was asked"),
    "declined": _("The buyer wants no visit, which shows nothing else"),
    "silent": _("No answer came, which shows nothing else"),
    "sent": _("A visit is being arranged or made"),
    "returned": _("The technician's record is here"),
    "failed": _("The visit did not take place, which shows nothing else"),
    "stopped": _("The desk ended it"),
    "needless": _("It is not needed any more"),
}
CHARGES: Final[dict[str, LazyText]] = {
    "owed": _("to be collected"),
    "instructed": _("being collected"),
    "confirmed": _("collected"),
    "failed": _("could not be collected; a manager sees to it"),
    "borne": _("on the operator's own books"),
}
SEEN: Final[dict[str, tuple[LazyText, LazyText]]] = {
    "as_claimed": (
        _("The goods look as the buyer described them"),
        _("It does not show when and how it came about."),
    ),
    "otherwise": (
        _("The goods look otherwise than the buyer described them"),
        _("It does not show how the difference came about, nor how they were on delivery."),
    ),
    "no_fault_seen": (
        _("No fault was seen"),
        _("It does not show that there never was one: some faults come and go."),
    ),
    "not_examined": (_("The goods could not be looked at"), _("It shows nothing about the goods.")),
}


Agreeing = Callable[[Actor, datetime, str, Where], Claim]


def agree(
    actor: Actor,
    at: datetime,
    number: str,
    request: HttpRequest,
    agreeing: Agreeing = agree_inspection,
) -> Claim:
    """The buyer's form: where, when, and the box beside the words."""
    given = request.POST
    address = given.get("address", "")
    where = Where(
        place=locate(address),
        address=address,
        windows=tuple(_window(one) for one in given.getlist("time")[:4]),
        consent=CONSENT_WORDING if given.get("consent") == "yes" else "",
    )
    return agreeing(actor, at, number, where)


def _window(text: str) -> tuple[datetime, datetime]:
    """ "2026-11-25/9-12" as instants."""
    try:
        day, _slash, hours = text.partition("/")
        begin, _dash, end = hours.partition("-")
        start = datetime.combine(datetime.fromisoformat(day), time(int(begin)), tzinfo=SHANGHAI)
        return start, start.replace(hour=int(end))
    except ValueError as error:
        raise Invalid("not_a_time", "Please choose a time of the list.", field="time") from error


def times(at: datetime) -> list[tuple[str, str]]:
    """Halves of the next days: (value, words)."""
    days = [local(at).date() + timedelta(days=1 + one) for one in range(DAYS)]
    return [
        (
            f"{day.isoformat()}/{a}-{b}",
            f"{full_day(datetime.combine(day, time(12), tzinfo=SHANGHAI))} {a}:00–{b}:00",
        )
        for day in days
        for a, b in PARTS
    ]


def look_of(case_id: UUID) -> dict[str, Any] | None:
    """Everything that the page shows of the newest inspection; None where there was none."""
    row = newest(case_id)
    if row is None:
        return None
    told: dict[str, Any] = {
        "purpose": row.purpose,
        "charge": _charge(row),
        "asked_by": row.asked_by,
        "asked_at": row.asked_at,
        "payer": row.payer,
        "cost_fen": row.cost_fen,
        "status": STATUS[row.status],
        "times": times(now()) if row.status == "asked" else [],
    }
    return told | (_of_visit(row.visit_id) if row.visit_id else {})


def _charge(row: Inspection) -> LazyText | str:
    held = Charge.objects.filter(inspection_id=row.id).first()
    return CHARGES[held.status] if held else ""


def _of_visit(visit_id: UUID) -> dict[str, Any]:
    case, repair = case_of(visit_id)
    told: dict[str, Any] = {
        "visit": case.number,
        "visit_status": words.status_text(repair.status),
        "arrive_from": repair.arrive_from,
        "arrive_by": repair.arrive_by,
    }
    row = inspection_of(visit_id)
    if row is None:
        return told
    seen, limits = SEEN[row.seen]
    return told | {
        "seen": seen,
        "limits": limits,
        "words": unseal(bytes(row.words)) or "",
        "serial": row.serial,
    }
