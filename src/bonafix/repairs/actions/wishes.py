"""What a customer decides about their own data: to take consent back, to be erased.

Neither is answered by a machine: the first brings a person to the telephone, the second a
manager to a decision, each by a date.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.cases.queries import by_number
from bonafix.cases.telling import tell_managers
from bonafix.deadlines.actions import set_deadline
from bonafix.deadlines.models import Deadline
from bonafix.deadlines.queries import is_owed
from bonafix.kit.clock import local
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import ERASURE_ASKED, withdraw_consent
from bonafix.people.models import Party
from bonafix.repairs.actions.duties import owe
from bonafix.repairs.actions.moving import case_of, hold, tell_customer
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.states import ENDS, WITHDRAWN

PURPOSE: Final = "repair"
# 个人信息保护法 50 asks for a timely answer; the operator promises one within fifteen days.
ANSWER_WITHIN: Final = timedelta(days=15)
ASK_AGAIN: Final = timedelta(days=7)


def withdraw(actor: Actor, now: datetime, number: str) -> int:
    """The customer agrees no longer; returns how many of their visits a person now sees to.

    Every open visit of the customer stops where it is, for without name, place and telephone
    nobody can come: the desk calls, and either ends it or notes that they agree again.
    """
    with begin(actor, now) as act:
        customer_id = _customer(act, number, "person.withdraw")
        open_ones = Repair.objects.filter(customer_id=customer_id).exclude(status__in=ENDS)
        stopped = 0
        for case_id in open_ones.order_by("case_id").values_list("case_id", flat=True):
            case, repair = hold(act, case_id)
            if repair.status not in ENDS and not is_owed(("case", case_id), WITHDRAWN):
                owe(act, case, WITHDRAWN)
                stopped += 1
        withdraw_consent(act, customer_id, PURPOSE)
    return stopped


def ask_erasure(actor: Actor, now: datetime, number: str) -> datetime:
    """The customer wants to be erased: a manager answers by the date that is given back.

    Asking twice is asking once. Nothing is lost or changed until a manager has decided.
    """
    with begin(actor, now) as act:
        customer_id = _customer(act, number, "person.ask_erasure")
        # Held, so that two wishes at once are one.
        act.lock(Party, customer_id)
        due = erasure_due(customer_id)
        if due is not None:
            return due
        case, repair = case_of(by_number(number).id)
        due = now + ANSWER_WITHIN
        act.record("repairs.erasure_asked", ("party", customer_id), body={"case": str(case.id)})
        set_deadline(act, ("party", customer_id), ERASURE_ASKED, due)
        tell_customer(act, case, repair, "erasure_noted", f"{due:%Y%j}", until=f"{local(due):%F}")
        tell_managers(act, case, ERASURE_ASKED, "erasure_waits")
    return due


def _customer(act: Act, number: str, verb: str) -> UUID:
    _case, repair = case_of(by_number(number).id)
    require(act.actor, verb, Subject("person", act.operator_id, id=repair.customer_id))
    return repair.customer_id


def erasure_due(party_id: UUID) -> datetime | None:
    """By when a manager has to answer this person's wish; None when there is none."""
    asked = Deadline.objects.filter(
        subject_kind="party", subject_id=party_id, name=ERASURE_ASKED, status="waiting"
    ).first()
    return asked.due_at if asked else None


def erasures_asked() -> list[tuple[str, datetime]]:
    """(number of the person's newest case, by when to answer) of every wish that is open."""
    rows = Deadline.objects.filter(
        subject_kind="party", name=ERASURE_ASKED, status="waiting"
    ).order_by("due_at")
    answers = []
    for row in rows:
        repair = Repair.objects.filter(customer_id=row.subject_id).order_by("id").last()
        if repair is not None:
            answers.append((repair.case.number, row.due_at))
    return answers


def erasure_not_answered(operator_id: UUID, now: datetime, party_id: UUID) -> None:
    """The date has passed: it is owed on, and the managers are told. Idempotent."""
    with begin(Actor.system(operator_id), now) as act:
        party = act.lock(Party, party_id)
        repair = Repair.objects.filter(customer_id=party_id).order_by("id").last()
        if party.status != "active" or repair is None or erasure_due(party_id) is not None:
            return
        told = tell_managers(act, repair.case, ERASURE_ASKED, "erasure_waits")
        act.record("repairs.erasure_overdue", ("party", party_id), body={"told": told})
        set_deadline(act, ("party", party_id), ERASURE_ASKED, now + ASK_AGAIN)
