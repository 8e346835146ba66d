"""Tables of conduct: dated decisions of a person, and claims that are not to be counted."""

from django.db import models
from django.db.models import Q

from bonafix.ledger.fields import SealedField
from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class Restriction(Recorded):
    """A manager's decision that one side's claims go another way for a while, with reasons."""

    case = TenantForeignKey("cases.Case")  # the claim from which it was decided
    party = TenantForeignKey("people.Party")
    kind = models.CharField(max_length=20)  # rules.conduct.KINDS
    reasons = SealedField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)  # lifted before its day
    ended_by = models.CharField(max_length=60, blank=True, default="")
    appealed_at = models.DateTimeField(null=True)
    appeal = SealedField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, blank=True, default="")
    answer = models.CharField(max_length=10, blank=True, default="")  # upheld, lifted
    answer_reasons = SealedField(null=True)

    class Meta:
        constraints = [
            # The database itself: no machine restricts, nothing is without an end, and nobody
            # answers an appeal against themselves.
            models.CheckConstraint(
                condition=~Q(by__startswith="system"), name="claims_restricted_by_a_person"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=models.F("since")), name="claims_restriction_ends"
            ),
            models.CheckConstraint(
                condition=Q(answered_by="") | ~Q(answered_by=models.F("by")),
                name="claims_restriction_other_answers",
            ),
        ]
        indexes = [models.Index(fields=["operator", "party"], name="claims_restrictions_of")]


class Correction(Recorded):
    """One side says that a claim should not be counted with it; a person answers."""

    case = TenantForeignKey("cases.Case")
    party = TenantForeignKey("people.Party")
    side = models.CharField(max_length=10)  # buyer, merchant
    words = SealedField()
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, default="")  # left_out, kept
    reasons = SealedField(null=True)
    by = models.CharField(max_length=60, blank=True, default="")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "case", "side"], name="claims_corrected_once"
            )
        ]
