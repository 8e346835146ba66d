"""The rules of claims: every version for everybody to read, and a form for the next one."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from bonafix.claims.actions.policy import policy_at, publish_policy, tried
from bonafix.claims.models import Policy as Row
from bonafix.claims.queries import versions
from bonafix.claims.rules.policies import LIMITS, REASONS, Policy
from bonafix.claims.rules.simulate import Effect
from bonafix.kit.clock import SHANGHAI, local, now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.kit.money import show
from bonafix.operators.actors import Actor
from bonafix.web.claims import words
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page

NAMES = {
    "evidence_hours": gettext_lazy("Hours for the buyer to add pictures"),
    "answer_hours": gettext_lazy("Hours for the merchant to answer"),
    "costly_answer_hours": gettext_lazy("Hours to answer a costly claim"),
    "costly_fen": gettext_lazy("A claim is costly above (fen)"),
    "perishable_hours": gettext_lazy("Hours for either side when goods perish"),
    "offer_hours": gettext_lazy("Hours for the buyer to answer an offer"),
    "send_back_days": gettext_lazy("Days to send the goods back"),
    "check_return_days": gettext_lazy("Days to look at goods that came back"),
    "inspect_days": gettext_lazy("Days for an inspection"),
    "review_days": gettext_lazy("Working days for a review"),
    "second_above_fen": gettext_lazy("A second reviewer looks at it above (fen)"),
    "appeal_days": gettext_lazy("Days in which an appeal is possible"),
    "appeal_review_days": gettext_lazy("Working days to decide an appeal"),
}


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every version, readable and downloadable (Order 116, article 15)."""
    if request.GET.get("as") == "json":
        body = json.dumps([_whole(one) for one in versions()], ensure_ascii=False, indent=1)
        answer = HttpResponse(body, content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="claim-rules.json"'
        return answer
    return render(request, "bonafix/claims/rules.html", _context(now()))


def _whole(row: Row) -> dict[str, Any]:
    return {
        "version": row.version,
        "published_at": row.published_at.isoformat(),
        "since": row.since.isoformat(),
        "values": asdict(Policy.of(row.version, row.values)),
    }


def _context(instant: datetime) -> dict[str, Any]:
    held = policy_at(instant)
    rows = [
        {
            "version": row.version,
            "since": row.since,
            "published": row.published_at,
            "values": _values(Policy.of(row.version, row.values)),
        }
        for row in versions()
    ]
    return {"held": held, "values": _values(held), "versions": rows}


def _values(policy: Policy) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = [(label, getattr(policy, name)) for name, label in NAMES.items()]
    for reason in REASONS:
        title = _("Refund without return: %(reason)s") % {"reason": words.REASONS[reason]}
        rows.append((title, show(policy.refund_only_up_to(reason))))
    return rows


@staff_page("policy.edit")
def policy(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What holds now, what was announced, and a form for the next version."""
    instant, fault, effect = now(), "", None
    if request.method == "POST":
        try:
            if request.POST.get("try") == "yes":
                effect = _effect(tried(instant, _given(request)))
            else:
                _publish(request, actor, instant)
        except BonafixError as error:
            fault = sentence(error)
        else:
            if effect is None:
                messages.success(request, _("Announced. It binds purchases from its day on."))
                return redirect("staff-claims-policy")
    context = _context(instant)
    context |= {
        "error": fault,
        "effect": effect,
        "fields": [
            {"name": n, "label": label, "value": request.POST.get(n, getattr(context["held"], n))}
            for n, label in NAMES.items()
        ],
        "since": request.POST.get("since", _in_days(instant, 15)),
    }
    return render(request, "bonafix/claims/policy.html", context, status=422 if fault else 200)


def _publish(request: HttpRequest, actor: Actor, instant: datetime) -> None:
    publish_policy(
        actor, instant, _since(request.POST.get("since", "")), _given(request),
        major=request.POST.get("major") == "yes",
    )  # fmt: skip


def _effect(effect: Effect) -> list[tuple[Any, int]]:
    return [
        (_("Claims of the last quarter"), effect.claims),
        (_("Wishes that would not have been possible"), effect.wish_not_possible),
        (_("Wishes that would have become possible"), effect.wish_possible_now),
        (_("Answers that would have come too late"), effect.answer_too_late),
        (_("Late answers that would have come in time"), effect.answer_in_time_now),
        (_("More second looks"), effect.second_look_more),
        (_("Fewer second looks"), effect.second_look_less),
    ]


def _given(request: HttpRequest) -> dict[str, int]:
    values = {}
    for name in LIMITS:
        text = request.POST.get(name, "").strip()
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise Invalid("policy_value", "%(name)s is outside its limits.", name=NAMES[name])
        values[name] = int(text)
    return values


def _since(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise Invalid("not_a_time", "Please give day and time, like 2026-11-24 14:20.") from error


def _in_days(instant: datetime, days: int) -> str:
    return f"{(local(instant) + timedelta(days=days + 1)).date().isoformat()}T00:00"
