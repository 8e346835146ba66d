"""What happens when time runs out: warn, escalate, break the promise honestly, close."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.actions import hand_over
from bonafix.cases.models import Case
from bonafix.cases.telling import tell_managers
from bonafix.deadlines.actions import set_deadline
from bonafix.deadlines.queries import is_waiting
from bonafix.dispatch.queries import booking_of
from bonafix.kit.clock import format_instant
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.duties import owe
from bonafix.repairs.actions.elsewhere import take_back_if_silent
from bonafix.repairs.actions.finish import close
from bonafix.repairs.actions.moving import hold, tell_customer
from bonafix.repairs.actions.offers import DUE as OFFER_DUE
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.actions.second import resume_when_due
from bonafix.repairs.actions.taking_on import lapse
from bonafix.repairs.models import Promise, Repair
from bonafix.repairs.rules.overdue import REMINDERS, ask_again, goes_up_to, tells
from bonafix.repairs.rules.promises import depart_by
from bonafix.repairs.rules.states import DUTIES, ENDS, STATES


def on_deadline(operator_id: UUID, now: datetime, case_id: UUID, name: str) -> None:
    """One deadline of a repair has fired. Firing twice has no second effect on promises."""
    system = Actor.system(operator_id)
    repair = Repair.objects.filter(case_id=case_id).first()
    if repair is None or (repair.status in ENDS and repair.status not in _owed(name)):
        return
    if name in ("promise_warning", "promise_due"):
        _promise(system, now, case_id, name)
    elif name == OFFER_DUE:
        lapse(operator_id, now, case_id)
    elif name == "close_case":
        close(system, now, case_id)
    elif STATES[repair.status].deadline == name or repair.status in _owed(name):
        _overdue(system, now, case_id, name)


def _owed(name: str) -> frozenset[str]:
    """The states in which a duty of this name is owed; none when it is no duty."""
    return DUTIES[name].during if name in DUTIES else frozenset()


def _promise(system: Actor, now: datetime, case_id: UUID, name: str) -> None:
    """Warn before it breaks; say so when it is broken. A manager owns it from then on."""
    with begin(system, now) as act:
        case, repair = hold(act, case_id)
        promise = (
            Promise.objects.select_for_update(no_key=True)
            .filter(case_id=case_id, status="open")
            .first()
        )
        if promise is None:
            return
        if name == "promise_warning":
            if promise.warned_at is not None:
                return
            promise.warned_at = now
            act.record("repairs.promise_at_risk", ("case", case_id), rows=[promise])
            if repair.status == "arranged" and case.owner != "manager":
                hand_over(act, case, "dispatch")
            tell_customer(act, case, repair, "promise_at_risk", str(promise.id))
        else:
            promise.status = "broken"
            act.record("repairs.promise_broken", ("case", case_id), rows=[promise])
            hand_over(act, case, "manager")
            tell_managers(act, case, "promise_due")


def _overdue(system: Actor, now: datetime, case_id: UUID, name: str) -> None:
    """Whoever owes the step did not take it: try by machine what a machine may, else escalate."""
    if name == "arrange_visit" and arrange_visit(system, now, case_id) is not None:
        return
    if name == "depart" and _leaves_later(system, now, case_id):
        return
    if name == "depart" and take_back_if_silent(system.operator_id, now, case_id):
        return
    if name == "arrange_second" and resume_when_due(system, now, case_id):
        return
    with begin(system, now) as act:
        case, repair = hold(act, case_id)
        # Delivered twice, or after the step was taken and is owed again: nothing is overdue.
        owed = STATES[repair.status].deadline == name or repair.status in _owed(name)
        if not owed or is_waiting(("case", case_id), name):
            return
        _go_up(act, case, repair, name)


def _go_up(act: Act, case: Case, repair: Repair, name: str) -> None:
    """The next one has it; whoever it waited for, and a manager it has come up to, are told."""
    before, after = case.owner, goes_up_to(case.owner)
    pause = ask_again(name, before, after, act.now - repair.received_at)
    told = tell_managers(act, case, name) if tells(name, before, after) else 0
    body = {"deadline": name, "from": before, "to": after, "told": told}
    act.record("repairs.step_overdue", ("case", case.id), body=body)
    if before == "customer" and name in REMINDERS:
        tell_customer(act, case, repair, REMINDERS[name], format_instant(act.now))
    hand_over(act, case, after)
    # So no case is ever without a deadline.
    set_deadline(act, ("case", case.id), name, act.now + pause)


def _leaves_later(system: Actor, now: datetime, case_id: UUID) -> bool:
    """An urgent visit was put before this one, inside its promise: the day to leave has moved."""
    with begin(system, now) as act:
        _case, repair = hold(act, case_id)
        booking = booking_of(case_id)
        if repair.status != "arranged" or booking is None:
            return False
        since = repair.arranged_at or now
        silent = policy_at(now).silent_minutes
        due = depart_by(booking.during.lower, since, silent, repair.urgent)
        if due > now:
            set_deadline(act, ("case", case_id), "depart", due)
        return due > now


def call_customer(system: Actor, now: datetime, case_id: UUID) -> None:
    """A notice did not reach the customer: the desk owns the case until it has called."""
    with begin(system, now) as act:
        case, repair = hold(act, case_id)
        if repair.status in ENDS:
            act.record("repairs.customer_not_reached", ("case", case_id))
        else:
            owe(act, case, "call_customer")
