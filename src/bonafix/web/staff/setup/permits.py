"""Local permits: who may be sent to open a door, where, and until when, each with its paper."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.dispatch.models import Technician
from bonafix.files.actions import store
from bonafix.intake.locate import find
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.queries import in_role
from bonafix.places import division
from bonafix.repairs.actions.permits import add_permit, end_permit
from bonafix.repairs.models import LocalPermit
from bonafix.repairs.rules.kinds import DOOR_OPEN
from bonafix.web.staff.setup.parts import (
    ActorForm,
    Deed,
    Row,
    Section,
    Table,
    choice,
    day,
    day_of,
    midnight,
    paper,
    read_paper,
    text,
)


class PermitForm(ActorForm):
    """A permit or filing of a local authority."""

    holder = choice(gettext_lazy("Outlet or technician"))
    region = text(
        gettext_lazy("Region in which it holds"),
        hint=gettext_lazy("As on the paper: 哈尔滨市, or a division code."),
    )
    document = paper(gettext_lazy("The authority's paper"))
    first = day(gettext_lazy("Valid from"))
    last = day(gettext_lazy("Valid until, this day included"))

    def fill(self) -> None:
        """Outlets, then technicians."""
        self.choose("holder", list(_holders(self.now).items()))


def _holders(now: datetime) -> dict[str, str]:
    """Names by id: outlets, and technicians by the name that customers are told."""
    outlets = {str(one.id): one.title for one in in_role("outlet", now)}
    rows = Technician.objects.filter(status="active").order_by("public_name", "id")
    return outlets | {str(one.id): one.public_name for one in rows}


def _permits(actor: Actor, now: datetime) -> Table:
    del actor
    names = _holders(now)
    rows = [
        Row(
            (
                names.get(str(one.holder_id), "—"),
                _region(one.region_code),
                day_of(one.valid_from),
                day_of(one.valid_to - timedelta(seconds=1)),
            ),
            one.id,
            ("end",),
        )
        for one in _current(now)
    ]
    return Table(
        (_("Outlet or technician"), _("Region"), _("Valid from"), _("Valid until")),
        rows,
        _("No permit yet. Without one nobody is sent to open a door."),
    )


def _current(now: datetime) -> list[LocalPermit]:
    return list(LocalPermit.objects.filter(valid_to__gt=now).order_by("valid_to", "id"))


def _region(code: str) -> str:
    known = division(code)
    return f"{known.name} {code}" if known else code


def _add(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    region = find(given["region"])
    if not region.code:
        raise Invalid("region_unknown", "Please choose the region from the list.", field="region")
    content, media_type = read_paper(given["document"])
    with begin(actor, now) as act:
        kept = store(act, content, media_type, "authorisation", None, "local permit")
        add_permit(
            act,
            holder_id=UUID(given["holder"]),
            skill=DOOR_OPEN,
            region_code=region.code,
            document_id=kept.id,
            valid_from=midnight(given["first"]),
            valid_to=midnight(given["last"]) + timedelta(days=1),
        )
    return _("The permit is on file. Who has the skill door_open may be sent there on these days.")


def _end(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        end_permit(act, given["id"])
    return _("The permit does not hold any more. Visits that were arranged cannot be begun.")


PERMITS = Section(
    "permits",
    gettext_lazy("Permits to open doors"),
    gettext_lazy("Who has no local permit on file is not sent to open a lock."),
    "permit.edit",
    _permits,
    lambda _actor, now: len(_current(now)),
    (
        Deed("add", gettext_lazy("Put a local permit on file"), _add, PermitForm, wide=True),
        Deed(
            "end",
            gettext_lazy("End this permit"),
            _end,
            warn=gettext_lazy("From now on nobody is sent to open a lock under it."),
            wide=True,
        ),
    ),
    needed=False,
)
