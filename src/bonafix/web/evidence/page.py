"""The page on which whoever is asked takes pictures: one question, then one thing after another."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bonafix.evidence.actions import declare, keep
from bonafix.evidence.models import Ask, Item
from bonafix.evidence.queries import AskState, state_of_ask
from bonafix.evidence.shots import ANY, CAMERA, CLIP, OPEN, SHOTS, USABLE
from bonafix.evidence.telling import HOW, TITLES
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError
from bonafix.web.customer.passes import qr
from bonafix.web.errors import sentence
from bonafix.web.evidence import texts
from bonafix.web.evidence.holder import HeldAsk, held

ACCEPT = {CLIP: "video/*", ANY: "image/*,application/pdf"}


@require_GET
def page(request: HttpRequest, ask: str) -> HttpResponse:
    """First the question about AI, then the things that are asked for."""
    one = held(ask)
    context = _context(one)
    if one.ask.status == OPEN and not one.ask.ai_declared:
        return render(request, "bonafix/evidence/declare.html", context)
    return render(request, "bonafix/evidence/capture.html", context)


@require_GET
def part(request: HttpRequest, ask: str) -> HttpResponse:
    """The list alone, fetched again when something came in or was looked at."""
    return render(request, "bonafix/evidence/part_shots.html", _context(held(ask)))


@require_GET
def card(request: HttpRequest, ask: str) -> HttpResponse:
    """The code alone, large, to be shown on a second screen or printed."""
    one = held(ask)
    return render(request, "bonafix/evidence/card.html", {"ask": one.ask, "qr": qr(one.ask.code)})


@require_POST
def say(request: HttpRequest, ask: str) -> HttpResponse:
    """What the party declares; facts of the device only when it agreed."""
    one = held(ask)
    agreed = request.POST.get("device_agreed") == "yes"
    try:
        device = _device(request.POST.get("device", "")) if agreed else None
        declare(one.actor, now(), one.ask.id, request.POST.get("ai", ""), device)
    except BonafixError as error:
        context = {**_context(one), "error": sentence(error)}
        return render(request, "bonafix/evidence/declare.html", context, status=error.status)
    return redirect("evidence-page", ask)


def _device(text: str) -> dict[str, Any] | None:
    """A flat object of short texts; anything else is not taken."""
    try:
        told = json.loads(text)
    except json.JSONDecodeError:
        return None
    if not isinstance(told, dict):
        return None
    return {str(k)[:40]: str(v)[:300] for k, v in list(told.items())[:12]}


@require_POST
def keep_it(request: HttpRequest, ask: str, pk: UUID) -> HttpResponse:
    """Whoever cannot take a better one says so; a person looks at it as it is."""
    one = held(ask)
    item = Item.objects.filter(pk=pk, ask_id=one.ask.id).first()
    if item is not None:
        try:
            keep(one.actor, now(), one.ask.id, item.id)
        except BonafixError as error:
            messages.error(request, sentence(error), extra_tags="attention")
    return redirect("evidence-page", ask)


def _context(one: HeldAsk) -> dict[str, Any]:
    state = state_of_ask(one.ask)
    shots = [_shot(state, name) for name in one.ask.wanted]
    missing = [shot for shot in shots if shot["state"] != USABLE]
    return {
        "token": one.token,
        "back": reverse("claim", args=[one.token]) if one.claim else "",
        "ask": one.ask,
        "now": now(),
        "open": one.ask.status == OPEN and now() < one.ask.until,
        "ended": texts.ENDED.get(_ended(one.ask), ""),
        "shots": shots,
        "missing": len(missing),
        "first": missing[0]["name"] if missing else "",
        "checking": any(shot["state"] == "checking" for shot in shots),
        "camera_only": one.ask.source == CAMERA,
        "declarations": texts.DECLARATION.items(),
    }


def _ended(ask: Ask) -> str:
    if ask.status == OPEN and now() >= ask.until:
        return "over"
    return ask.status


def _shot(state: AskState, name: str) -> dict[str, Any]:
    items = [one for one in state.items if one.shot == name]
    last = items[-1] if items else None
    told = state.states[name]
    return {
        "name": name,
        "title": TITLES[name],
        "how": HOW[name],
        "clip": SHOTS[name] == CLIP,
        "accept": ACCEPT.get(SHOTS[name], "image/*"),
        "state": told,
        "word": texts.STATES[told],
        "tone": texts.TONES[told],
        "problems": [texts.PROBLEMS[one] for one in (last.problems or ())] if last else [],
        "keepable": last.id if last is not None and told == "unusable" else None,
        "code": texts.CODE_SEEN.get(last.code_seen, "") if last else "",
        "number": len(items),
    }
