"""The rules of claims: every version for everybody to read, and a form for the next one."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bonafix.claims.actions.policy import notice_until, policy_at, publish_policy, tried
from bonafix.claims.models import Policy as Row
from bonafix.claims.queries import versions
from bonafix.claims.rules.policies import Policy
from bonafix.claims.rules.simulate import Effect
from bonafix.kit.clock import local, now
from bonafix.kit.errors import BonafixError
from bonafix.operators.actors import Actor
from bonafix.web.claims import policy_form as form
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page


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
            "values": form.told(Policy.of(row.version, row.values)),
        }
        for row in versions()
    ]
    return {"held": held, "values": form.told(held), "versions": rows}


@staff_page("policy.edit")
def policy(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What holds now, what was announced, and a form for the next version."""
    instant = now()
    held = policy_at(instant)
    if request.method != "POST":
        return _page(request, instant, form.shown(held), {}, {})
    texts, tries = form.typed(request.POST), request.POST.get("try") == "yes"
    draft = form.read(texts)
    if not draft.faults:
        try:
            if tries:
                return _page(request, instant, texts, {}, _tried(request, instant, held, draft))
            publish_policy(
                actor, instant, form.since(request.POST.get("since", "")), draft.values,
                major=_is_major(request),
            )  # fmt: skip
        except BonafixError as error:
            draft.faults[error.field or ""] = sentence(error)
        else:
            messages.success(request, _("Announced. It binds purchases from its day on."))
            return redirect("staff-claims-policy")
    return _page(request, instant, texts, draft.faults, {})


def _is_major(request: HttpRequest) -> bool:
    return request.POST.get("major") == "yes"


def _page(
    request: HttpRequest,
    instant: datetime,
    texts: Mapping[str, Any],
    faults: Mapping[str, str],
    more: dict[str, Any],
) -> HttpResponse:
    context = (
        _context(instant)
        | form.fields_of(texts, faults)
        | {
            "faults": len(faults),
            "error": faults.get("", ""),
            "since": request.POST.get("since", _in_days(instant, 15)),
            "since_error": faults.get("since", ""),
            "major": _is_major(request),
        }
    )
    status = 422 if faults else 200
    return render(request, "bonafix/claims/policy.html", context | more, status=status)


def _tried(
    request: HttpRequest, instant: datetime, held: Policy, draft: form.Draft
) -> dict[str, Any]:
    """The last quarter under the draft, what it changes, and from when on it could hold."""
    return {
        "effect": _effect(tried(instant, draft.values)),
        "changes": form.changes(held, Policy.of(0, draft.values)),
        "earliest": notice_until(instant, draft.values, major=_is_major(request)),
    }


def _effect(effect: Effect) -> list[tuple[Any, int]]:
    return [
        (_("Claims of the last quarter"), effect.claims),
        (_("Wishes that would not have been possible"), effect.wish_not_possible),
        (_("Wishes that would have become possible"), effect.wish_possible_now),
        (_("Claims that would have needed more pictures"), effect.evidence_incomplete),
        (_("Claims that would have had all pictures"), effect.evidence_complete_now),
        (_("Answers that would have come too late"), effect.answer_too_late),
        (_("Late answers that would have come in time"), effect.answer_in_time_now),
        (_("More second looks"), effect.second_look_more),
        (_("Fewer second looks"), effect.second_look_less),
    ]


def _in_days(instant: datetime, days: int) -> str:
    return f"{(local(instant) + timedelta(days=days + 1)).date().isoformat()}T00:00"
