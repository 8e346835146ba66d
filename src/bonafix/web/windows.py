"""Times that people pick on a page: local, in three optional rows."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict

from bonafix.kit.errors import Invalid

ROWS = 3


def read_windows(given: QueryDict, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """from_1/to_1 … from_3/to_3 as instants; rows that are left empty do not count.

    A page's times are of the clock on the wall: that of `zone`.
    """
    windows = []
    for row in range(1, ROWS + 1):
        start, end = given.get(f"from_{row}", ""), given.get(f"to_{row}", "")
        if not start and not end:
            continue
        windows.append((_read(start, zone), _read(end, zone)))
    return windows


def _read(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError as error:
        raise Invalid(
            "not_a_time", "Please give day and time, like 2026-11-24 14:20.", field="preferred"
        ) from error
