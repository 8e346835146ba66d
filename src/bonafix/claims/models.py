"""Tables of a claim."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bonafix.claims.charges import Charge
from bonafix.claims.conduct.models import Correction, Restriction
from bonafix.ledger.fields import SealedField
from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey

__all__ = ["Charge", "Claim"]

# Tables of this app that stand in their own package.
__all__ = [
    "Answer", "Claim", "Correction", "Decision", "Examination", "Inspection", "Letter", "Payment",
    "Policy", "Reassessment", "Release", "Restriction", "Shot", "Standing",
]  # fmt: skip


class Claim(Recorded):
    """A buyer says that the goods are bad, and what they would like."""

    case = TenantForeignKey("cases.Case")
    order = TenantForeignKey("products.Order")
    buyer = TenantForeignKey("people.Party")
    merchant = TenantForeignKey("people.Party")
    status = models.CharField(max_length=12)
    reason = models.CharField(max_length=20)
    wish = models.CharField(max_length=20)
    amount_fen = models.PositiveBigIntegerField()
    statement = SealedField(null=True)
    # The version in force at the purchase; 0 is what we ship.
    policy_version = models.PositiveIntegerField()
    offer_fen = models.PositiveBigIntegerField(null=True)
    # Goods that were offered instead of money: exchange, repair.
    offer_remedy = models.CharField(max_length=10, blank=True, default="")
    # What was agreed or decided instead of money, and what of that came to nothing.
    remedy = models.CharField(max_length=10, blank=True, default="")
    failed_remedy = models.CharField(max_length=10, blank=True, default="")
    sent_out_by = models.CharField(max_length=60, blank=True, default="")  # carrier and number
    # Who was silent when a person took it up: customer, merchant or nobody.
    silent = models.CharField(max_length=12, blank=True, default="")
    appealed_by = models.CharField(max_length=12, blank=True, default="")  # buyer, merchant
    sent_back_by = models.CharField(max_length=60, blank=True, default="")  # carrier and number
    opened_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True)
    examined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "case"], name="claims_one_per_case")
        ]
        indexes = [
            models.Index(fields=["operator", "status"], name="claims_by_status"),
            models.Index(fields=["operator", "merchant", "status"], name="claims_by_merchant"),
            models.Index(fields=["operator", "order"], name="claims_by_order"),
        ]


class Shot(Recorded):
    """A picture that was handed in; its bytes are never changed."""

    case = TenantForeignKey("cases.Case")
    party = TenantForeignKey("people.Party")  # whose picture it is
    side = models.CharField(max_length=10)  # buyer, merchant, inspector
    # overview, detail, label, parcel; goods; found; destroyed
    slot = models.CharField(max_length=20)
    file = TenantForeignKey("files.StoredFile")
    # What the giver says about AI-made content (标识办法 art. 6); None: not asked.
    declared_ai = models.BooleanField(null=True)
    # A smaller copy without metadata for people's screens, made by the examination.
    preview = TenantForeignKey("files.StoredFile", null=True)
    at = models.DateTimeField()


class Examination(Recorded):
    """What could be measured on one picture, against which others. It decides nothing."""

    case = TenantForeignKey("cases.Case")
    shot = TenantForeignKey(Shot)
    against = ArrayField(
        models.UUIDField(), default=list
    )  # ids of shots, of packing records, of reference pictures
    findings = SealedField()  # JSON: sentences quote what strangers wrote into files
    marks = models.JSONField(default=list)  # [[kind, strength], …]
    # [{"finding": place, "name": file name, "file": id}, …]: overlays and masks.
    overlays = models.JSONField(default=list)
    at = models.DateTimeField()


class Answer(Recorded):
    """What the merchant, or an inspector, said."""

    case = TenantForeignKey("cases.Case")
    kind = models.CharField(max_length=20)
    offer_fen = models.PositiveBigIntegerField(null=True)
    text = SealedField(null=True)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()


class Inspection(Recorded):
    """Somebody is to come for the thing itself: who asked, what the buyer said, what came of it."""

    case = TenantForeignKey("cases.Case")
    visit = TenantForeignKey("cases.Case", null=True)  # a repair's case
    # look: at the goods, for whoever decides; mend: as it was agreed or decided.
    purpose = models.CharField(max_length=10, default="look")
    asked_by = models.CharField(max_length=10)  # merchant, reviewer
    asked_at = models.DateTimeField()
    # asked, declined, silent, sent, returned, failed, stopped, needless
    status = models.CharField(max_length=10)
    payer = models.CharField(max_length=10)  # merchant, operator; never the buyer
    cost_fen = models.PositiveIntegerField(null=True)  # of a visit that took place
    policy_version = models.PositiveIntegerField()
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(payer__in=("merchant", "operator")), name="claims_buyer_pays_no_visit"
            ),
        ]
        indexes = [models.Index(fields=["operator", "visit"], name="claims_inspection_visit")]


class Reassessment(Recorded):
    """A decided claim, looked at anew by somebody who does not know how it was decided.

    It changes nothing about the claim: it measures how often reviewers agree.
    """

    case = TenantForeignKey("cases.Case")
    decision = TenantForeignKey("claims.Decision")
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=60)
    seed = models.BigIntegerField()  # by which the draw can be done again
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, default="")  # grant, refuse
    amount_fen = models.PositiveBigIntegerField(null=True)
    reasons = SealedField(null=True)
    by = models.CharField(max_length=60, blank=True, default="")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "decision"], name="claims_reassessed_once")
        ]


class Letter(Recorded):
    """A person says that they sent a text about a claim: which draft, to whom, how, and when.

    The house sends nothing; this is the person's own word for it.
    """

    case = TenantForeignKey("cases.Case")
    draft = models.CharField(max_length=40)  # the name of the draft it was made from
    to = SealedField()
    how = models.CharField(max_length=10)  # post, counter, portal, mail, other
    sent_on = models.DateField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["operator", "case"], name="claims_letters_of_case")]


class Standing(Recorded):
    """A merchant's instruction to say yes at once, given by a person of the merchant."""

    merchant = TenantForeignKey("people.Party")
    up_to_fen = models.PositiveBigIntegerField()
    reasons = ArrayField(models.CharField(max_length=20))
    given_by = models.CharField(max_length=60)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)


