"""Sending a report once, however often its button was pressed, and finding what it became."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest

from bonafix.cases.models import Case
from bonafix.dispatch.holding import of_report
from bonafix.intake.actions import TRACK_DAYS, report
from bonafix.intake.estimate import choose_time, earliest_arrival, keep_times
from bonafix.intake.limits import TooManyRequests, limit
from bonafix.kit import clock
from bonafix.kit.sealing import lookup_hash
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.keys import master_key
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.actions import give_consent
from bonafix.people.actors import actor_of, customer_actor
from bonafix.people.rules import mfa_required
from bonafix.people.tokens import issue
from bonafix.web.customer.report import drafts, times
from bonafix.web.customer.report.answers import CONSENT_WORDING, Looked
from bonafix.web.customer.report.places import Understood
from bonafix.web.staff.gate import has_second_factor, opens

# One reporter looks at their page again; a program that asks without end blocks nobody's day.
TIMES_PER_MINUTE: Final = 10


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: the form's own number and its answers as they were typed.

    The same form with the same answers is the same report, with or without a session; with
    other answers it is another report (somebody went back and wrote about a second lock).
    """

    draft_id: str
    answers: Mapping[str, str] = field(repr=False)

    @property
    def key(self) -> str:
        """Names this form in the case; tells nobody what was answered."""
        content = json.dumps([self.draft_id, sorted(self.answers.items())])
        return lookup_hash(master_key().derive("sent forms"), "report form", content).hex()


def send_once(request: HttpRequest, form: Form, looked: Looked, now: datetime) -> str:
    """Put the report on record; the token of its page. The same form again is the same case.

    Raises ReportInvalid, TooManyRequests. Report and session are one transaction, so an
    answer that was lost on its way is found again.
    """
    limit(request, "report", now)
    with transaction.atomic():
        _one_at_a_time(form.key)
        if request.session.session_key:
            request.session = type(request.session)(request.session.session_key)
        known = _token_of_form(form, now)
        if known is not None:
            return known
        actor, channel = reporter(request)
        holder = of_report(form.draft_id)
        taken = report(actor, now, looked.report(looked.place(now)), channel, form.key, holder)
        with begin(actor, now) as act:
            give_consent(
                act,
                taken.repair.customer_id,
                purpose="repair",
                wording_version=CONSENT_WORDING,
                channel=channel,
            )
        drafts.finish(request, form.draft_id, str(taken.case.id))
        request.session.save()
    return taken.token


def reporter(request: HttpRequest) -> tuple[Actor, str]:
    """Who files it, and how it came: the customer by this form, or the desk for a caller."""
    desk = desk_actor(request)
    if desk is not None:
        return desk, "phone"
    return customer_actor(current_operator_id(), None, None), "form"


def desk_actor(request: HttpRequest) -> Actor | None:
    """The logged-in member of staff who may take a call down; everybody else is a customer."""
    if not request.user.is_authenticated:
        return None
    actor = actor_of(request.user, clock.now())
    here = actor.operator_id == current_operator_id()
    known = has_second_factor(request) or not mfa_required(actor.roles)
    desk = opens(actor, "queue.see") and opens(actor, "report.file")
    return actor if here and known and desk else None


def found_again(request: HttpRequest, form: Form, now: datetime) -> str | None:
    """As `send_once` for a form that would not be taken now: its case, if it became one."""
    limit(request, "report", now)
    return _token_of_form(form, now)


def _token_of_form(form: Form, now: datetime) -> str | None:
    """A new link to the case that exactly this form became, whoever's browser sends it again."""
    case = Case.objects.filter(sent_key=form.key).first()
    if case is None:
        return None
    return issue(current_operator_id(), "track", case.id, now, TRACK_DAYS * 86400)


def token_of_sent(request: HttpRequest, draft_id: str, now: datetime) -> str | None:
    """A new link to the case that this draft became, for the browser that sent it."""
    case_id = drafts.sent_case(request, draft_id)
    if case_id is None or not Case.objects.filter(pk=UUID(case_id)).exists():
        return None
    return issue(current_operator_id(), "track", UUID(case_id), now, TRACK_DAYS * 86400)


def arrival(looked: Looked, place: Understood, now: datetime) -> datetime | None:
    """When somebody could be there, if anybody can be sent without asking."""
    if place.outcome != "served":
        return None
    return earliest_arrival(now, looked.need, place.place.code, place.service)


def times_offered(
    request: HttpRequest, draft_id: str, looked: Looked, place: Understood, now: datetime
) -> times.Offered:
    """Times that are kept for this reporter for a while; none where a person has to look first.

    Whoever asks for too many of them in a minute is offered none, and may name their own.
    """
    if place.outcome != "served":
        return times.Offered()
    try:
        limit(request, "times", now, TIMES_PER_MINUTE)
    except TooManyRequests:
        return times.Offered()
    holder, windows = of_report(draft_id), list(times.windows_ahead(now))
    service, actor = place.service, reporter(request)[0]
    found = keep_times(actor, now, holder, looked.need, place.place.code, service, windows)
    return times.kept(found, now)


def time_chosen(request: HttpRequest, draft_id: str, looked: Looked, now: datetime) -> None:
    """Of the times that were kept for this reporter, only the chosen one still is."""
    offered = looked.when.startswith(times.SLOT) and len(looked.raw.preferred) == 1
    window = looked.raw.preferred[0] if offered else None
    choose_time(reporter(request)[0], now, of_report(draft_id), window)


def _one_at_a_time(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
