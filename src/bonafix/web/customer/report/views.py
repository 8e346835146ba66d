"""The pages of a report. They work without script; every answer is kept until it is sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonafix.intake.errors import ReportInvalid
from bonafix.kit.clock import now
from bonafix.products.queries import some_serve_independently
from bonafix.web.customer.holder import held
from bonafix.web.customer.report import drafts, texts
from bonafix.web.customer.report.answers import FIELDS, STEPS, Looked, look_at
from bonafix.web.customer.report.forms import form_for, named, names_of, place_faults
from bonafix.web.customer.report.places import Understood
from bonafix.web.customer.report.sending import (
    Form,
    arrival,
    desk_actor,
    found_again,
    send_once,
    times_offered,
    token_of_sent,
)
from bonafix.web.first import first_offered

Answers = Mapping[str, str]
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def start(request: HttpRequest) -> HttpResponse:
    """The first question; `?all=1` asks all of them on one page, `?product=` chooses before."""
    if "all" in request.GET or "all" in request.POST:
        return everything(request)
    draft = drafts.new_draft()
    if request.method == "POST":
        return _answered(request, draft, "product", now())
    return _question(request, draft, "product", {"product": request.GET.get("product", "")}, now())


@get_or_post
def question(request: HttpRequest, draft_id: str, step: str) -> HttpResponse:
    """One question of a report that was begun."""
    instant = now()
    draft = drafts.find(request, draft_id, instant)
    if draft is None:
        return _elsewhere(request, draft_id, instant)
    if request.method == "POST":
        return _answered(request, draft, step, instant)
    looked = look_at(draft.answers, instant)
    if STEPS.index(step) > STEPS.index(looked.first_open):
        return redirect("report-step", draft.id, looked.first_open)
    if step == "send":
        return _overview(request, draft, looked, instant)
    return _question(request, draft, step, draft.answers, instant, looked)


def _elsewhere(request: HttpRequest, draft_id: str, instant: datetime) -> HttpResponse:
    token = token_of_sent(request, draft_id, instant)
    if token is not None:
        return redirect("track", token)
    messages.info(
        request,
        _("Your answers were kept for two hours and are gone now. Please begin again."),
        extra_tags="attention",
    )
    return redirect("report")


def _answered(
    request: HttpRequest, draft: drafts.Draft, step: str, instant: datetime
) -> HttpResponse:
    """Keep the answers of this step and go to the next question that is open."""
    if step == "send":
        return _send(request, draft, instant)
    answers = {**draft.answers, **_given(request, FIELDS[step])}
    looked = look_at(answers, instant)
    faults = looked.faults_of(step)
    place = looked.place(instant) if step == "place" and not faults else None
    if place is not None:
        told = request.POST.get("seen") == place.shown_as
        faults = place_faults(place) if told else {}
    if faults:
        return _question(request, draft, step, answers, instant, looked, faults)
    drafts.keep(request, drafts.Draft(draft.id, answers), instant)
    stay = place is not None and place.outcome != "served" and not told
    return redirect("report-step", draft.id, step if stay else looked.first_open)


def _given(request: HttpRequest, names: Any) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in names}


def _question(
    request: HttpRequest,
    draft: drafts.Draft,
    step: str,
    answers: Answers,
    instant: datetime,
    looked: Looked | None = None,
    faults: Mapping[str, Any] | None = None,
) -> HttpResponse:
    looked = looked or look_at(answers, instant)
    known = step in ("place", "time") and bool(answers.get("address", "").strip())
    place = looked.place(instant) if known else None
    if faults is None and any(answers.get(name) for name in FIELDS[step]):
        # Answers that were good when they were given may not be so any more.
        faults = looked.faults_of(step)
    form = form_for(
        [step],
        answers,
        instant,
        product=looked.product,
        may_be_urgent=looked.may_be_urgent,
        place=place,
        slots=times_offered(looked, place, instant) if place and step == "time" else (),
        bound=bool(faults),
    )
    context = {
        "form": form.put(faults) if faults else form,
        "step": step,
        "place": place,
        "place_words": texts.place_words(place) if place and step == "place" else None,
        **_frame(draft, step),
    }
    return render(
        request, "bonafix/customer/report_step.html", context, status=422 if faults else 200
    )


def _frame(draft: drafts.Draft, step: str) -> dict[str, Any]:
    number = STEPS.index(step)
    return {
        "number": number + 1,
        "total": len(STEPS),
        "title": texts.TITLES[step],
        "label": texts.NEXT[step],
        "draft_id": draft.id,
        "before": reverse("report-step", args=[draft.id, STEPS[number - 1]]) if number else "",
        "action": reverse("report-step", args=[draft.id, step]) if number else reverse("report"),
    }


def _overview(
    request: HttpRequest, draft: drafts.Draft, looked: Looked, instant: datetime
) -> HttpResponse:
    """Everything once more, and what will happen when it is sent."""
    place = looked.place(instant)
    context = {
        **_frame(draft, "send"),
        "looked": looked,
        "product": named(looked.product) if looked.product else "",
        "fault": named(looked.fault) if looked.fault else "",
        "place": place,
        "place_words": texts.place_words(place),
        "first": first_offered(looked.product, looked.kind.name, place.place.code, instant),
        "label": texts.send_label(place, arrival(looked, place, instant), instant),
    }
    return render(request, "bonafix/customer/report_send.html", context)


def _send(request: HttpRequest, draft: drafts.Draft, instant: datetime) -> HttpResponse:
    looked = look_at(draft.answers, instant)
    if looked.first_open != "send":
        return redirect("report-step", draft.id, looked.first_open)
    return _sent(request, send_once(request, Form(draft.id, draft.answers), looked, instant))


def _sent(request: HttpRequest, token: str) -> HttpResponse:
    if desk_actor(request) is not None:
        # Whoever took the call goes on with the case; the caller gets the number and a message.
        number = held(token).case.number
        messages.success(request, _("On record for the caller. Read out the number: %s") % number)
        return redirect("staff-case", number=number)
    messages.success(
        request,
        _("Your report is on record. This page is yours: keep its address to come back."),
        extra_tags="good",
    )
    return redirect("track", token)


def everything(request: HttpRequest) -> HttpResponse:
    """All questions on one plain page."""
    instant, steps = now(), STEPS[:-1]
    if request.method != "POST":
        answers: Answers = {"product": request.GET.get("product", "")}
        return _all_page(request, answers, look_at(answers, instant), drafts.new_draft().id, {})
    answers = _given(request, names_of(steps))
    draft_id = request.POST.get("draft", "")[:24] or drafts.new_draft().id
    form = Form(draft_id, answers)
    looked = look_at(answers, instant)
    faults = dict(looked.faults) or place_faults(looked.place(instant))
    try:
        if not faults:
            return _sent(request, send_once(request, form, looked, instant))
    except ReportInvalid as error:
        faults = dict(error.fields)
    # Answers that were good when they were sent may not be so any more: a time that is over.
    known = found_again(request, form, instant)
    if known is not None:
        return _sent(request, known)
    return _all_page(request, answers, looked, draft_id, faults)


def _all_page(
    request: HttpRequest, answers: Answers, looked: Looked, draft_id: str, faults: dict[str, Any]
) -> HttpResponse:
    instant = now()
    place: Understood | None = looked.place(instant) if answers.get("address") else None
    form = form_for(
        STEPS[:-1],
        answers,
        instant,
        product=looked.product,
        may_be_urgent=looked.may_be_urgent,
        place=place,
        bound=bool(faults),
    )
    return render(
        request,
        "bonafix/customer/report_all.html",
        {
            "form": form.put(faults) if faults else form,
            "draft_id": draft_id,
            "action": reverse("report"),
            "place": place,
            "some_independent": some_serve_independently(instant),
        },
        status=422 if faults else 200,
    )
