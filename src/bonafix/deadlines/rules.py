"""What a deadline may say, and when it is over. Pure."""

import re
from datetime import datetime
from typing import Final

from bonafix.deadlines.errors import NotADeadline

# What the time until `due_at` was counted in; the counting itself is done in kit.calendars.
CALENDARS: Final = frozenset({"natural", "working_days", "team_hours"})
WAITING: Final = "waiting"
FIRED: Final = "fired"
MET: Final = "met"
RELEASED: Final = "released"
STATUSES: Final = (WAITING, FIRED, MET, RELEASED)
# A name with this ending wakes the house before something is owed; nobody owes it.
WARNING: Final = "_warning"
WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check_deadline(subject_kind: str, name: str, calendar: str, due_at: datetime) -> None:
    """`NotADeadline` unless kind and name are words, the calendar is known, the time aware."""
    for word in (subject_kind, name):
        if not WORD.fullmatch(word):
            raise NotADeadline("a deadline's subject and name are words like promise_due")
    if calendar not in CALENDARS:
        raise NotADeadline(f"there is no calendar called {calendar}")
    if due_at.tzinfo is None:
        raise NotADeadline("a deadline needs a time with a time zone")


def is_due(due_at: datetime, now: datetime) -> bool:
    """True from the very instant on."""
    return due_at <= now
