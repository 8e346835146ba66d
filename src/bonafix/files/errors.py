"""Refusals around stored files."""

from uuid import UUID

from bonafix.kit.errors import BonafixError, NotFound


class NoSuchFile(NotFound):
    """There is no such file, or not for this operator."""

    def __init__(self) -> None:
        super().__init__("no_such_file", "There is no such file.")


class FileGone(BonafixError):
    """The file was destroyed, or its person was erased: its key is gone for good."""

    status = 410

    def __init__(self) -> None:
        super().__init__(
            "file_gone", "This file was deleted. It cannot be brought back; the record says when."
        )


class FileDamaged(BonafixError):
    """The object is missing, or is not what was stored. The audit names it."""

    status = 500

    def __init__(self, file_id: UUID, *, what: str) -> None:
        super().__init__(
            "file_damaged",
            "This file cannot be read at the moment. We have been told and will look into it.",
        )
        self.file_id = file_id
        self.what = what


class StoreUnavailable(BonafixError):
    """The bucket does not answer, or not as it should; nothing was stored or read."""

    status = 503

    def __init__(self, what: str) -> None:
        super().__init__(
            "store_unavailable",
            "Files cannot be reached at the moment. Please try again in a few minutes.",
        )
        self.what = what


class StoreNotReady(BonafixError):
    """The bucket of the settings cannot be used as they say."""

    status = 503

    def __init__(self, bucket: str, what: str) -> None:
        super().__init__(
            "store_not_ready",
            "The bucket %(bucket)s cannot be used (%(what)s): it must exist, be open to this key, "
            "and have object lock switched on where BONAFIX_S3_LOCK is set.",
            bucket=bucket,
            what=what,
        )
