"""What repairs add to `cases.rules`: steps that the house tries again by itself. Pure."""

from datetime import timedelta
from typing import Final

from bonafix.cases.rules import UP, goes_up_to, pause

__all__ = ["REMINDERS", "UP", "ask_again", "goes_up_to", "tells"]

# Steps that the house tries again by itself whenever they are asked for: somebody may be free
# by now. Half-hourly at first, later as often as shifts and cancellations change anything.
TRIED_AGAIN: Final = frozenset({"arrange_visit", "depart"})
TRIES: Final = (
    (timedelta(hours=4), timedelta(minutes=30)),
    (timedelta(days=3), timedelta(hours=4)),
)
LATER_TRIES: Final = timedelta(days=1)
# What a customer is reminded of, once, when the desk gets the case.
REMINDERS: Final = {"answer_quote": "quote_waiting", "sign_off": "sign_off_waiting"}


def ask_again(name: str, before: str, after: str, age: timedelta) -> timedelta:
    """How long until it is asked for again.

    `before` and `after`: who had it and who has it now; `age`: since the report came in.
    """
    people = pause(before, after)
    return min(people, _tries(age)) if name in TRIED_AGAIN else people


def _tries(age: timedelta) -> timedelta:
    return next((pause for until, pause in TRIES if age < until), LATER_TRIES)


def tells(name: str, before: str, after: str) -> bool:
    """True when the manager gets a message: when it comes up to them, and at each long step.

    Further tries that the house makes by itself send none.
    """
    return after == "manager" and (before != after or name not in TRIED_AGAIN)
