"""Tables of the record. Entries, anchors and leaves are written once and never again."""

from collections.abc import Collection, Sequence
from copy import deepcopy
from typing import Any, Self

from django.db import models

from bonafix.kit.ids import uuid7
from bonafix.ledger.images import column_image, recorded_fields
from bonafix.operators.tenancy import TenantModel


class Recorded(TenantModel):
    """Base of every table that holds state. Only `Act.record` writes it.

    `unrecorded` names columns that the record does not rebuild, each with its reason.
    """

    unrecorded: dict[str, str] = {}
    _before: dict[str, Any] | None = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **kwargs: Any,
    ) -> Self:
        """Remember what was read, so that an action can say what it changed."""
        row = super().from_db(db, field_names, values, **kwargs)
        if isinstance(values, Sequence):
            row._before = {n: _kept(v) for n, v in zip(field_names, values, strict=True)}
        return row

    def changes(self) -> dict[str, Any]:
        """The columns that differ from what was read, as the record shows them; all when new."""
        before = self._before
        return {
            field.attname: column_image(field, getattr(self, field.attname))
            for field in recorded_fields(type(self))
            if before is None
            or field.attname not in before
            or before[field.attname] != getattr(self, field.attname)
        }

    def remember(self) -> None:
        """From now on, changes are counted against the present values."""
        self._before = {
            field.attname: _kept(getattr(self, field.attname))
            for field in self._meta.concrete_fields
        }


def _kept(value: Any) -> Any:
    """A value that stays as it was, also when somebody changes the list that it came from."""
    return deepcopy(value) if isinstance(value, list | dict) else value


class Stream(models.Model):
    """The head of one chain."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    operator = models.ForeignKey("operators.Operator", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    head = models.BinaryField()
    anchored_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "kind", "subject_id"], name="ledger_stream_one_per_subject"
            )
        ]
        indexes = [
            # The anchor loop looks for heads that moved; late commits cannot hide from it,
            # because it asks for state and not for ids above a mark.
            models.Index(
                fields=["operator"],
                condition=models.Q(seq__gt=models.F("anchored_seq")),
                name="ledger_stream_moved",
            )
        ]


class Entry(models.Model):
    """One thing that was done."""

    position = models.BigAutoField(primary_key=True)
    operator = models.ForeignKey(
        "operators.Operator", models.PROTECT, related_name="+", db_index=False
    )
    stream_kind = models.CharField(max_length=40)
    stream_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    cause = models.UUIDField()
    body = models.BinaryField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "stream_kind", "stream_id", "seq"],
                name="ledger_entry_one_place",
            )
        ]


class Anchor(models.Model):
    """A signed Merkle root over all heads that moved since the one before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    operator = models.ForeignKey("operators.Operator", models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    root = models.BinaryField()
    leaves = models.PositiveIntegerField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()
    key_id = models.UUIDField()
    signature = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "seq"], name="ledger_anchor_one_place")
        ]


class AnchorLeaf(models.Model):
    """A head that an anchor holds."""

    position = models.BigAutoField(primary_key=True)
    operator = models.ForeignKey(
        "operators.Operator", models.PROTECT, related_name="+", db_index=False
    )
    anchor_id = models.UUIDField(db_index=True)
    stream_kind = models.CharField(max_length=40)
    stream_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    head = models.BinaryField()


class AnchorStamp(models.Model):
    """An RFC 3161 token over an anchor's hash; or over that and an older token, to renew it."""

    position = models.BigAutoField(primary_key=True)
    operator = models.ForeignKey(
        "operators.Operator", models.PROTECT, related_name="+", db_index=False
    )
    anchor_id = models.UUIDField(db_index=True)
    at = models.DateTimeField()
    authority = models.CharField(max_length=200)
    token = models.BinaryField()
    # The place of the token that this one renews.
    renews = models.BigIntegerField(null=True)
    # When the certificate of its signer ends; None where the token carries none.
    expires_at = models.DateTimeField(null=True)


WRITTEN_ONCE = (Entry, Anchor, AnchorLeaf, AnchorStamp)
