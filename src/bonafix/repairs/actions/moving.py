"""Moving a repair from state to state: owner, deadline, notice, record, all at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.cases.actions import close, end_shares, hand_over
from bonafix.cases.contacting import told_beside
from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case, CaseLink
from bonafix.cases.queries import by_number, require_case
from bonafix.deadlines.actions import meet, set_deadline
from bonafix.deadlines.queries import is_owed, is_waiting
from bonafix.ledger.acts import Act
from bonafix.ledger.models import Recorded
from bonafix.notices.actions import notify
from bonafix.repairs.errors import (
    ConsentWithdrawn,
    NotAnInspection,
    NotAnOpening,
    NothingToPay,
    ProofsMissing,
)
from bonafix.repairs.models import DoorProof, Repair
from bonafix.repairs.rules.kinds import INSPECTION, KINDS, is_blocked, is_foreign
from bonafix.repairs.rules.states import (
    BY_VERB,
    DUTIES,
    ENDS,
    NEEDS_CONSENT,
    STATES,
    WITHDRAWN,
    Transition,
    step,
)

# Between the customer and the house alone.
PERSONAL: Final = frozenset({"erasure_noted", "first_known", "first_free"})


def load(act: Act, number: str, verb: str) -> tuple[Case, Repair, Transition]:
    """The repair of this case number, locked, if the actor may and the step is in order.

    A case that the actor may not see is answered as if it were not there. `ConsentWithdrawn`
    for a step that uses the customer's data while they have taken their consent back;
    `ProofsMissing` for one that an opening must not take yet, `NotAnOpening` for one that only
    an opening has.
    """
    case = by_number(number)
    require_case(act.actor, BY_VERB[verb].permission, case)
    case, repair = hold(act, case.id)
    transition = step(verb, repair.status)
    if verb in NEEDS_CONSENT and is_owed(("case", case.id), WITHDRAWN):
        raise ConsentWithdrawn
    if is_foreign(repair.kind, verb):
        raise NotAnOpening
    if is_blocked(repair.kind, verb, is_proved(repair)):
        raise ProofsMissing
    _only_looked_at(repair, verb)
    return case, repair, transition


def _only_looked_at(repair: Repair, verb: str) -> None:
    """`NotAnInspection` for its steps on another visit; `NothingToPay` for a price on one that was
    ordered for a claim: nobody at the door pays for it."""
    if verb in ("inspect", "call_off") and repair.kind != INSPECTION:
        raise NotAnInspection
    if verb == "quote" and is_ordered(repair):
        raise NothingToPay


def is_ordered(repair: Repair) -> bool:
    """True for an inspection that belongs to another case, such as a claim."""
    if repair.kind != INSPECTION:
        return False
    return CaseLink.objects.filter(case_id=repair.case_id, kind="inspection_of").exists()


def is_proved(repair: Repair) -> bool:
    """True when the proofs of this very visit are on record; a second visit has its own."""
    if not KINDS[repair.kind].needs_proofs or repair.arrived_at is None:
        return False
    return DoorProof.objects.filter(case_id=repair.case_id, at__gte=repair.arrived_at).exists()


def hold(act: Act, case_id: UUID) -> tuple[Case, Repair]:
    """A case and its repair, locked in this order until the end of the action."""
    case = act.lock(Case, case_id)
    repair = Repair.objects.select_for_update(no_key=True).filter(case_id=case.id).first()
    if repair is None:
        # The number of another kind of case.
        raise NoSuchCase
    return case, repair


def move(
    act: Act,
    case: Case,
    repair: Repair,
    transition: Transition,
    *,
    due_at: datetime | None = None,
    rows: Sequence[Recorded] = (),
    body: dict[str, Any] | None = None,
    new: bool = False,
) -> None:
    """Bring the repair into the state that the transition leads to.

    The deadline of the old state is met, that of the new one is set, the owner changes,
    and events wake whoever waits for this step. `new`: the case began in this very action,
    so that no deadline can be there yet.
    """
    before = STATES.get(repair.status)
    after = STATES[transition.after]
    if not new and before is not None and before.deadline != after.deadline and before.deadline:
        meet(act, ("case", case.id), before.deadline)
    repair.status = transition.after
    facts = {"from": repair._before["status"] if repair._before else None, **(body or {})}
    act.record(
        transition.kind,
        ("case", case.id),
        rows=[repair, *rows],
        body={**facts, "to": transition.after},
    )
    _owe(act, case, repair, due_at, new)
    act.defer(transition.kind, case_id=case.id)


def _owe(act: Act, case: Case, repair: Repair, due_at: datetime | None, new: bool) -> None:
    state = STATES[repair.status]
    if repair.status in ENDS:
        # Whoever was sent has no business with the customer any more.
        end_shares(act, case.id, "technician")
        close(act, case)
        for name in ("look_at_photos", "settle_conflict"):
            if is_waiting(("case", case.id), name):
                # Over, and yet somebody has to look, or hear what a device said.
                hand_over(act, case, DUTIES[name].owner)
        return
    hand_over(act, case, *owner_of(repair))
    if state.deadline is not None:
        when = due_at if due_at is not None else act.now + _within(repair.status)
        set_deadline(act, ("case", case.id), state.deadline, when, new=new)


def owner_of(repair: Repair) -> tuple[str, UUID | None]:
    """Who moves next on the road, and which party that is."""
    owner = STATES[repair.status].owner
    party = {"technician": repair.technician_id, "customer": repair.customer_id}
    return owner, party.get(owner)


def _within(status: str) -> Any:
    within = STATES[status].within
    if within is None:
        raise ValueError(f"the state {status} needs a due_at of its own")
    return within


def tell_customer(
    act: Act, case: Case, repair: Repair, kind: str, key: str, *, new: bool = False, **params: Any
) -> None:
    """A notice to the customer; `key` makes it effective once."""
    notify(
        act,
        case.id,
        repair.customer_id,
        kind,
        {"number": case.number, **params},
        key=f"{kind}:{case.id}:{key}",
        new=new,
    )
    if not new and kind not in PERSONAL:
        _tell_beside(act, case, kind, key, params)


def _tell_beside(act: Act, case: Case, kind: str, key: str, params: dict[str, Any]) -> None:
    """The same to whoever the customer named for it, with a link of their own."""
    for one in told_beside(case.id):
        told = {"number": case.number, **params, "link": str(one.id)}
        notify(act, case.id, one.party_id, kind, told, key=f"{kind}:{case.id}:{key}:{one.id}")


def case_of(case_id: UUID) -> tuple[Case, Repair]:
    """A case and its repair, not locked. `NoSuchCase` when the case is no repair."""
    case, repair = Case.objects.get(pk=case_id), Repair.objects.filter(case_id=case_id).first()
    if repair is None:
        raise NoSuchCase
    return case, repair
