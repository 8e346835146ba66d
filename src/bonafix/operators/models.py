"""Tenants. These tables carry no row-level security: they say which tenant a request is for."""

from django.db import models

from bonafix.kit.ids import uuid7


class Operator(models.Model):
    """Who runs one service: the tenant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    # A demonstration accepts reports without a key on its public host, rate-limited.
    keyless_reports = models.BooleanField(default=False)
    demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class Host(models.Model):
    """A public host name and the operator that answers there."""

    domain = models.CharField(max_length=253, primary_key=True)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="+")
    tenancy_exempt = "read before anyone knows which operator is asked"


class SigningKey(models.Model):
    """An operator's Ed25519 key; the private half is wrapped by the master key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="+")
    public = models.BinaryField()
    wrapped_private = models.BinaryField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    tenancy_exempt = "public halves are published; private halves are wrapped"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator"],
                condition=models.Q(retired_at__isnull=True),
                name="operators_one_active_key",
            )
        ]
