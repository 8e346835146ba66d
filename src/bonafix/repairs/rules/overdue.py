"""Who gets a step that nobody took, and when it is asked for again. Pure.

A case is told to a real person once when it goes up, and then at ever longer steps: a case
that waits for a year makes some sixty entries of this, not seventeen thousand.
"""

from datetime import timedelta
from typing import Final

# Who has it next. A customer who does not answer is called by the desk.
UP: Final = {
    "customer": "desk",
    "technician": "dispatch",
    "desk": "manager",
    "dispatch": "manager",
    "manager": "manager",
}
# How long whoever has got it may take before it goes up further.
TAKES: Final = {
    "desk": timedelta(hours=4),
    "dispatch": timedelta(minutes=30),
    "manager": timedelta(days=1),
}
# The manager has it already, and was told: nobody stands above.
REMINDED: Final = timedelta(days=7)
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


def goes_up_to(owner: str) -> str:
    """Who has it next; whoever is not known here keeps it."""
    return UP.get(owner, owner)


def ask_again(name: str, before: str, after: str, age: timedelta) -> timedelta:
    """How long until it is asked for again.

    `before` and `after`: who had it and who has it now; `age`: since the report came in.
    """
    people = REMINDED if before == after else TAKES.get(after, REMINDED)
    return min(people, _tries(age)) if name in TRIED_AGAIN else people


def _tries(age: timedelta) -> timedelta:
    return next((pause for until, pause in TRIES if age < until), LATER_TRIES)


def tells(name: str, before: str, after: str) -> bool:
    """True when the manager gets a message: when it comes up to them, and at each long step.

    Further tries that the house makes by itself send none.
    """
    return after == "manager" and (before != after or name not in TRIED_AGAIN)
