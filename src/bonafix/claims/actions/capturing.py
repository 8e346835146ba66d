"""The buyer's evidence is taken by guided capture: what the policy asks for, until its time."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.queries import by_number, require_case
from bonafix.claims.actions.adopting import adopt
from bonafix.claims.actions.moving import hold, move
from bonafix.claims.actions.opening import needed
from bonafix.claims.actions.pictures import missing, own_door
from bonafix.claims.models import Claim
from bonafix.claims.queries import policy_of_version, shots_of
from bonafix.claims.rules.capture import asked_for
from bonafix.claims.rules.states import ENDS, OutOfOrder, step
from bonafix.deadlines.queries import next_deadline
from bonafix.evidence.actions import Asked, ask_for_evidence
from bonafix.evidence.actions.asking import link_to
from bonafix.evidence.models import Ask
from bonafix.evidence.shots import COMPLETE, OPEN
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.actors import customer_actor


def begin_capture(actor: Actor, now: datetime, number: str) -> Asked:
    """Ask the buyer for what is still missing, by a page of its own; the ask and its token.

    Again while one is open gives another token for the same. `OutOfOrder` once the evidence
    is complete; `NoTimeLeft` when the time for it is over.
    """
    case = by_number(number)
    require_case(actor, "claim.evidence", case)
    with begin(actor, now) as act:
        case, claim = hold(act, case.id)
        own_door(actor, case)
        if claim.status != "opened":
            raise OutOfOrder("capture", claim.status)
        wanted = asked_for(needed(claim), {one.slot for one in shots_of(case.id, "buyer")})
        known = _open(claim, wanted, now)
        if known is not None:
            return Asked(known, link_to(known, now))
        due = next_deadline(("case", case.id))
        source = policy_of_version(claim.policy_version).capture
        until = due.due_at if due else now
        return ask_for_evidence(act, case, wanted, until, of=claim.buyer_id, source=source)


def _open(claim: Claim, wanted: list[str], now: datetime) -> Ask | None:
    asks = Ask.objects.filter(case_id=claim.case_id, party_id=claim.buyer_id, status=OPEN)
    rows = asks.filter(until__gt=now).order_by("-id")
    return next((one for one in rows if set(wanted) <= set(one.wanted)), None)


def capture_of(claim: Claim) -> Ask | None:
    """The ask on whose page the buyer is: the newest that is open, else the newest at all."""
    rows = list(Ask.objects.filter(case_id=claim.case_id, party_id=claim.buyer_id).order_by("-id"))
    return next((one for one in rows if one.status == OPEN), rows[0] if rows else None)


def take_captured(operator_id: UUID, now: datetime, case_id: UUID) -> None:
    """Something that the buyer gave can be used: it is the claim's now. Idempotent.

    With the last thing that was asked for the evidence is complete, by the buyer who gave it.
    """
    found = Claim.objects.filter(case_id=case_id).first()
    if found is None:
        return
    with begin(customer_actor(operator_id, case_id, found.buyer_id), now) as act:
        case, claim = hold(act, case_id)
        if claim.status in ENDS:
            return
        fresh = adopt(act, claim, everything=claim.status != "opened")
        if claim.status == "opened" and _is_all(claim):
            claim.complete_at = now
            move(act, case, claim, step("complete", claim.status))
            act.defer_slow("claims.to_examine", case_id=case.id)
        elif fresh and claim.status != "opened":
            # It came after the others were measured.
            act.defer_slow("claims.goods_shown", case_id=case.id)


def _is_all(claim: Claim) -> bool:
    """The capture is complete, and with it all that the policy asks for."""
    done = Ask.objects.filter(case_id=claim.case_id, party_id=claim.buyer_id, status=COMPLETE)
    return done.exists() and not missing(claim)
