"""Tables of a case: what everything that came in becomes."""

from django.db import models

from bonafix.ledger.fields import SealedField
from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class Case(Recorded):
    """A number that people can read out, an owner, and what it is about."""

    number = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)  # repair; later: claim, complaint
    status = models.CharField(max_length=12, default="open")  # open, closed, merged
    # The team that answers for it now: desk, dispatch, outlet, technician, customer, nobody.
    owner = models.CharField(max_length=20)
    owner_party = TenantForeignKey("people.Party", null=True)
    channel = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    sold_unit = TenantForeignKey("products.SoldUnit", null=True)
    merged_into = TenantForeignKey("self", null=True)
    # Of a form: a keyed hash of its own number and its answers. A form that a browser sends
    # again is the case that is on record already; the constraint holds it when two come at once.
    sent_key = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "number"], name="cases_case_number"),
            models.UniqueConstraint(fields=["operator", "sent_key"], name="cases_case_sent_once"),
        ]
        indexes = [models.Index(fields=["operator", "status", "owner"], name="cases_case_queue")]


class CaseParty(Recorded):
    """A recorded, dated share: which party sees this case, as what, and how much of it."""

    case = TenantForeignKey(Case)
    party = TenantForeignKey("people.Party")
    role = models.CharField(max_length=20)  # customer, contact, outlet, technician, brand
    scope = models.CharField(max_length=20)  # full, visit, status
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)


class Contact(Recorded):
    """Somebody of the family, or next door, whom the customer named beside them for a case.

    Their name and number are sealed under their own key. `told`: they get the same notices.
    """

    case = TenantForeignKey(Case)
    party = TenantForeignKey("people.Party")
    relation = models.CharField(max_length=16)
    told = models.BooleanField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "case"],
                condition=models.Q(until__isnull=True),
                name="cases_one_contact",
            )
        ]


class Message(Recorded):
    """Something that was said in a case; the words are sealed under the speaker's person."""

    case = TenantForeignKey(Case)
    party = TenantForeignKey("people.Party", null=True)
    author = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    text = SealedField()
    at = models.DateTimeField()


class CaseLink(Recorded):
    """Why two cases belong together."""

    case = TenantForeignKey(Case)
    other = TenantForeignKey(Case)
    kind = models.CharField(
        max_length=20
    )  # revisit_of, merged_into, complaint_about, inspection_of, mends_for
    since = models.DateTimeField()
