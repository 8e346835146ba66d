"""Dates in EXIF that cannot all be right."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bonafix.examine.containers.tiff import Exif

MODIFIED, TAKEN, DIGITISED = ("0", 0x0132), ("Exif", 0x9003), ("Exif", 0x9004)
GPS_DATE, GPS_TIME, OFFSET = ("GPS", 0x001D), ("GPS", 0x0007), ("Exif", 0x9011)
# No place on earth is further than this from UTC; a clock may also be an hour wrong.
FURTHEST = timedelta(hours=15)


def read(exif: Exif, tag: tuple[str, int]) -> datetime | None:
    """A date as EXIF writes it, `YYYY:MM:DD HH:MM:SS`, without a zone; None when it is none."""
    try:
        return datetime.strptime(exif.text(*tag)[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None


def satellite(exif: Exif) -> datetime | None:
    """The GPS date and time, UTC without a zone; None when it is not there."""
    kind, raw = exif.tags.get(GPS_TIME, (0, b""))
    if kind != 5 or len(raw) < 24:
        return None
    order = "little" if exif.little else "big"
    numbers = [int.from_bytes(raw[i : i + 4], order) for i in range(0, 24, 4)]  # type: ignore[arg-type]
    try:
        hour, minute, second = (numbers[i] // (numbers[i + 1] or 1) for i in (0, 2, 4))
        day = datetime.strptime(exif.text(*GPS_DATE)[:10], "%Y:%m:%d")  # noqa: DTZ007
        return day.replace(hour=hour, minute=minute, second=min(second, 59))
    except ValueError:
        return None


def contradictions(exif: Exif) -> Iterator[tuple[str, str, str]]:
    """(name, first date, second date) of each pair that cannot both be right."""
    taken, modified, digitised = (read(exif, tag) for tag in (TAKEN, MODIFIED, DIGITISED))
    if taken and modified and modified < taken - timedelta(minutes=1):
        yield "changed_before_taken", str(modified), str(taken)
    if taken and digitised and abs(digitised - taken) > timedelta(minutes=1):
        yield "taken_and_digitised_differ", str(taken), str(digitised)
    sky = satellite(exif)
    if taken and sky and abs(sky - taken) > FURTHEST:
        yield "clock_and_satellites_differ", str(taken), str(sky)
