"""From what somebody wrote to a division that can be served, or to a person who asks."""

from bonafix.places import EDITION, Division, Resolution, children, division, nearest, resolve
from bonafix.repairs.actions.report import Place

COUNTY_DIGITS = 6
# Listed, and nobody can be sent there.
NOT_SERVICEABLE = ("350527", "71")
MOST_CHOICES = 40


def locate(address: str, code: str | None = None) -> Place:
    """The place of a report: by an explicit code if one was chosen, else by its text."""
    if code:
        chosen = division(code)
        if chosen is None or not chosen.current:
            return Place("", "", "none", EDITION)
        return _place(chosen.code, chosen.name, "resolved")
    return _of(resolve(address))


def find(text: str) -> Place:
    """What a member of staff wrote into the field of a place: a code, or its name."""
    wanted = text.strip()
    return locate("", wanted) if wanted.isdecimal() else locate(wanted)


def _of(found: Resolution) -> Place:
    if found.place is not None:
        return _place(found.place.code, found.place.name, found.status)
    if found.division is not None:
        # Known around it: shown to the person who asks, never used to send somebody.
        return _place(found.division.code, found.division.name, found.status)
    return Place("", "", found.status, EDITION)


def _place(code: str, name: str, status: str) -> Place:
    if code.startswith(NOT_SERVICEABLE):
        return Place(code, name, "not_serviceable", EDITION)
    if status == "resolved" and len(code) < COUNTY_DIGITS:
        return Place(code, name, "coarse", EDITION)
    return Place(code, name, status, EDITION)


def settled(place: Place) -> bool:
    """True when somebody can be sent to this place without asking first."""
    known = division(place.code) if place.code else None
    return (
        place.status in ("resolved", "historical")
        and known is not None
        and known.current
        and len(place.code) >= COUNTY_DIGITS
    )


def choices_for(address: str) -> tuple[Division, ...]:
    """The places an address may mean: those of its name, or the counties of a city alone."""
    found = resolve(address)
    if found.status == "historical" and len(found.candidates) == 1:
        return ()
    if found.candidates:
        return found.candidates[:MOST_CHOICES]
    if found.status == "resolved" and found.division and len(found.division.code) == 4:
        return tuple(children(found.division.code))[:MOST_CHOICES]
    return ()


def nearest_served(code: str, covered: list[str]) -> str:
    """The covered division that is nearest to a place; empty when nothing is known."""
    found = nearest(code, covered) if code and covered else None
    return found[0] if found else ""
