"""Technicians, and when they work or stand by."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import Range

from bonafix.dispatch.models import Shift, Technician
from bonafix.dispatch.roster import end_shift, enrol_person, fill_roster, leave
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid
from bonafix.operators.actors import Actor
from bonafix.places import division
from bonafix.products.models import Brand
from bonafix.transfer.rules import standby
from bonafix.transfer.rules.cells import Cell
from bonafix.transfer.rules.divisions import read as read_division
from bonafix.web.look import words
from bonafix.web.staff.setup.catalogue import words_of
from bonafix.web.staff.setup.parts import (
    ActorForm,
    Deed,
    Row,
    Section,
    Table,
    brand_choices,
    choice,
    day,
    outlet_choices,
    text,
    titles,
)

AHEAD = timedelta(days=7)
OF_OUTLET = "outlet:"
R = TypeVar("R")
KINDS = {
    "shift": gettext_lazy("Works"),
    "standby": gettext_lazy("Stands by for urgent reports"),
}


class TechnicianForm(ActorForm):
    """A person who goes to customers."""

    place = choice(gettext_lazy("Works for"))
    name = text(gettext_lazy("Name"), 40)
    phone = text(gettext_lazy("Telephone"), 20)
    public_name = text(
        gettext_lazy("What customers are told"),
        40,
        needed=False,
        hint=gettext_lazy("张师傅 unless you say otherwise."),
    )
    division = text(
        gettext_lazy("Where the day begins"),
        60,
        hint=gettext_lazy("A county or township, by name or code. Never a home address."),
    )
    skills = text(gettext_lazy("Skills"), 200, needed=False, hint=gettext_lazy("Between commas."))

    def fill(self) -> None:
        """Outlets, and brands that send people themselves."""
        wide = self.actor.roles & {"manager", "admin"}
        brands = [(f"brand:{one}", title) for one, title in brand_choices(self.actor) if wide]
        outlets = outlet_choices(self.actor, self.now)
        self.choose("place", [(f"{OF_OUTLET}{one}", title) for one, title in outlets] + brands)


class RosterForm(ActorForm):
    """Days and hours of one technician, or of all of an outlet."""

    who = choice(gettext_lazy("Who"))
    kind = choice(gettext_lazy("Kind"))
    first = day(gettext_lazy("First day"))
    last = day(gettext_lazy("Last day"))
    hours = text(
        gettext_lazy("Days and hours"),
        200,
        hint=gettext_lazy("Like 周一至周五 8:00-20:00, or 每天 00:00-24:00."),
    )

    def fill(self) -> None:
        """Technicians whom this person may see to."""
        outlets = outlet_choices(self.actor, self.now)
        everyone = [(f"{OF_OUTLET}{one}", _("All of %s") % title) for one, title in outlets]
        people = [(str(one.id), one.public_name) for one in _mine(self.actor, self.now)]
        self.choose("who", everyone + people)
        self.choose("kind", list(KINDS.items()))
        self.fields["kind"].widget = forms.RadioSelect(choices=list(KINDS.items()))


def _mine(actor: Actor, now: datetime) -> list[Technician]:
    rows = Technician.objects.filter(status="active").order_by("outlet_id", "public_name", "id")
    if not actor.roles & {"manager", "admin", "dispatcher"}:
        rows = rows.filter(outlet_id__in=[UUID(one) for one, _title in outlet_choices(actor, now)])
    return list(rows)


def _table(actor: Actor, now: datetime) -> Table:
    people = _mine(actor, now)
    houses = titles({one.outlet_id for one in people if one.outlet_id})
    brands = dict(Brand.objects.values_list("id", "title"))
    return Table(
        (_("Technician"), _("Works for"), _("Day begins in"), _("Skills")),
        [
            Row(
                (
                    one.public_name,
                    houses.get(one.outlet_id) or brands.get(one.brand_id, ""),  # type: ignore[arg-type]
                    getattr(division(one.division_code), "name", one.division_code),
                    "、".join(one.skills),
                ),
                one.id,
                ("leave",),
            )
            for one in people
        ],
        _("No technicians yet. One by one here, or many at once from a table."),
    )


def _enrol(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    kind, _colon, chosen = given["place"].partition(":")
    brand = Brand.objects.filter(pk=chosen).first() if kind == "brand" else None
    enrol_person(
        actor,
        now,
        name=given["name"],
        phone=given["phone"],
        public_name=given["public_name"],
        division_code=_read(read_division, given, "division"),
        skills=words_of(given["skills"]),
        outlet_id=UUID(chosen) if kind == "outlet" else None,
        brand=brand,
    )
    return _("The technician is here, and needs a roster to be sent.")


def _read(reader: Callable[[Cell], R], given: dict[str, Any], field: str) -> R:
    """As tables are read; a refusal names the field of the form."""
    try:
        return reader(Cell(given[field]))
    except Invalid as error:
        error.field = field
        raise


def _leave(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    leave(actor, now, given["id"])
    return _("The technician is not sent any more.")


def _shifts(actor: Actor, now: datetime) -> Table:
    names = {one.id: one.public_name for one in _mine(actor, now)}
    rows = Shift.objects.filter(
        technician_id__in=list(names), status="active", during__overlap=Range(now, now + AHEAD)
    )
    return Table(
        (_("Technician"), _("Kind"), _("From"), _("Until")),
        [
            Row(
                (
                    names[one.technician_id],
                    KINDS.get(one.kind, one.kind),
                    words.moment(one.during.lower),
                    words.moment(one.during.upper),
                ),
                one.id,
                ("end",),
            )
            for one in sorted(rows, key=lambda row: (names[row.technician_id], row.during.lower))
        ],
        _("Nobody works in the next seven days, so nobody can be sent."),
    )


def _fill(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    who = given["who"]
    if who.startswith(OF_OUTLET):
        outlet_id = UUID(who.removeprefix(OF_OUTLET))
        ids = [one.id for one in _mine(actor, now) if one.outlet_id == outlet_id]
    else:
        ids = [UUID(who)]
    if not ids:
        raise Invalid("nobody_there", "This outlet has no technicians yet.", field="who")
    new = fill_roster(
        actor,
        now,
        ids,
        kind=given["kind"],
        weekly=_read(standby.read, given, "hours"),
        first=given["first"],
        last=given["last"],
    )
    if not new:
        return _("All of this stood on the roster already.")
    return _("New on the roster: %(number)s spans.") % {"number": new}


def _end(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    end_shift(actor, now, given["id"])
    return _("Taken off the roster.")


def _rostered(actor: Actor, now: datetime) -> int:
    """How many technicians have a shift in the next seven days."""
    ids = [one.id for one in _mine(actor, now)]
    ahead = Range(local(now), now + AHEAD)
    rows = Shift.objects.filter(technician_id__in=ids, status="active", during__overlap=ahead)
    return rows.values("technician_id").distinct().count()


TECHNICIANS = Section(
    "technicians",
    gettext_lazy("Technicians"),
    gettext_lazy("Who goes to customers."),
    "technician.edit",
    _table,
    lambda actor, now: len(_mine(actor, now)),
    (
        Deed("add", gettext_lazy("Add a technician"), _enrol, TechnicianForm),
        Deed(
            "leave",
            gettext_lazy("Has left"),
            _leave,
            warn=gettext_lazy("Not sent any more. What was done stays on record."),
        ),
    ),
    imports="technicians",
)
ROSTER = Section(
    "roster",
    gettext_lazy("Roster"),
    gettext_lazy("Who works when, and who stands by for urgent reports: the next seven days."),
    "roster.edit",
    _shifts,
    _rostered,
    (
        Deed("fill", gettext_lazy("Fill the roster"), _fill, RosterForm),
        Deed(
            "end",
            gettext_lazy("Take off"),
            _end,
            warn=gettext_lazy("Visits that were promised in this time stay; look at them first."),
        ),
    ),
)
