"""What the API keeps: answers for a day, so that a repeated request repeats its answer."""

from django.db import models

from bonafix.kit.ids import uuid7
from bonafix.operators.tenancy import TenantModel


class Reply(TenantModel):
    """The answer to a request with an Idempotency-Key; sealed, for it may hold a link."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_hash = models.BinaryField()
    route = models.CharField(max_length=120)
    body_hash = models.BinaryField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "route", "key_hash"], name="api_reply_once")
        ]