class Decision(Recorded):
    """Who decided what, on which basis and for which reasons."""

    case = TenantForeignKey("cases.Case")
    outcome = models.CharField(max_length=10)  # grant, refuse; of an appeal: grant, uphold
    amount_fen = models.PositiveBigIntegerField()
    beneficiary = models.CharField(max_length=10, default="buyer")  # buyer, merchant
    # merchant (accepted), offer (taken), standing, review, appeal
    basis = models.CharField(max_length=10)
    # What is granted: money, exchange, repair; of the last two the sum is zero.
    remedy = models.CharField(max_length=10, default="money")
    standing = TenantForeignKey(Standing, null=True)
    reasons = SealedField(null=True)
    by = models.CharField(max_length=60)
    second_by = models.CharField(max_length=60, blank=True, default="")
    # proposed, effective, returned (by the second person), overtaken (the merchant accepted),
    # failed (goods were granted, and did not come or did not do)
    status = models.CharField(max_length=10)
    policy_version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # The database itself: no machine refuses, and none grants of itself.
            models.CheckConstraint(
                condition=Q(outcome="grant") | Q(basis__in=("review", "appeal")),
                name="claims_refused_by_review_only",
            ),
            models.CheckConstraint(
                condition=~Q(by="system") | Q(basis="standing", standing__isnull=False),
                name="claims_no_machine_decides",
            ),
            models.CheckConstraint(
                condition=~Q(basis__in=("review", "appeal")) | Q(reasons__isnull=False),
                name="claims_reviewed_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(remedy="money") | Q(amount_fen=0, outcome="grant"),
                name="claims_goods_or_money",
            ),
        ]


class Payment(Recorded):
    """Money for one decision: instructed once, confirmed by the provider, reconciled."""

    case = TenantForeignKey("cases.Case")
    order = TenantForeignKey("products.Order")
    decision = TenantForeignKey(Decision)
    amount_fen = models.PositiveBigIntegerField()
    payer = models.CharField(max_length=10)  # merchant, operator
    beneficiary = models.CharField(max_length=10)  # buyer, merchant
    status = models.CharField(max_length=12)  # owed, instructed, confirmed, failed
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=80, blank=True, default="")
    owed_at = models.DateTimeField()
    instructed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    reconciled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "decision"], name="claims_paid_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="claims_payment_positive"),
        ]


class Policy(Recorded):
    """What the operator decided about claims, announced, and from when on it binds purchases."""

    version = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    since = models.DateTimeField()
    major = models.BooleanField()
    values = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "version"], name="claims_policy_version")
        ]


class Release(Recorded):
    """What was handed to an authority that asked: the whole scope, and a digest of what it got.

    The document itself is not kept: it would be a second copy of what the cases hold.
    """

    authority = models.CharField(max_length=200)
    basis = models.CharField(max_length=200)
    basis_on = models.DateField()
    purpose = models.CharField(max_length=300)
    first = models.DateField()
    last = models.DateField()
    fields = ArrayField(models.CharField(max_length=30))
    cases = ArrayField(models.CharField(max_length=20), default=list)
    persons = models.BooleanField()
    count = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)  # of the cases in their canonical form
    kept_until = models.DateField()  # 网络数据安全管理条例 12: three years at least
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
