"""A claim that one side says should not be counted with it; a manager answers with reasons."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.queries import by_number, require_case
from bonafix.claims.actions.duties import meet_duty, owe
from bonafix.claims.actions.moving import hold
from bonafix.claims.conduct.models import Correction
from bonafix.claims.conduct.restricting import party_of
from bonafix.claims.rules.conduct import CORRECTED, SIDES
from bonafix.claims.rules.people import check_reasons
from bonafix.kit.errors import Conflict, Invalid, NotFound
from bonafix.ledger.acts import begin
from bonafix.notices.actions import notify
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal

DUTY = "look_at_correction"
PERMISSION = {"buyer": "claim.buyer", "merchant": "claim.answer"}


def ask_correction(actor: Actor, now: datetime, number: str, side: str, words: str) -> Correction:
    """This claim should not be counted with us, and why. Once for each side of a claim."""
    if side not in SIDES:
        raise Invalid("side_unknown", "Please say for whom.", field="side")
    said = check_reasons(words)
    with begin(actor, now) as act:
        case = by_number(number)
        require_case(actor, PERMISSION[side], case)
        case, claim = hold(act, case.id)
        if Correction.objects.filter(case_id=case.id, side=side).exists():
            raise Conflict("asked_before", "This was asked for already.")
        party_id = party_of(claim, side)
        row = Correction(
            operator_id=act.operator_id,
            case_id=case.id,
            party_id=party_id,
            side=side,
            words=seal(party_id, said),
            asked_at=now,
        )
        owe(act, case, DUTY, rows=[row], body={"side": side})
    return row


def answer_correction(
    actor: Actor, now: datetime, correction_id: UUID, outcome: str, reasons: str
) -> Correction:
    """Left out of the counts, or kept in them, with reasons. `NotFound`, `Conflict`, `Invalid`."""
    if outcome not in CORRECTED:
        raise Invalid("outcome_unknown", "Please choose one of the outcomes.", field="outcome")
    why = check_reasons(reasons)
    with begin(actor, now) as act:
        found = Correction.objects.filter(pk=correction_id).first()
        if found is None:
            raise NotFound("no_such_correction", "There is no such question.")
        case, _claim = hold(act, found.case_id)
        require_case(actor, "claim.restrict", case)
        row = act.lock(Correction, correction_id)
        if row.at is not None:
            raise Conflict("nothing_asked", "Nobody waits for this (any more).")
        row.outcome, row.reasons = outcome, seal(row.party_id, why)
        row.by, row.at = actor.label(), now
        if Correction.objects.filter(case_id=case.id, at=None).exclude(pk=row.pk).exists():
            # The other side waits for the same person.
            act.record("claims.correction_answered", ("case", case.id), rows=[row])
        else:
            meet_duty(act, case, DUTY, rows=[row], body={"outcome": outcome})
        if row.side == "buyer":
            told, given = "claim_correction_answered", {"number": case.number}
            notify(act, case.id, row.party_id, told, given, key=f"{told}:{row.id}")
    return row


def left_out(side: str) -> set[UUID]:
    """Cases that are not counted with this side."""
    rows = Correction.objects.filter(side=side, outcome="left_out")
    return set(rows.values_list("case_id", flat=True))
