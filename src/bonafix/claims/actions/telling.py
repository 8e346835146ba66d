"""Telling the systems of a claim's merchant, and of whom else it is shared with, of a step."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.cases.queries import subject_of
from bonafix.claims.models import Claim
from bonafix.kit.clock import format_instant
from bonafix.ledger.acts import Act, begin
from bonafix.notices.hooks.rules import body_of
from bonafix.notices.hooks.telling import tell
from bonafix.operators.actors import Actor


def tell_systems(
    act: Act, case: Case, event: str, status: str, due_at: datetime | None = None
) -> None:
    """Into the queue of this action; who wants to know it is asked after the commit."""
    act.defer(
        "claims.tell_systems",
        case_id=case.id,
        step=event,
        status=status,
        at=format_instant(act.now),
        due_at=format_instant(due_at) if due_at else "",
        cause=act.cause,
    )


def queue_messages(
    system: Actor,
    now: datetime,
    case_id: UUID,
    *,
    event: str,
    status: str,
    at: datetime,
    due_at: str,
    cause: str,
) -> int:
    """One message for each address that wants it; how many. Idempotent by `cause`.

    The body names the claim, its state and the date; everything else is read with the key.
    """
    claim = Claim.objects.select_related("case").filter(case_id=case_id).first()
    if claim is None:
        return 0
    parties = subject_of(claim.case).party_ids - {claim.buyer_id}
    number = claim.case.number
    data = {"claim": number, "status": status, "path": f"/api/v1/claims/{number}"}
    body = body_of(event, at, data | ({"due_at": due_at} if due_at else {}))
    with begin(system, now) as act:
        return tell(act, parties, event, case_id, f"{event}:{case_id}:{cause}", body)
