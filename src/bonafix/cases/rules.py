"""Who gets a step that nobody took, and when it is asked for again; of every kind of case. Pure.

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
    "reviewer": "manager",
    "cashier": "manager",
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


def goes_up_to(owner: str) -> str:
    """Who has it next; whoever is not known here keeps it."""
    return UP.get(owner, owner)


def pause(before: str, after: str) -> timedelta:
    """How long until it is asked for again. `before`, `after`: who had it and who has it now."""
    return REMINDED if before == after else TAKES.get(after, REMINDED)
