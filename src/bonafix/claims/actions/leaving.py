"""What ends by itself when a claim goes on otherwise: a remedy, a request for proof."""

from uuid import UUID

from bonafix.claims.models import Claim, Decision
from bonafix.claims.rules.remedies import MONEY
from bonafix.evidence.actions.asking import withdraw
from bonafix.evidence.models import Ask
from bonafix.evidence.shots import DESTROYED
from bonafix.ledger.acts import Act


def leave(act: Act, claim: Claim, after: str) -> list[Decision]:
    """Called before the claim gets its new state; rows to put on record with that step.

    On the way to a reviewer an agreed exchange or repair has come to nothing: what was decided
    counts no more, and everything that the buyer could ask for is open again.
    """
    if claim.status == "destroying" and after != "destroyed":
        ask = proof_asked(claim.case_id)
        if ask is not None:
            withdraw(act, ask.id)
    if after != "reviewing" or not claim.remedy:
        return []
    claim.failed_remedy, claim.remedy = claim.remedy, ""
    if claim.status in ("delivered", "settled"):
        # The buyer has goods again, whatever went back before.
        claim.sent_back_by = ""
    held = Decision.objects.select_for_update(no_key=True).filter(
        case_id=claim.case_id, status="effective", outcome="grant"
    )
    rows = list(held.exclude(remedy=MONEY))
    for row in rows:
        row.status = "failed"
    return rows


def proof_asked(case_id: UUID) -> Ask | None:
    """The newest request for proof that goods were destroyed, open or over.

    It is known among other requests of the case by what it asks for.
    """
    rows = Ask.objects.filter(case_id=case_id, wanted__contains=[DESTROYED])
    return rows.order_by("id").last()
