"""The row of a visit for a claim: asked for, and what became of it. Callers hold case and claim."""

from uuid import UUID

from bonafix.claims.models import Claim, Inspection
from bonafix.claims.queries import policy_of_version
from bonafix.ledger.acts import Act


def asked(act: Act, claim: Claim, asked_by: str, purpose: str = "look") -> Inspection:
    """A visit, asked for by merchant or reviewer; the policy says who pays for a look.

    What a merchant has agreed to mend, or was told to, it pays for itself.
    """
    policy = policy_of_version(claim.policy_version)
    return Inspection(
        operator_id=act.operator_id,
        case_id=claim.case_id,
        asked_by=asked_by,
        asked_at=act.now,
        status="asked",
        purpose=purpose,
        payer="merchant" if purpose == "mend" else policy.pays_for_inspection(asked_by),
        policy_version=claim.policy_version,
    )


def newest(case_id: UUID) -> Inspection | None:
    """The visit that counts now: a claim may have had one before."""
    return Inspection.objects.filter(case_id=case_id).order_by("id").last()


def ended(act: Act, claim: Claim, status: str) -> list[Inspection]:
    """The open inspection of the claim with its end; nothing where none is open."""
    row = (
        Inspection.objects.select_for_update(no_key=True)
        .filter(case_id=claim.case_id, ended_at__isnull=True)
        .order_by("id")
        .last()
    )
    if row is None:
        return []
    row.status, row.ended_at = status, act.now
    return [row]
