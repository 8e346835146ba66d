"""The same goods mended at the buyer's place: offered, agreed to, done, or come to nothing."""

from datetime import datetime

from bonafix.cases.models import Case
from bonafix.claims.actions.charging import charge
from bonafix.claims.actions.looking import asked, ended
from bonafix.claims.actions.moving import load, move
from bonafix.claims.actions.seen import work_of
from bonafix.claims.actions.visiting import NOTHING, Where, agreed_visit
from bonafix.claims.models import Claim, Inspection
from bonafix.claims.rules.remedies import REPAIR
from bonafix.claims.rules.states import step
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.repairs.models import Repair

# The buyer has signed it off; what follows is the visit's own paper work.
DONE = ("signed_off", "guaranteed", "closed")


def order_mending(actor: Actor, now: datetime, number: str) -> Claim:
    """The merchant wants somebody to mend it where it is, and pays; the buyer is asked.

    `Invalid` for goods that the merchant has, and after the buyer has wanted nobody to come.
    """
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "order_mending")
        before = Inspection.objects.filter(case_id=case.id, purpose="mend", status="declined")
        if claim.remedy != REPAIR or claim.sent_back_by or before.exists():
            raise Invalid(
                "no_visit_here",
                "Nobody can be sent for this. Please ask for the goods, or send them.",
                field="way",
            )
        move(act, case, claim, transition, rows=[asked(act, claim, "merchant", "mend")])
    return claim


def agree_mending(actor: Actor, now: datetime, number: str, where: Where) -> Claim:
    """The buyer lets somebody come and mend it; it costs the buyer nothing."""
    return agreed_visit(actor, now, number, "agree_mending", where)


def decline_mending(actor: Actor, now: datetime, number: str) -> Claim:
    """The buyer wants nobody to come: the merchant mends it otherwise. It shows nothing else."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "decline_mending")
        move(act, case, claim, transition, rows=ended(act, claim, "declined"))
    return claim


def mended(act: Act, case: Case, claim: Claim, repair: Repair) -> None:
    """What became of the visit; the buyer's own signature says that it is done. Idempotent."""
    if repair.status in DONE:
        rows = ended(act, claim, "returned")
        found = work_of(act, claim, rows[0], repair)
        found += charge(act, case, rows[0])
        move(act, case, claim, step("return_mending", claim.status), rows=[*rows, *found])
    elif repair.status in NOTHING:
        rows = ended(act, claim, "failed")
        body = {"visit": repair.status}
        move(act, case, claim, step("fail_mending", claim.status), rows=rows, body=body)
