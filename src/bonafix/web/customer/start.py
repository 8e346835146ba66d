"""Where everybody begins: report a fault, follow a case, check whether somebody is real."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, customer_of
from bonafix.intake.actions import TRACK_DAYS
from bonafix.intake.limits import limit
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.kit.ids import parse_case_number
from bonafix.kit.phones import parse_cn_phone
from bonafix.ledger.acts import begin
from bonafix.notices.actions import notify
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.codes import issue_code, redeem_code
from bonafix.people.tokens import issue
from bonafix.web.customer.report import drafts
from bonafix.web.errors import sentence

PURPOSE: Final = "follow"
PER_MINUTE: Final = 20
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of an operator."""
    return render(request, "bonafix/customer/home.html")


@get_or_post
def follow(request: HttpRequest) -> HttpResponse:
    """Case number and phone; a code goes to that phone if both belong together.

    The answer is the same whether they do: nobody learns here who has a case.
    """
    if request.method != "POST":
        return _asked(request, {}, {})
    answers = {name: request.POST.get(name, "") for name in ("number", "phone")}
    instant = now()
    try:
        limit(request, "follow", instant, PER_MINUTE)
        faults = _faults(answers)
        if not faults:
            _send_code(answers, instant)
    except BonafixError as error:
        faults = {"phone": error}
    if faults:
        return _asked(request, answers, faults)
    drafts.keep(request, drafts.Draft(PURPOSE, answers), instant)
    return redirect("follow-code")


def _faults(answers: dict[str, str]) -> dict[str, BonafixError]:
    faults: dict[str, BonafixError] = {}
    for name, read in (("number", parse_case_number), ("phone", parse_cn_phone)):
        try:
            read(answers[name])
        except Invalid as error:
            faults[name] = error
    return faults


def _asked(
    request: HttpRequest, answers: dict[str, str], faults: dict[str, BonafixError]
) -> HttpResponse:
    context: dict[str, Any] = {
        "answers": answers,
        "errors": {name: sentence(error) for name, error in faults.items()},
    }
    status = max((error.status for error in faults.values()), default=200)
    return render(request, "bonafix/customer/follow.html", context, status=status)


def _send_code(answers: dict[str, str], instant: datetime) -> None:
    issued = issue_code(answers["phone"], PURPOSE, instant)
    case = _case(answers)
    if case is None or customer_of(case.id) not in issued.party_ids:
        return
    with begin(Actor.system(current_operator_id()), instant) as act:
        notify(
            act,
            case.id,
            customer_of(case.id),
            "one_time_code",
            {},
            key=f"one_time_code:{case.id}:{uuid4()}",
            secret=issued.code,
        )


def _case(answers: dict[str, str]) -> Case | None:
    try:
        return by_number(answers["number"])
    except NoSuchCase:
        return None


@get_or_post
def follow_code(request: HttpRequest) -> HttpResponse:
    """The code that was sent; the right one opens the page of the case."""
    instant = now()
    draft = drafts.find(request, PURPOSE, instant)
    if draft is None:
        return redirect("follow")
    error = ""
    if request.method == "POST":
        try:
            limit(request, "follow", instant, PER_MINUTE)
            return redirect("track", _opened(draft.answers, request.POST.get("code", ""), instant))
        except BonafixError as refusal:
            error = sentence(refusal)
    return render(
        request, "bonafix/customer/follow_code.html", {"error": error}, status=422 if error else 200
    )


def _opened(answers: dict[str, str], code: str, instant: datetime) -> str:
    """A new link to the case. Raises CodeWrong, CodeOver; NoSuchCase for another's case."""
    persons = redeem_code(answers["phone"], PURPOSE, code[:20], instant)
    case = by_number(answers["number"])
    if customer_of(case.id) not in persons:
        raise NoSuchCase
    return issue(case.operator_id, "track", case.id, instant, TRACK_DAYS * 86400)
