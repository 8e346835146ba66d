"""Reading what is known of files; their content is read by an action, on record."""

from uuid import UUID

from bonafix.files.errors import NoSuchFile
from bonafix.files.models import StoredFile
from bonafix.files.rules import STORED
from bonafix.ledger.models import Entry


def stored_file(file_id: UUID) -> StoredFile:
    """What is known of a file. `NoSuchFile` when there is none for this operator."""
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NoSuchFile
    return file


def files_of(owner_id: UUID) -> list[StoredFile]:
    """The files of a party that are still there, oldest first."""
    return list(StoredFile.objects.filter(owner_id=owner_id, status=STORED).order_by("id"))


def same_content(sha256: bytes) -> list[StoredFile]:
    """Files of this operator with exactly this content (SHA-256, 32 bytes), oldest first."""
    return list(StoredFile.objects.filter(sha256=sha256).order_by("id"))


def custody_of(file_id: UUID) -> list[Entry]:
    """Who touched the file, in order."""
    return list(Entry.objects.filter(stream_kind="file", stream_id=file_id).order_by("seq"))
