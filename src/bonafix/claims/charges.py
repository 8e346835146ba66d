"""The table of what visits for a claim cost, and who pays."""

from django.db import models
from django.db.models import Q

from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class Charge(Recorded):
    """What a visit cost, collected from whoever the policy names; of the buyer it never is.

    What falls to the operator itself is `borne`: it stays on its own books, and nothing moves.
    """

    case = TenantForeignKey("cases.Case")
    inspection = TenantForeignKey("claims.Inspection")
    amount_fen = models.PositiveBigIntegerField()
    payer = models.CharField(max_length=10)  # merchant, operator
    status = models.CharField(max_length=12)  # owed, instructed, confirmed, failed; borne
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=80, blank=True, default="")
    owed_at = models.DateTimeField()
    instructed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    reconciled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["operator", "inspection"], name="claims_charged_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="claims_charge_positive"),
            models.CheckConstraint(
                condition=Q(payer__in=("merchant", "operator")), name="claims_buyer_never_charged"
            ),
            models.CheckConstraint(
                condition=Q(payer="merchant") | Q(status="borne"), name="claims_own_cost_stays"
            ),
        )
