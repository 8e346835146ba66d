"""From what somebody wrote to a division that can be served, or to a person who asks."""

from bonafix.places import Resolution, division, edition, resolve
from bonafix.repairs.actions.report import Place

# 金门县 and Taiwan's divisions have codes, and nobody can be sent there.
NOT_SERVICEABLE = ("350527", "71")


def locate(address: str, code: str | None = None) -> Place:
    """The place of a report: by an explicit code if one was chosen, else by its text."""
    if code:
        chosen = division(code)
        if chosen is None:
            return Place("", "", "none", edition())
        return _usable(Place(chosen.code, chosen.name, "resolved", edition()))
    return _usable(_place(resolve(address)))


def _place(found: Resolution) -> Place:
    if found.status == "historical" and len(found.candidates) == 1:
        # One successor: the old name is followed. Several: a person asks.
        heir = found.candidates[0]
        return Place(heir.code, heir.name, "historical", edition())
    if found.division is None or found.status in ("ambiguous", "special", "none"):
        return Place("", "", found.status, edition())
    status = "resolved" if len(found.division.code) >= 6 else "coarse"
    return Place(found.division.code, found.division.name, status, edition())


def _usable(place: Place) -> Place:
    if place.code.startswith(NOT_SERVICEABLE):
        return Place(place.code, place.name, "not_serviceable", place.edition)
    return place


def settled(place: Place) -> bool:
    """True when somebody can be sent to this place without asking first."""
    return place.status in ("resolved", "historical") and bool(place.code)
