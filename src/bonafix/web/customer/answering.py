"""What the holder of the link does: answers the quote, signs off, moves or cancels the visit."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from bonafix.intake.limits import TooManyRequests, limit
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid, NotFound
from bonafix.repairs.actions.arrange import reschedule
from bonafix.repairs.actions.door import report_absence
from bonafix.repairs.actions.ending import cancel, cost_of_cancelling
from bonafix.repairs.actions.finish import answer_quote, sign_off
from bonafix.repairs.actions.offer import offer_times
from bonafix.repairs.actions.rebook import reschedule_into
from bonafix.repairs.actions.recording import choose_recording
from bonafix.repairs.errors import SlotGone
from bonafix.repairs.rules.states import BY_VERB
from bonafix.repairs.rules.transitions import CANCELLABLE
from bonafix.web.customer import texts
from bonafix.web.customer.holder import Held, held
from bonafix.web.customer.report import times
from bonafix.web.customer.report.answers import FIELDS, WhenMissing
from bonafix.web.customer.report.forms import NOTHING_OFFERED, form_for
from bonafix.web.customer.report.sending import TIMES_PER_MINUTE
from bonafix.web.errors import sentence

Verb = Callable[[Held, HttpRequest, datetime], object]


@require_POST
def do(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """One step; a refusal is a sentence on the page of the case."""
    one, step = held(token), STEPS.get(verb)
    if step is None:
        raise NotFound("no_such_page", "There is no such page.")
    try:
        step(one, request, now())
    except BonafixError as error:
        messages.error(request, sentence(error), extra_tags="attention")
    else:
        messages.success(request, str(texts.DONE[verb]), extra_tags="good")
    return redirect("track", token)


def _approve(one: Held, request: HttpRequest, instant: datetime) -> None:
    answer_quote(one.actor, instant, one.case.number, _quote_id(request), agreed=True)


def _decline(one: Held, request: HttpRequest, instant: datetime) -> None:
    answer_quote(one.actor, instant, one.case.number, _quote_id(request), agreed=False)


def _sign_off(one: Held, request: HttpRequest, instant: datetime) -> None:
    del request
    sign_off(one.actor, instant, one.case.number, "page")


def _cancel(one: Held, request: HttpRequest, instant: datetime) -> None:
    del request
    cancel(one.actor, instant, one.case.number, "customer")


def _absence(one: Held, request: HttpRequest, instant: datetime) -> None:
    del request
    report_absence(one.actor, instant, one.case.number)


def _recording(one: Held, request: HttpRequest, instant: datetime) -> None:
    del request
    choose_recording(one.actor, instant, one.case.number, True)


def _no_recording(one: Held, request: HttpRequest, instant: datetime) -> None:
    del request
    choose_recording(one.actor, instant, one.case.number, False)


STEPS: dict[str, Verb] = {
    "absence": _absence,
    "approve": _approve,
    "decline": _decline,
    "sign_off": _sign_off,
    "cancel": _cancel,
    "recording": _recording,
    "no_recording": _no_recording,
}


def _quote_id(request: HttpRequest) -> UUID:
    """The quote that was on the page: another one than that is not decided."""
    try:
        return UUID(request.POST.get("quote", ""))
    except ValueError as error:
        raise Invalid("form_incomplete", "This form is incomplete. Please try again.") from error


@require_http_methods(["GET", "HEAD", "POST"])
def other_time(request: HttpRequest, token: str) -> HttpResponse:
    """Another time: up to three that suit, or the next free one."""
    one, instant = held(token), now()
    if one.repair.status not in BY_VERB["reschedule"].before:
        return redirect("track", token)
    answers = {name: request.POST.get(name, "") for name in FIELDS["time"]}
    fault: BonafixError | None = None
    if request.method == "POST":
        try:
            _move(one, instant, answers)
        except (Invalid, SlotGone) as error:
            fault = error
        except BonafixError as error:
            messages.error(request, sentence(error), extra_tags="attention")
            return redirect("track", token)
        else:
            done = "rebook" if answers["when"].startswith(times.SLOT) else "reschedule"
            messages.success(request, str(texts.DONE[done]), extra_tags="good")
            return redirect("track", token)
    slots = _times_for(request, one, instant)
    form = form_for(
        ["time"], answers, instant, may_be_urgent=False, slots=slots, bound=fault is not None
    )
    context = {
        "form": form.put({"when": fault}) if fault else form,
        "token": token,
        "repair": one.repair,
        "now": instant,
    }
    return render(
        request, "bonafix/customer/other_time.html", context, status=422 if fault else 200
    )


def _times_for(request: HttpRequest, one: Held, instant: datetime) -> times.Offered:
    """Times that are kept for this case while its holder chooses; none for who asks without end."""
    try:
        limit(request, "times", instant, TIMES_PER_MINUTE)
    except TooManyRequests:
        return NOTHING_OFFERED
    return times.kept(offer_times(one.actor, instant, one.repair), instant)


def _move(one: Held, instant: datetime, answers: dict[str, str]) -> None:
    """An offered time is booked at once; a time of one's own is looked for."""
    when = answers["when"]
    if when.startswith(times.SLOT):
        reschedule_into(one.actor, instant, one.case.number, times.slot_of(when))
    elif when in ("soon", "choose"):
        reschedule(one.actor, instant, one.case.number, times.wanted(answers))
    else:
        raise WhenMissing


@require_http_methods(["GET", "HEAD"])
def ask_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """What cancelling means, before it is done."""
    one = held(token)
    if one.repair.status not in CANCELLABLE:
        return redirect("track", token)
    context = {
        "token": token,
        "repair": one.repair,
        "cost": cost_of_cancelling(one.repair, now()),
    }
    return render(request, "bonafix/customer/cancel.html", context)
