"""Whoever holds the link of an ask: which ask, and who they are."""

from dataclasses import dataclass

from bonafix.evidence.models import Ask
from bonafix.kit.clock import now
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.actors import customer_actor
from bonafix.people.errors import LinkUnknown
from bonafix.people.tokens import redeem


@dataclass(frozen=True)
class HeldAsk:
    """An ask as the holder of its link has it: nothing else of the case."""

    token: str
    ask: Ask
    actor: Actor


def held(token: str) -> HeldAsk:
    """The ask of a link of this host's operator. `LinkUnknown` and `LinkExpired` (404)."""
    operator_id, ask_id = redeem(token, "evidence", now())
    ask = Ask.objects.filter(pk=ask_id).select_related("case").first()
    if operator_id != current_operator_id() or ask is None:
        raise LinkUnknown
    return HeldAsk(token, ask, customer_actor(operator_id, ask.case_id, ask.party_id))
