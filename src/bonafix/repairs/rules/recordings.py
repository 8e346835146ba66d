"""Sound of a visit or of a call: only with notice and a yes, and only for its days. Pure.

Recording at home needs prior notice and a consent that is on record; saying no, or nothing,
changes nothing else (facts of 个人信息保护法 13, 14, 16 and 47: consent is free, taken back as
easily, and what rested on it is then deleted).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bonafix.examine.reading import kinds
from bonafix.kit.errors import Conflict, Invalid, Refused

# The words that the customer is shown before they choose; changed words get another name.
WORDING: Final = "recording-1"
VISIT: Final = "visit"
CALL: Final = "call"
# Why a recording is there no longer.
TIME: Final = "time"
WITHDRAWN: Final = "withdrawn"
ERASED: Final = "erased"
# A telephone that holds more of one visit is mistaken.
MOST: Final = 20
LONGEST: Final = timedelta(hours=6)
# A device's clock and the moment in which its day was read are never quite ours.
SLACK: Final = timedelta(minutes=2)
# How a consent reached us, by the kind of actor who brings it.
CHANNELS: Final = {"customer": "page", "staff": "phone", "technician": "told", "api": "api"}
# Browsers record into containers of video; what is heard is their sound.
CONTAINERS: Final = {kinds.MKV: "audio/webm", kinds.MP4: "audio/mp4"}


class RecordingNotWanted(Conflict):
    """No consent stands for it (any more): it is not taken, and the device drops it."""

    def __init__(self) -> None:
        super().__init__(
            "recording_not_wanted",
            "The customer does not want a recording. It is not kept, and nothing else changes.",
        )


class RecordingOff(Refused):
    """The operator makes no recordings."""

    def __init__(self) -> None:
        super().__init__("recording_off", "Visits are not recorded here.")


class NotASound(Invalid):
    """Bytes that are no sound, or none of a length that a visit has."""

    def __init__(self) -> None:
        super().__init__(
            "not_a_sound",
            "This is not a sound recording (WebM, MP4, Ogg, MP3, WAV, AMR, FLAC).",
            field="file",
        )


class NotStated(Invalid):
    """A call's recording without the notice that was given, or without the customer's yes."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "recording_not_stated",
            "Please state which notice was given before the recording, and that the customer"
            " said yes. Without both it must not be kept.",
            field=field,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """What the customer chose last, and when it came to us."""

    id: UUID
    allowed: bool
    at: datetime


def stands(newest: Choice | None, began: datetime, days: int) -> bool:
    """True when a recording that began then rests on a yes that still holds."""
    if newest is None or not newest.allowed or days == 0:
        return False
    return newest.at <= began + SLACK


def kept_until(now: datetime, days: int) -> datetime:
    """When it ends by itself; `days` as the policy has them at receipt."""
    return now + timedelta(days=days)


def sound_of(head: bytes) -> str:
    """The media type by the first bytes. `NotASound`."""
    kind = kinds.kind_of(head) if head else kinds.UNKNOWN
    if kind in CONTAINERS:
        return CONTAINERS[kind]
    if kind.media != "sound":
        raise NotASound
    return kind.mime


def check_length(seconds: int) -> int:
    """`NotASound` for a length that no visit has."""
    if not 0 <= seconds <= LONGEST.total_seconds():
        raise NotASound
    return seconds


def check_stated(notice: str, consent: bool) -> str:
    """The notice of a call, in a word or version; `NotStated` without it or without the yes."""
    clean = notice.strip()
    if not 0 < len(clean) <= 40 or not clean.isascii() or not clean.isprintable():
        raise NotStated("notice")
    if not consent:
        raise NotStated("consent")
    return clean
