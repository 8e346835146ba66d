"""What is known of each stored file; the bytes lie in the backend."""

from django.db import models

from bonafix.files.rules import STORED
from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey, TenantModel


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


class Upload(TenantModel):
    """A file on its way in, for a subject. No state: what it becomes is on record."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    owner_id = models.UUIDField()
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    media_type = models.CharField(max_length=127)
    told = models.JSONField()  # words only, checked by whoever began it
    status = models.CharField(max_length=10)  # open, whole, stored, dropped
    begun_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    file_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["operator", "subject_kind", "subject_id"], name="files_upload_subject"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class UploadPart(TenantModel):
    """A piece that arrived: an object of the store under a key of its own."""

    upload = TenantForeignKey(Upload)
    start = models.BigIntegerField()
    size = models.IntegerField()
    object_name = models.CharField(max_length=48, unique=True)
    wrapped_key = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "upload", "start"], name="files_uploadpart_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.start}"
