"""The technician's page that works without signal: a shell without anybody's data, and the day."""

import hashlib
import json
import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie

from bonafix.dispatch.models import Booking
from bonafix.kit.clock import format_instant, local, now, parse_instant
from bonafix.operators.actors import Actor
from bonafix.operators.keys import master_key
from bonafix.people.queries import masked
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.codes import CODE_TRIES
from bonafix.repairs.actions.elsewhere import REFUSE
from bonafix.repairs.actions.moving import is_ordered
from bonafix.repairs.actions.offers import open_offer
from bonafix.repairs.actions.passes import pass_of
from bonafix.repairs.actions.pictures import pictures_of
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.actions.recording import is_allowed
from bonafix.repairs.actions.second import WHY
from bonafix.repairs.actions.visit import DIFFERENCE
from bonafix.repairs.models import Quote, Repair
from bonafix.repairs.revisits import is_borne, is_free, listed
from bonafix.repairs.rules.door import verifier
from bonafix.repairs.rules.doors import DECLINE, GUARANTOR
from bonafix.repairs.rules.offers import OFFERED
from bonafix.web import words
from bonafix.web.customer.passes import address_of
from bonafix.web.look.route import HEIGHT, WIDTH, route
from bonafix.web.staff import doors, inspecting
from bonafix.web.staff.board import day_start
from bonafix.web.staff.gate import staff_page

SCRIPTS: Final = (
    *("store", "rules", "sound", "queue", "sign", "proofs", "route", "cards", "hearing", "page"),
)
# A telephone that is not opened again forgets the visit after that.
KEPT_AFTER: Final = timedelta(hours=12)


