"""Notices: one row for each thing that one party is told."""

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
