"""What is known of each stored file; the bytes lie in the backend."""

from django.db import models

from bonafix.files.rules import STORED
from bonafix.ledger.models import Recorded


class StoredFile(Recorded):
    """One file in custody."""

    # Hashes of the content as it was given: SHA-256 and SM3, 32 bytes each.
    sha256 = models.BinaryField()
    sm3 = models.BinaryField()
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=127)
    category = models.CharField(max_length=20)
    # The party whose file it is; people live above this package, so there is no foreign key.
    owner_id = models.UUIDField(null=True)
    object_name = models.CharField(max_length=48, unique=True)
    wrapped_by = models.CharField(max_length=10)
    wrapped_key = models.BinaryField(null=True)
    status = models.CharField(max_length=10, default=STORED)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    unrecorded = {"wrapped_key": "is wrapped anew when keys are rotated, and dies with the file"}

    class Meta:
        indexes = [
            models.Index(fields=["operator", "sha256"], name="files_by_address"),
            models.Index(fields=["operator", "owner_id"], name="files_by_owner"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ClassKey(Recorded):
    """The key of one retention class; it wraps the keys of the files in it."""

    category = models.CharField(max_length=20)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()

    unrecorded = {"wrapped": "is wrapped anew when the master key is rotated"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "category"], name="files_one_class_key")
        ]

    def __str__(self) -> str:
        return self.category
