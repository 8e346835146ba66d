"""What can be asked for, when it has been given, and what is still missing. Pure."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bonafix.evidence.errors import AskClosed, CameraOnly, ShotNotAsked, WrongKind
from bonafix.kit.errors import Invalid
from bonafix.kit.ids import ALPHABET

PHOTO: Final = "photo"
DESTROYED: Final = "destroyed"
CLIP: Final = "clip"
ANY: Final = "any"

# What a picture can be asked for, in the order in which a page asks; and its kind.
SHOTS: Final[dict[str, str]] = {
    "overview": PHOTO,
    "damage": PHOTO,
    "damage_left": PHOTO,
    "damage_right": PHOTO,
    "label": PHOTO,
    "parcel": PHOTO,
    # Only of claims, where policy and safety allow; the desk cannot ask for it otherwise.
    DESTROYED: PHOTO,
    "card": PHOTO,
    "clip": CLIP,
    "document": ANY,
}
# What a claim of damage asks for as a rule.
DAMAGE: Final = ("overview", "damage", "damage_left", "damage_right", "label", "card", "clip")
CAMERA: Final = "camera"
UPLOAD: Final = "upload"
SOURCES: Final = (CAMERA, UPLOAD)

# The answers to: does it hold content made by AI? (标识办法 art. 6)
DECLARED: Final = ("no", "yes", "unsure")

OPEN: Final = "open"
COMPLETE: Final = "complete"
OVER: Final = "over"
WITHDRAWN: Final = "withdrawn"

# What a kind of shot takes.
TAKES: Final[dict[str, tuple[str, ...]]] = {
    PHOTO: ("image/",),
    CLIP: ("video/",),
    ANY: ("image/", "application/pdf"),
}

MISSING: Final = "missing"
CHECKING: Final = "checking"
USABLE: Final = "usable"
UNUSABLE: Final = "unusable"

CODE_LENGTH: Final = 6


class NothingAsked(Invalid):
    """A request for evidence names at least one thing, and only things that exist."""

    code = "nothing_asked"
    text = "Please say what is asked for: each once, of those that exist."
    field = "what"


class NoTimeLeft(Invalid):
    """Evidence is asked for until an instant that is still to come."""

    code = "no_time_left"
    text = "The time to answer must lie in the future."
    field = "until"


class AskFacts(Protocol):
    """What the rules look at of an ask."""

    status: str
    until: datetime
    wanted: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class Received:
    """One thing that came in for a shot; `problems` is None until it was looked at.

    `kept`: whoever gave it cannot do better, so that a person looks at it as it is.
    """

    shot: str
    problems: tuple[str, ...] | None
    kept: bool = False


def check_asked(what: Iterable[str], until: datetime, now: datetime) -> list[str]:
    """The shots in the order in which a page asks. `NothingAsked`, `NoTimeLeft`."""
    wanted = list(what)
    if not wanted or len(set(wanted)) != len(wanted) or not set(wanted) <= SHOTS.keys():
        raise NothingAsked
    if until <= now:
        raise NoTimeLeft
    return [one for one in SHOTS if one in wanted]


def check_given(ask: AskFacts, shot: str, source: str, media_type: str, now: datetime) -> None:
    """May this come in now? `AskClosed`, `ShotNotAsked`, `CameraOnly`, `WrongKind`."""
    if ask.status != OPEN or now >= ask.until:
        raise AskClosed
    if shot not in ask.wanted:
        raise ShotNotAsked
    if source not in SOURCES or (source != CAMERA and ask.source == CAMERA):
        raise CameraOnly
    if not media_type.startswith(TAKES[SHOTS[shot]]):
        raise WrongKind


def state_of(shot: str, received: Sequence[Received]) -> str:
    """Missing, being checked, usable, or unusable: the best that came in for it counts."""
    mine = [one for one in received if one.shot == shot]
    if any(one.problems == () or one.kept for one in mine):
        return USABLE
    if any(one.problems is None for one in mine):
        return CHECKING
    return UNUSABLE if mine else MISSING


def states(wanted: Iterable[str], received: Sequence[Received]) -> Mapping[str, str]:
    """The state of each shot that is asked for."""
    return {shot: state_of(shot, received) for shot in wanted}


def is_complete(wanted: Iterable[str], received: Sequence[Received]) -> bool:
    """True when everything that is asked for came in and can be used."""
    return all(state == USABLE for state in states(wanted, received).values())


def new_code() -> str:
    """A code that nobody could know before: six characters that cannot be misread."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
