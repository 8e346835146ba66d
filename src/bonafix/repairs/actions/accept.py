"""What the desk does by hand: accept, and offer help where nobody can go."""

from datetime import datetime
from typing import Final

from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.moving import load, move, tell_customer
from bonafix.repairs.models import Repair

OFFERS: Final = ("remote_help", "waiting_list", "nearest_place")


def accept(actor: Actor, now: datetime, number: str) -> Repair:
    """The desk accepts a report."""
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "accept")
        repair.accepted_at = now
        move(act, case, repair, transition)
        tell_customer(act, case, repair, "accepted", "1")
    return repair


def offer_help(actor: Actor, now: datetime, number: str, offer: str) -> Repair:
    """Outside coverage: help from afar, the nearest served place, or the waiting list."""
    if offer not in OFFERS:
        raise Invalid("offer_unknown", "Please choose one of the offers.", field="offer")
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "offer_help")
        repair.help_offered = offer
        move(act, case, repair, transition, body={"offer": offer})
        tell_customer(act, case, repair, "waiting_coverage", offer)
    return repair
