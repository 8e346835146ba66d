"""What happens when time runs out: people take over. Time alone refuses nobody."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.actions import hand_over
from bonafix.cases.models import Case
from bonafix.claims.actions.duties import owe
from bonafix.claims.actions.looking import ended
from bonafix.claims.actions.moving import hold, move
from bonafix.claims.models import Claim
from bonafix.claims.rules.clocks import ASK_AGAIN
from bonafix.claims.rules.states import DUTIES, ENDS, STATES, WAITED_FOR, step
from bonafix.deadlines.actions import set_deadline
from bonafix.deadlines.queries import is_waiting
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor


def on_deadline(operator_id: UUID, now: datetime, case_id: UUID, name: str) -> None:
    """One deadline of a claim has fired. Firing twice has no second effect."""
    claim = Claim.objects.filter(case_id=case_id).first()
    if claim is None:
        return
    with begin(Actor.system(operator_id), now) as act:
        case, claim = hold(act, case_id)
        owed = STATES[claim.status].deadline == name or name in DUTIES
        if not owed or is_waiting(("case", case_id), name):
            return
        if name in DUTIES:
            _ask_again(act, case, name)
        elif name == "close_claim":
            move(act, case, claim, step("close", claim.status))
        elif claim.status in WAITED_FOR:
            _take_up(act, case, claim)
        elif claim.status not in ENDS:
            _ask_again(act, case, name)


def _take_up(act: Act, case: Case, claim: Claim) -> None:
    """Somebody was silent: a reviewer looks at what there is."""
    claim.silent = STATES[claim.status].owner
    rows = ended(act, claim, "silent") if claim.status == "agreeing" else []
    move(act, case, claim, step("take_up", claim.status), rows=rows, body={"silent": claim.silent})


def _ask_again(act: Act, case: Case, name: str) -> None:
    """Our own people are late: a manager has it, and is asked again and again."""
    act.record("claims.step_overdue", ("case", case.id), body={"deadline": name})
    hand_over(act, case, "manager")
    set_deadline(act, ("case", case.id), name, act.now + ASK_AGAIN)


def call_buyer(system: Actor, now: datetime, case_id: UUID) -> None:
    """A notice did not reach the buyer: somebody calls."""
    with begin(system, now) as act:
        case, _claim = hold(act, case_id)
        if not is_waiting(("case", case_id), "call_back"):
            owe(act, case, "call_back", body={"asked_by": "notice"})
