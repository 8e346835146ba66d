"""What happens when time runs out: people take over. Time alone refuses nobody."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.actions import hand_over
from bonafix.cases.models import Case
from bonafix.cases.rules import goes_up_to, pause
from bonafix.cases.telling import tell_managers
from bonafix.claims.actions.duties import owe
from bonafix.claims.actions.looking import ended
from bonafix.claims.actions.moving import hold, move
from bonafix.claims.models import Claim
from bonafix.claims.rules.states import DUTIES, ENDS, STATES, WAITED_FOR, step
from bonafix.deadlines.actions import set_deadline
from bonafix.deadlines.queries import is_waiting
from bonafix.ledger.acts import Act, begin
from bonafix.notices.models import Notice
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
        elif claim.status == "delivered":
            # Nobody says that the goods did not come, or do not do; for a while yet they can.
            move(act, case, claim, step("settle", claim.status))
        elif claim.status in WAITED_FOR:
            _take_up(act, case, claim)
        elif claim.status not in ENDS:
            _ask_again(act, case, name)


def _take_up(act: Act, case: Case, claim: Claim) -> None:
    """Somebody was silent: a reviewer looks at what there is."""
    claim.silent = STATES[claim.status].owner
    rows = ended(act, claim, "silent") if claim.status in ("agreeing", "inviting") else []
    move(act, case, claim, step("take_up", claim.status), rows=rows, body={"silent": claim.silent})


def _ask_again(act: Act, case: Case, name: str) -> None:
    """Our own people are late: it comes up to a manager, who is told, and reminded weekly."""
    before, after = case.owner, goes_up_to(case.owner)
    told = tell_managers(act, case, name) if after == "manager" else 0
    body = {"deadline": name, "from": before, "to": after, "told": told}
    act.record("claims.step_overdue", ("case", case.id), body=body)
    hand_over(act, case, after)
    set_deadline(act, ("case", case.id), name, act.now + pause(before, after))


def call_buyer(system: Actor, now: datetime, case_id: UUID, notice_id: UUID) -> None:
    """A notice did not reach the buyer: somebody calls. One to a manager is no call to a buyer."""
    with begin(system, now) as act:
        case, claim = hold(act, case_id)
        if Notice.objects.filter(pk=notice_id).exclude(party_id=claim.buyer_id).exists():
            return
        if not is_waiting(("case", case_id), "call_back"):
            owe(act, case, "call_back", body={"asked_by": "notice"})
