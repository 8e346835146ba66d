"""Webhooks of a merchant: which addresses there are, what was sent, test, rotate, switch off."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid, NotFound
from bonafix.notices.hooks.actions import disable, register, rotate
from bonafix.notices.hooks.actions import test as send_test
from bonafix.notices.hooks.queries import hooks_seen_by, messages_of
from bonafix.notices.hooks.rules import EVENTS, message_name
from bonafix.notices.models import Hook, HookMessage
from bonafix.operators.actors import Actor
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import opens, staff_page

NAMES = {
    "claim.opened": gettext_lazy("A claim was opened"),
    "claim.evidence_arrived": gettext_lazy("All pictures of the buyer are there"),
    "claim.answer_due": gettext_lazy("Your answer is due"),
    "claim.decided": gettext_lazy("It was decided"),
    "claim.paid": gettext_lazy("The money was paid"),
    "claim.payment_failed": gettext_lazy("A payment did not go through"),
    "claim.appealed": gettext_lazy("Somebody asked for another person"),
    "hook.test": gettext_lazy("Test"),
}
BECAUSE = {
    "person": gettext_lazy("Switched off by a person"),
    "gone": gettext_lazy("Switched off: it answered that it is gone"),
    "silent": gettext_lazy("Switched off: it took nothing for five days"),
}
STATES = {
    "queued": gettext_lazy("Waiting"),
    "sent": gettext_lazy("Taken"),
    "failed": gettext_lazy("Given up"),
}


@staff_page("hook.disable")
def hooks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every address with its newest messages, and a form for a new one."""
    return render(request, "bonafix/claims/hooks.html", _context(actor))


def _context(actor: Actor, **more: Any) -> dict[str, Any]:
    return {
        "rows": [_row(actor, hook) for hook in hooks_seen_by(actor)],
        "events": [(name, NAMES[name]) for name in EVENTS],
        "may_edit": opens(actor, "hook.edit"),
        "secret": "",
        **more,
    }


def _row(actor: Actor, hook: Hook) -> dict[str, Any]:
    return {
        "hook": hook,
        "events": [NAMES[name] for name in hook.events],
        "off": BECAUSE.get(hook.disabled_because, ""),
        "messages": [_message(one) for one in messages_of(actor, hook.id)],
    }


def _message(row: HookMessage) -> dict[str, Any]:
    title = NAMES.get(row.event, row.event)
    return {"row": row, "title": title, "name": message_name(row.id), "state": STATES[row.status]}


@staff_page("hook.edit")
@require_POST
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new address; its secret is on the page that comes back, and on no other."""
    url, chosen = request.POST.get("url", ""), request.POST.getlist("events")
    party_id = next(iter(sorted(actor.party_ids, key=str)), None)
    try:
        if party_id is None:
            raise Invalid("merchant_unknown", "This log-in speaks for no merchant.")
        _hook, secret = register(actor, now(), party_id, url, chosen)
    except BonafixError as error:
        more = {"error": sentence(error), "url": url, "chosen": chosen}
        context = _context(actor, **more)
        return render(request, "bonafix/claims/hooks.html", context, status=error.status)
    return _with_secret(request, actor, secret)


def _with_secret(request: HttpRequest, actor: Actor, secret: str) -> HttpResponse:
    answer = render(request, "bonafix/claims/hooks.html", _context(actor, secret=secret))
    answer["Cache-Control"] = "no-store"
    return answer


@staff_page("hook.disable")
@require_POST
def do(request: HttpRequest, actor: Actor, pk: UUID, deed: str) -> HttpResponse:
    """Test, rotate or disable."""
    try:
        if deed == "rotate":
            return _with_secret(request, actor, rotate(actor, now(), pk)[1])
        doing = {"test": send_test, "disable": disable}.get(deed)
        if doing is None:
            raise NotFound("no_such_page", "There is no such page.")
        doing(actor, now(), pk)
    except NotFound:
        raise
    except BonafixError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, _("Done, and on the record."))
    return redirect("staff-claims-hooks")
