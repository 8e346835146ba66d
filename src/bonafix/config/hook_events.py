"""What wakes webhooks, and the filling of a demonstration; a part of the wiring."""

from datetime import datetime
from uuid import UUID

from bonafix.claims.actions.telling import queue_messages
from bonafix.jobs import handlers
from bonafix.kit.clock import parse_instant
from bonafix.notices.hooks.delivery import deliver
from bonafix.operators.actors import Actor


def wake() -> None:
    """Register the handlers; called by the wiring, from an empty table."""
    handlers.on("claims.tell_systems", told)
    handlers.on("notices.hook_queued", queued)
    handlers.on("demo.claim_comes", claim_comes)


def told(
    operator_id: UUID,
    now: datetime,
    *,
    case_id: str,
    step: str,
    status: str,
    at: str,
    due_at: str,
    cause: str,
) -> None:
    """A step of a claim: a message for each address that wants it."""
    queue_messages(
        Actor.system(operator_id), now, UUID(case_id), event=step, status=status,
        at=parse_instant(at), due_at=due_at, cause=cause,
    )  # fmt: skip


def queued(operator_id: UUID, now: datetime, *, message_id: str) -> None:
    """A message waits: try to send it."""
    deliver(operator_id, now, UUID(message_id))


def claim_comes(
    operator_id: UUID, _now: datetime, *, seed: str, merchant: str, buyer: str, at: str
) -> None:
    """One claim of the demonstration is led to where its plan says."""
    # Late: only a demonstration draws pictures.
    from bonafix.config.demo.claims import lead_claim

    lead_claim(operator_id, int(seed), UUID(merchant), UUID(buyer), at)