@ensure_csrf_cookie
@staff_page("day.see")
def field(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The shell: texts and forms only, because a browser keeps it in the open."""
    del actor
    operator = getattr(request, "operator", None)
    context = {
        "shell": {"name": operator.name if operator else ""},
        "tomorrow": local(now()).date() + timedelta(days=1),
        "refuse": words.whys(REFUSE),
        "adjourn": words.whys(WHY),
        "difference": words.whys(DIFFERENCE),
        "decline": words.whys(DECLINE),
        "seen": inspecting.CHOICES,
        "box": (WIDTH, HEIGHT),
        "statuses": [(name, text) for name, (text, _tone) in words.STATUS.items()],
    }
    return render(request, "bonafix/staff/field.html", context)


@ensure_csrf_cookie
@staff_page("day.see")
def day(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is needed of today's and tomorrow's visits; sealed as soon as it is there."""
    del request
    mine = [actor.technician_id] if actor.technician_id else []
    bookings = Booking.objects.filter(
        technician_id__in=mine,
        status="active",
        arrive_at__lt=day_start("", now()) + timedelta(days=2),
    )
    visits = [visit(one) for one in bookings.select_related("case").order_by("arrive_at")]
    return JsonResponse({"who": str(actor.technician_id or ""), "visits": _routed(visits)})


def _routed(visits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each with its place on the drawing of its day; the place code itself stays here."""
    by_day: dict[str, list[dict[str, Any]]] = {}
    for one in visits:
        day_ = str(local(parse_instant(one["arrive_from"])).date())
        by_day.setdefault(day_, []).append(one)
    for day_, some in by_day.items():
        drawn = route([(one["number"], one.pop("place")) for one in some])
        for one, stop in zip(some, drawn.stops, strict=True):
            one["stop"] = {"day": day_, "order": stop.order, "x": stop.x, "y": stop.y}
    return visits


def visit(booking: Booking) -> dict[str, Any]:
    """One visit as the telephone keeps it. The phone number stays masked, the code unsaid."""
    repair = Repair.objects.select_related("product", "customer").get(case_id=booking.case_id)
    offered = Quote.objects.filter(case_id=booking.case_id, status__in=["offered", "approved"])
    last = offered.order_by("id").last()
    kinds = [one.kind for one in pictures_of(booking.case_id)]
    text = pass_of(booking.case_id)
    return {
        "number": booking.case.number,
        "status": repair.status,
        "urgent": repair.urgent,
        "arrive_from": format_instant(booking.arrive_at),
        "arrive_by": format_instant(booking.arrive_by),
        "until": format_instant(booking.during.upper + KEPT_AFTER),
        "place": repair.place_code,
        "address": unseal(bytes(repair.address)) or "",
        "person": masked(repair.customer).name,
        "product": repair.product.title if repair.product else "",
        "description": unseal(bytes(repair.description)) or "",
        "prices": _prices(repair),
        "quote": {"fen": last.total_fen, "lines": last.lines} if last else None,
        "pass": _picture_of(address_of(text)) if text else "",
        "door": _door(repair),
        "kind": str(words.KINDS[repair.kind]),
        "proofs": _proofs(repair),
        "offer": _offer(booking),
        "free": is_free(booking.case_id) or is_borne(booking.case_id),
        "looked_at": is_ordered(repair),
        "recording": _recording(repair),
        "tries": max(0, CODE_TRIES - repair.code_tries),
        "pictures": {kind: kinds.count(kind) for kind in ("before", "after")},
    }


def _picture_of(address: str) -> str:
    """The QR code as an image's address, black on white in every theme."""
    code = segno.make(address, error="m")
    return code.svg_data_uri(scale=6, border=4, dark="#000", light="#fff", omitsize=True)


def _prices(repair: Repair) -> list[dict[str, Any]]:
    prices = listed(repair, now())
    return [{"code": code, "title": title, "fen": fen} for code, (title, fen) in prices.items()]


def _door(repair: Repair) -> dict[str, Any]:
    secret = master_key().derive("door check")
    held = verifier(secret, repair.case_id, unseal(bytes(repair.door_code)) or "")
    return {"salt": held.salt.hex(), "check": held.check}


def _offer(booking: Booking) -> dict[str, Any] | None:
    """What the visit pays to who goes (null: not on file), and whether a yes is waited for."""
    row = open_offer(booking.case_id)
    if row is None:
        return None
    asked = row.status == OFFERED and row.accept_by is not None
    until = format_instant(row.accept_by) if row.accept_by and asked else None
    return {"fen": row.technician_fen, "until": until}


def _recording(repair: Repair) -> dict[str, bool]:
    """Whether the house keeps recordings, and whether this customer lets one be made."""
    instant = now()
    return {
        "on": policy_at(instant).recording_days > 0,
        "allowed": is_allowed(repair.case_id, instant),
    }


def _proofs(repair: Repair) -> dict[str, Any] | None:
    """What has to be shown before this lock is opened, in words; None where none is opened."""
    asked = doors.asked_of(repair, now())
    if asked is None:
        return None

    def choices(kinds: list[tuple[str, Any]]) -> list[list[str]]:
        return [[name, str(text)] for name, text in kinds]

    return {
        "proved": asked["proved"],
        "premises": [
            {"name": name, "title": str(title), "right": choices(kinds)}
            for name, title, kinds in asked["right"]
        ],
        "identity": choices(asked["identity"]),
        "witness": choices(asked["witness"]),
        "keep_number": asked["keep_number"],
        "guarantor": GUARANTOR,
        "kept_days": asked["kept_days"],
        "unverified": asked["unverified"],
        "rules": [
            f"{one['law']} {one['article']} [{one['mark']}] {one['source']}"
            for one in asked["rules"]
        ],
    }


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which knows the files of this version by their digest."""
    del request
    facts = {"version": _version(), "shell": reverse("staff-field"), "assets": _addresses()}
    script = _found("bonafix/field/worker.js").read_text("utf-8")
    text = f"self.bonafix = {json.dumps(facts)};\n{script}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def _names() -> list[str]:
    """All files of the page: the styles of every page, its own, the seal."""
    styles = get_template("bonafix/parts/styles.html").template.source  # type: ignore[attr-defined]
    own = [f"bonafix/field/{name}.js" for name in SCRIPTS]
    return [*re.findall(r'static "([^"]+)"', styles), "bonafix/field/field.css", *own]


def _addresses() -> list[str]:
    return [static(name) for name in (*_names(), "bonafix/seal.svg")]


@cache
def _version() -> str:
    """Changes with any of the files, so that telephones fetch them anew."""
    digest = hashlib.sha256()
    for name in (*_names(), "bonafix/field/worker.js"):
        digest.update(_found(name).read_bytes())
    return digest.hexdigest()[:16]


def _found(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found)
