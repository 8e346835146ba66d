"""Moving a claim from state to state: owner, deadline, notice, record, all at once."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from bonafix.cases.actions import close, hand_over
from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case
from bonafix.claims.actions.adopting import end_capture
from bonafix.claims.actions.leaving import leave
from bonafix.claims.actions.telling import tell_systems
from bonafix.claims.models import Claim
from bonafix.claims.queries import policy_of_version
from bonafix.claims.rules.clocks import DueAt, Facts, due
from bonafix.claims.rules.states import BY_VERB, ENDS, STATES, Transition, step
from bonafix.claims.rules.told import events_of
from bonafix.deadlines.actions import meet, set_deadline
from bonafix.kit.calendars import WorkingDays, read_overrides
from bonafix.ledger.acts import Act
from bonafix.ledger.models import Recorded
from bonafix.notices.actions import notify


def load(act: Act, number: str, verb: str) -> tuple[Case, Claim, Transition]:
    """The claim of this case number, locked, if the actor may and the step is in order.

    `NoSuchCase`, `NotAllowed`, `OutOfOrder`.
    """
    case = by_number(number)
    require_case(act.actor, BY_VERB[verb].permission, case)
    case, claim = hold(act, case.id)
    return case, claim, step(verb, claim.status)


def hold(act: Act, case_id: UUID) -> tuple[Case, Claim]:
    """A case and its claim, locked in this order until the end of the action."""
    case = act.lock(Case, case_id)
    claim = Claim.objects.select_for_update(no_key=True).filter(case_id=case.id).first()
    if claim is None:
        raise NoSuchCase
    return case, claim


def move(
    act: Act,
    case: Case,
    claim: Claim,
    transition: Transition,
    *,
    rows: Sequence[Recorded] = (),
    body: dict[str, Any] | None = None,
    new: bool = False,
) -> None:
    """Bring the claim into the state that the transition leads to.

    The deadline of the old state is met, that of the new one is set, the owner changes, the
    buyer is told, and events wake whoever waits for this step.
    """
    before = STATES.get(claim.status)
    if not new and before is not None and before.deadline:
        meet(act, ("case", case.id), before.deadline)
    rows = [*rows, *([] if new else leave(act, claim, transition.after))]
    was, claim.status = (None if new else claim.status), transition.after
    if was == "opened":
        end_capture(act, claim)
    if claim.status in ENDS:
        claim.ended_at = act.now
    facts = {"from": was, **(body or {}), "to": transition.after}
    act.record(transition.kind, ("case", case.id), rows=[claim, *rows], body=facts)
    due_at = _owe(act, case, claim, new)
    _tell(act, case, claim, transition, new)
    act.defer(transition.kind, case_id=case.id)
    for event in events_of(transition):
        tell_systems(act, case, event, claim.status, due_at)


def _owe(act: Act, case: Case, claim: Claim, new: bool) -> datetime | None:
    """Whoever moves next has the case; until when, or None at an end."""
    state = STATES[claim.status]
    if claim.status in ENDS:
        close(act, case)
        return None
    hand_over(act, case, *owner_of(claim))
    assert state.deadline is not None
    assert state.clock is not None
    when = time_for(claim, state.clock, act)
    set_deadline(act, ("case", case.id), state.deadline, when.at, calendar=when.calendar, new=new)
    return when.at


def time_for(claim: Claim, clock: str, act: Act) -> DueAt:
    """Until when somebody has time, by the policy that this purchase is bound to."""
    facts = Facts(claim.order.category, claim.amount_fen, claim.remedy)
    return due(clock, facts, policy_of_version(claim.policy_version), act.now, working_days())


def working_days() -> WorkingDays:
    """China's working days, with what the operator's calendar file adds."""
    return WorkingDays(read_overrides(Path(settings.CALENDAR_FILE)))


def owner_of(claim: Claim) -> tuple[str, UUID | None]:
    """Who moves next, and which party that is."""
    owner = STATES[claim.status].owner
    party = {"customer": claim.buyer_id, "merchant": claim.merchant_id}
    return owner, party.get(owner)


def _tell(act: Act, case: Case, claim: Claim, transition: Transition, new: bool) -> None:
    if transition.notice.startswith("none"):
        return
    params: dict[str, Any] = {"number": case.number}
    if transition.after == "offered" and claim.offer_fen:
        params["fen"] = claim.offer_fen
    key = f"{transition.notice}:{case.id}:{act.cause}"
    notify(act, case.id, claim.buyer_id, transition.notice, params, key=key, new=new)
