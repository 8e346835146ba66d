"""How often a notice is tried, how long it is worth sending, what its params may hold. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from bonafix.notices.errors import NotANotice

QUEUED: Final = "queued"
SENDING: Final = "sending"
SENT: Final = "sent"
FAILED: Final = "failed"
ENDS: Final = frozenset({SENT, FAILED})

SMS: Final = "sms"
EMAIL: Final = "email"
VOICE: Final = "voice"
CONSOLE: Final = "console"
CHANNELS: Final = (SMS, EMAIL, VOICE, CONSOLE)
# Who may be told is a telephone number; e-mail only where the caller asks for it.
USUAL: Final = (SMS, CONSOLE)
# A telephone on the wall shows no messages: it is called, and the words are read out.
LANDLINE: Final = (VOICE, SMS, CONSOLE)

# After the first, second … try; then a person takes over (about an hour and a half later).
PAUSES: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
)
TRIES: Final = len(PAUSES) + 1
# Another worker is at it: look again in case it dies.
LOOK_AGAIN: Final = timedelta(seconds=30)

_KEY: Final = re.compile(r"[A-Za-z0-9_.:+-]{1,200}")
_NAME: Final = re.compile(r"[a-z][a-z_]{0,29}")
_VALUE: Final = re.compile(r"[A-Za-z0-9_.:+-]{0,80}")
# Seven digits in a row may be a telephone; the forms below it never are.
_DIGITS: Final = re.compile(r"\d([-.:+]?\d){6,}")
_NUMBER: Final = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.]+(Z|[+-]\d\d:\d\d)?)?")


def check_params(params: Mapping[str, Any]) -> None:
    """`NotANotice` unless all values are ids, words, small numbers or instants.

    Params lie open in the table and in the record, so that nothing personal may be here.
    """
    for name, value in params.items():
        if not _NAME.fullmatch(name) or not _is_harmless(value):
            raise NotANotice(f"the param {name} of a notice holds an id, a word or an instant")


def check_key(key: str) -> None:
    """`NotANotice` unless the key is made of words, numbers and ids; it goes on record."""
    if not _KEY.fullmatch(key):
        raise NotANotice("the key of a notice is made of ids and words, 200 characters at most")


def _is_harmless(value: Any) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        # Money in fen; a telephone number has more digits.
        return abs(value) < 10_000_000_000
    if not isinstance(value, str):
        return False
    if any(form.fullmatch(value) for form in (_UUID, _INSTANT, _NUMBER)):
        return True
    return bool(_VALUE.fullmatch(value)) and not _DIGITS.search(value)


def choose_channel(wanted: Sequence[str], configured: Collection[str]) -> str:
    """The first wanted channel that this installation has; `NotANotice` when there is none."""
    for channel in wanted or USUAL:
        if channel not in CHANNELS:
            raise NotANotice(f"there is no channel called {channel}")
        if channel in configured:
            return channel
    raise NotANotice("none of the wanted channels is configured")


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries (from 1); None: no more, a person takes over."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None


def is_too_late(queued_at: datetime, useful_for: timedelta | None, now: datetime) -> bool:
    """True when the notice would only confuse by now (a code that has expired)."""
    return useful_for is not None and now - queued_at > useful_for
