"""What may be uploaded, how much, and for how long a piece waits for the next. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bonafix.kit.errors import Conflict, Invalid, NotFound, TooMany

# Two hundred megabytes of video and some room.
LONGEST: Final = 250_000_000
# What all uploads for one subject may hold together, and how many there may be.
TOGETHER: Final = 2_000_000_000
MOST: Final = 60
# Pieces are encrypted and written one by one; so much is in memory, and so much is lost
# when the house is killed in the middle. Below Django's limit for bodies in memory.
PIECE: Final = 2 * 1024 * 1024
# An upload that gets no byte for so long is given up, and its pieces are removed.
PATIENCE: Final = timedelta(hours=24)

OPEN: Final = "open"
WHOLE: Final = "whole"
STORED: Final = "stored"
DROPPED: Final = "dropped"
# A drawing that may hold scripts is no photograph.
ACTIVE: Final = ("image/svg",)
MEDIA: Final = ("image/", "video/", "audio/", "application/pdf")


class UploadTooLong(Invalid):
    """More than one file may have."""

    status = 413
    code = "upload_too_long"
    text = "One file may have at most 250 MB. Please send a shorter clip."


class UploadsTooMany(TooMany):
    """More than all files for one request may have together."""

    code = "uploads_too_many"
    text = "There are already very many files for this request. Please contact us instead."


class NotUploadable(Invalid):
    """No picture, video, sound or PDF; or no length."""

    status = 415
    code = "not_uploadable"
    text = "Please send a picture, a video, a sound recording or a PDF."


class NoSuchUpload(NotFound):
    """It was never begun, was given up, or belongs to somebody else."""

    code = "no_such_upload"
    text = "This upload is not there any more. Please begin again."


class OtherOffset(Conflict):
    """The piece does not follow what is there."""

    code = "other_offset"
    text = "This piece does not follow the one before. Ask for the offset and go on from there."

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class PieceTooLong(Invalid):
    """A piece would go beyond the end that was announced, or is longer than one may be."""

    status = 413
    code = "piece_too_long"
    text = "This piece is longer than what is still missing, or than one piece may be."


@dataclass(frozen=True, slots=True)
class Held:
    """What there is already for a subject: number of uploads and bytes, announced ones too."""

    number: int
    size: int


def check_begin(length: int, media_type: str, held: Held) -> None:
    """`UploadTooLong`, `NotUploadable` or `UploadsTooMany`."""
    if length <= 0 or not media_type.startswith(MEDIA) or media_type.startswith(ACTIVE):
        raise NotUploadable
    if length > LONGEST:
        raise UploadTooLong
    if held.number >= MOST or held.size + length > TOGETHER:
        raise UploadsTooMany


def check_piece(status: str, offset: int, length: int, at: int, size: int) -> None:
    """`NoSuchUpload` when it takes no more, `OtherOffset`, `PieceTooLong`."""
    if status == DROPPED:
        raise NoSuchUpload
    if at != offset:
        raise OtherOffset(offset)
    if size > PIECE or at + size > length:
        raise PieceTooLong


def given_up(status: str, moved_at: datetime, now: datetime) -> bool:
    """True when nobody goes on with it."""
    return status == OPEN and now - moved_at > PATIENCE
