"""Steps that waited on a device without signal: what they may say, and when they happened. Pure."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bonafix.kit.errors import Invalid

# A step that a device sends as it is done is on its way for seconds, not for minutes.
LATE_AFTER: Final = timedelta(minutes=2)
# What a person may make of a conflict: the record stands, the device was right, both are true.
SETTLED: Final = ("record", "device", "both")
# Refusals that mean: the house has gone on meanwhile. Others name a mistake in the step itself.
MEANWHILE: Final = frozenset({"out_of_order", "not_allowed", "no_open_quote", "quote_differs"})
# The state in which the house already is what the step says: nothing is in conflict then.
ALREADY: Final[Mapping[str, frozenset[str]]] = {
    "take_on": frozenset({"under_way", "arrived", "quoted", "approved", "repaired"}),
    "approve_there": frozenset({"approved", "repaired", "signed_off", "guaranteed", "closed"}),
    "sign_off": frozenset({"signed_off", "guaranteed", "closed"}),
}


LONGEST: Final = 8_000


class TooMuch(Invalid):
    """A step that holds far more than a step can."""

    code = "step_too_long"
    text = "This is too much for one step."


def is_late(done_at: datetime, now: datetime, kept: bool) -> bool:
    """True for a step that waited on the device (`kept`: the device says so itself)."""
    return kept or now - done_at >= LATE_AFTER


def happened(
    done_at: datetime, sent_at: datetime, now: datetime, earlier: Iterable[datetime]
) -> datetime:
    """When it was done, by our clock, as the device tells it.

    A clock that is wrong by as much when doing as when sending makes no difference. Nothing
    happens in the future, or before what is on record as earlier.
    """
    waited = max(sent_at - done_at, timedelta(0))
    return min(max([now - waited, *earlier]), now)


def written(content: Mapping[str, Any]) -> str:
    """The content as JSON without what is empty; `TooMuch` above 8,000 characters."""
    kept = {name: value for name, value in content.items() if value not in (None, "", (), [])}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    if len(text) > LONGEST:
        raise TooMuch
    return text
