"""Somebody looks at the thing itself; what was seen goes on record, and a reviewer decides."""

from datetime import datetime

from bonafix.claims.actions.answering import answer_row
from bonafix.claims.actions.moving import load, move
from bonafix.claims.models import Claim
from bonafix.claims.rules.people import check_reasons
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor


def report_inspection(actor: Actor, now: datetime, number: str, text: str) -> Claim:
    """What was seen at the thing itself, in words that describe and do not judge."""
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "report_inspection")
        row = answer_row(act, claim, "inspection", words, None)
        move(act, case, claim, transition, rows=[row])
    return claim
