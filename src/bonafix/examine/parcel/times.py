"""When a file says that it was taken: EXIF, and the header of a film. Pure.

EXIF 2.32: DateTimeOriginal (0x9003), OffsetTimeOriginal (0x9011); without an offset it is the
camera's clock, read here as China's. ISO/IEC 14496-12, 8.2.2: `mvhd` counts the seconds since
1904 in UTC. Neither is signed: any program can write them, and a clock may be wrong.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from bonafix.examine.containers.boxes import boxes
from bonafix.examine.containers.tiff import Exif

CHINA: Final = timezone(timedelta(hours=8))
EPOCH: Final = datetime(1904, 1, 1, tzinfo=UTC)
# Cameras without a set clock write the beginning of some era.
EARLIEST: Final = datetime(2000, 1, 2, tzinfo=UTC)
_OFFSET: Final = re.compile(r"([+-])(\d\d):(\d\d)")


def from_exif(exif: Exif) -> str | None:
    """RFC 3339 in UTC; None when it says nothing that can be a time."""
    text, offset = exif.text("Exif", 0x9003), _OFFSET.fullmatch(exif.text("Exif", 0x9011))
    zone = CHINA
    if offset:
        sign = -1 if offset[1] == "-" else 1
        minutes = sign * (60 * int(offset[2]) + int(offset[3]))
        zone = timezone(timedelta(minutes=minutes)) if abs(minutes) < 24 * 60 else CHINA
    try:
        at = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None
    return _said(at)


def from_container(content: bytes) -> str | None:
    """The creation time of a film's header (MP4, QuickTime); None when there is none."""
    for name, start, end in boxes(content, 0, len(content)):
        if name == b"moov":
            for inner, first, last in boxes(content, start, end):
                if inner == b"mvhd" and last - first >= 12:
                    return _seconds(content[first:last])
    return None


def _seconds(body: bytes) -> str | None:
    size = 8 if body[0] == 1 else 4
    since = int.from_bytes(body[4 : 4 + size], "big")
    try:
        return _said(EPOCH + timedelta(seconds=since))
    except OverflowError:
        return None


def _said(at: datetime) -> str | None:
    try:
        told = at.astimezone(UTC)
    except OverflowError:
        return None
    return told.strftime("%Y-%m-%dT%H:%M:%SZ") if told >= EARLIEST else None
