"""Is this number really ours: a hotline of a brand, a technician's telephone, a case number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bonafix.dispatch.models import Technician
from bonafix.kit.errors import Invalid
from bonafix.kit.phones import NotAPhone, parse_cn_phone, unassigned_mobile
from bonafix.people.models import Party
from bonafix.people.queries import persons_of_number, persons_of_phone
from bonafix.products.queries import hotlines
from bonafix.products.rules.hotlines import parse_hotline, show_hotline


class NothingToCheck(Invalid):
    """No number at all."""

    code = "nothing_to_check"
    field = "number"
    text = "Please give the number that called you, or that you were told to call."


@dataclass(frozen=True, slots=True)
class Answer:
    """official: a hotline with a dated authorisation. disputed: more than one brand claims it.
    technician: of somebody who works here now. unknown: none of these, which proves nothing.
    """

    kind: Literal["official", "disputed", "technician", "unknown"]
    name: str = ""
    outlet: str = ""
    since: date | None = None
    until: date | None = None


def check_number(given: str, now: datetime) -> Answer:
    """Look the number up. `NothingToCheck`; `NotAPhone` for what nobody could dial.

    A technician is shown by the public name only, and only to who has the number already.
    """
    if not given.strip():
        raise NothingToCheck
    return _hotline(given, now) or _technician(given) or Answer("unknown")


def _hotline(given: str, now: datetime) -> Answer | None:
    try:
        number = show_hotline(parse_hotline(given))
    except Invalid:
        return None
    for line in hotlines(now):
        if line.number != number or line.shown == "hidden":
            continue
        if line.shown == "disputed":
            return Answer("disputed", name=line.brand)
        return Answer(
            "official", name=line.brand, since=line.authorised_on, until=line.authorised_until
        )
    # A short 95 number is a number that can be dialled, but no telephone of a person.
    return Answer("unknown") if not number.startswith("+") and len(number) <= 8 else None


def _technician(given: str) -> Answer | None:
    try:
        persons = persons_of_phone(parse_cn_phone(given))
    except NotAPhone:
        # A mobile number of a series that is given to nobody: those of a demonstration.
        number = unassigned_mobile(given)
        persons = persons_of_number(number) if number else []
        if not persons:
            raise
    found = Technician.objects.filter(id__in=persons, status="active").first()
    if found is None:
        return None
    outlet = Party.objects.filter(pk=found.outlet_id).first() if found.outlet_id else None
    return Answer("technician", name=found.public_name, outlet=outlet.title if outlet else "")
