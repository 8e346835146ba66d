"""Notices: one row for each thing that one party is told; and addresses of other systems."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bonafix.ledger.fields import SealedField
from bonafix.ledger.models import Recorded
from bonafix.notices.rules import QUEUED
from bonafix.operators.tenancy import TenantForeignKey


class Notice(Recorded):
    """One party is told one thing, by one channel, once."""

    # Cases live above this package, so there is no foreign key; null for a log-in code.
    case_id = models.UUIDField(null=True)
    party = TenantForeignKey("people.Party")
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=10)
    # What makes it effective once: the same key again is the same notice.
    key = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="zh-hans")
    # Ids, words and instants only (rules.check_params); the rest is filled in at sending.
    params = models.JSONField(default=dict)
    secret = SealedField(null=True)
    # What was said, sealed for the party; made before the first try, the same for every try.
    text = SealedField(null=True)
    status = models.CharField(max_length=10, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=40, default="", blank=True)
    provider_id = models.CharField(max_length=120, default="", blank=True)
    queued_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "key"], name="notices_once_per_key")
        ]
        indexes = [models.Index(fields=["operator", "case_id"], name="notices_of_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Hook(Recorded):
    """An address of a party's own system that is told of steps."""

    party = TenantForeignKey("people.Party")
    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=40))
    secret = SealedField()
    # The secret of before a rotation signs too until then.
    secret_before = SealedField(null=True)
    before_until = models.DateTimeField(null=True)
    by = models.CharField(max_length=60)
    since = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    # person, gone (it answered 410), silent (it took nothing for days)
    disabled_because = models.CharField(max_length=10, blank=True, default="")
    failing_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["operator", "party"], name="notices_hooks_of_party")]

    def __str__(self) -> str:
        return f"{self.id}"


class HookMessage(Recorded):
    """One step, told to one address; its id is what the receiver knows it by."""

    hook = TenantForeignKey(Hook)
    event = models.CharField(max_length=40)
    # Cases live above this package; null for a test.
    case_id = models.UUIDField(null=True)
    # What makes it one message, however often its event is delivered.
    key = models.CharField(max_length=200)
    body = models.TextField()  # JSON of numbers, words and instants; nothing personal
    status = models.CharField(max_length=10, default=QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=40, default="", blank=True)
    queued_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "hook", "key"], name="notices_hook_once_per_key"
            )
        ]
        indexes = [models.Index(fields=["operator", "hook", "queued_at"], name="notices_hook_log")]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"
