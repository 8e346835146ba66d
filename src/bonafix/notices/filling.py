"""Filling in what a notice names by id only, at the moment it is sent.

What lies in higher packages (a technician's public name, the link of a case, the code for
the door) comes from fillers that `config` hands in.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from bonafix.kit.clock import local, parse_instant
from bonafix.kit.money import Fen, show
from bonafix.notices.models import Notice
from bonafix.notices.rules import VOICE
from bonafix.notices.speech import spoken
from bonafix.notices.texts import places_of
from bonafix.operators.models import Operator
from bonafix.people.sealing import unseal


class Filler(Protocol):
    """Knows one place of the texts."""

    def __call__(
        self, operator_id: UUID, case_id: UUID | None, value: str, now: datetime, /
    ) -> str | None:
        """What to say; `value` is the notice's param of that name, or empty. None: nothing."""


# technician (value: id of a technician), link and code (of the case), email (value: party id),
# inbox (where an outlet answers, behind its log-in).
FILLED = ("technician", "link", "code", "email", "inbox")
_fillers: dict[str, Filler] = {}


def fill_with(name: str, filler: Filler) -> None:
    """Called by the wiring, once for each name in FILLED that it knows."""
    if name not in FILLED:
        raise ValueError(f"no notice has a place called {name}")
    _fillers[name] = filler


def filled(name: str, notice: Notice, value: str, now: datetime) -> str:
    """What the filler of that name says; empty when there is none."""
    filler = _fillers.get(name)
    if filler is None:
        return ""
    return filler(notice.operator_id, notice.case_id, value, now) or ""


def values_of(notice: Notice, now: datetime) -> dict[str, str]:
    """The places that this kind of notice has, filled where they can be.

    Nothing else is looked up: a link that nobody is told of is a door left open.
    """
    params = {name: str(value) for name, value in notice.params.items()}
    aloud = notice.channel == VOICE
    places = places_of(notice.kind) - ({"link"} if aloud else frozenset())
    with translation.override(notice.language):
        values = {place: _value(place, notice, params, now) for place in places}
        return spoken(values) if aloud else values


def _value(place: str, notice: Notice, params: dict[str, str], now: datetime) -> str:
    if place == "code" and notice.secret:
        return unseal(bytes(notice.secret)) or ""
    if place in FILLED:
        return filled(place, notice, params.get(place, ""), now)
    made = MADE.get(place)
    return made(params) if made else params.get(place, "")


# Places that are made of other params, as a person reads them.
MADE: Final[dict[str, Callable[[dict[str, str]], str]]] = {
    "answer_by": lambda params: moment(params.get("accept_by")),
    "window": lambda params: window(params.get("arrive_from"), params.get("arrive_by")),
    "sum": lambda params: show(Fen(int(params["fen"]))) if "fen" in params else "",
    "until": lambda params: (
        full_day(date.fromisoformat(params["until"])) if "until" in params else ""
    ),
}


def operator_name(notice: Notice) -> str:
    """Who says it, in the language of the notice."""
    operator = Operator.objects.get(pk=notice.operator_id)
    return operator.name if notice.language.startswith("zh") else operator.name_en or operator.name


def day(when: date) -> str:
    """11月24日, or 24/11."""
    return _("%(day)d/%(month)d") % {"month": when.month, "day": when.day}


def full_day(when: date) -> str:
    """2027年2月22日, or 22/2/2027."""
    return _("%(day)d/%(month)d/%(year)d") % {
        "year": when.year,
        "month": when.month,
        "day": when.day,
    }


def moment(when: str | None) -> str:
    """11月24日 14:20, on a clock in China; empty without one."""
    if not when:
        return ""
    at = local(parse_instant(when))
    return _("%(day)s, %(clock)s") % {"day": day(at), "clock": at.strftime("%H:%M")}


def window(arrive_from: str | None, arrive_by: str | None) -> str:
    """11月24日 14:20 至 14:50, on a clock in China; with both days where they differ."""
    if not arrive_from or not arrive_by:
        return ""
    start, end = local(parse_instant(arrive_from)), local(parse_instant(arrive_by))
    until = end.strftime("%H:%M")
    return _("%(day)s, %(start)s to %(end)s") % {
        "day": day(start),
        "start": start.strftime("%H:%M"),
        "end": until if end.date() == start.date() else f"{day(end)} {until}",
    }
