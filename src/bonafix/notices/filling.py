"""Filling in what a notice names by id only, at the moment it is sent.

What lies in higher packages (a technician's public name, the link of a case, the code for
the door) comes from fillers that `config` hands in.
"""

from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from bonafix.kit.clock import local, parse_instant
from bonafix.kit.money import Fen, show
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator
from bonafix.people.sealing import unseal


class Filler(Protocol):
    """Knows one place of the texts."""

    def __call__(
        self, operator_id: UUID, case_id: UUID | None, value: str, now: datetime
    ) -> str | None:
        """What to say; `value` is the notice's param of that name, or empty. None: nothing."""


# technician (value: id of a technician), link and code (of the case), email (value: party id).
FILLED = ("technician", "link", "code", "email")
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
    """All places of the texts that can be filled for this notice."""
    params = {name: str(value) for name, value in notice.params.items()}
    secret = unseal(bytes(notice.secret)) if notice.secret else None
    with translation.override(notice.language):
        return {
            "number": params.get("number", ""),
            "technician": filled("technician", notice, params.get("technician", ""), now),
            "link": filled("link", notice, params.get("link", ""), now),
            "code": secret or filled("code", notice, params.get("code", ""), now),
            "window": window(params.get("arrive_from"), params.get("arrive_by")),
            "sum": show(Fen(int(params["fen"]))) if "fen" in params else "",
            "until": day(date.fromisoformat(params["until"])) if "until" in params else "",
        }


def operator_name(notice: Notice) -> str:
    """Who says it, in the language of the notice."""
    operator = Operator.objects.get(pk=notice.operator_id)
    return operator.name if notice.language.startswith("zh") else operator.name_en or operator.name


def day(when: date) -> str:
    """11月24日, or 24/11."""
    return _("%(day)d/%(month)d") % {"month": when.month, "day": when.day}


def window(arrive_from: str | None, arrive_by: str | None) -> str:
    """11月24日14:20至14:50, on a clock in China."""
    if not arrive_from or not arrive_by:
        return ""
    start, end = local(parse_instant(arrive_from)), local(parse_instant(arrive_by))
    return _("%(day)s, %(start)s to %(end)s") % {
        "day": day(start),
        "start": start.strftime("%H:%M"),
        "end": end.strftime("%H:%M"),
    }
