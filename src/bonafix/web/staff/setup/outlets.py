"""Outlets, the brand's papers for them, and the brand's hotlines."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.access import Subject, require
from bonafix.dispatch.models import Technician
from bonafix.files.actions import store
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import add_organisation
from bonafix.people.models import Party
from bonafix.people.queries import in_role
from bonafix.products import actions as products
from bonafix.products.models import Authorisation, Hotline
from bonafix.products.queries import hotlines
from bonafix.products.queries.coverage import live_coverage
from bonafix.web.staff.setup.parts import (
    ActorForm,
    Deed,
    Row,
    Section,
    Table,
    brand_choices,
    choice,
    day,
    day_of,
    midnight,
    outlet_choices,
    paper,
    read_paper,
    text,
)


def add_party(act: Act, title: str, role: str) -> Party:
    """An organisation of this operator. Raises NotAllowed, Invalid for a name without a letter."""
    require(act.actor, "organisation.add", Subject("organisation", act.operator_id))
    if not any(map(str.isalnum, title)) or not title.isprintable():
        raise Invalid("bad_title", "Please give a name that people can read.", field="title")
    return add_organisation(act, title=title, role=role)


class OutletForm(ActorForm):
    """An outlet."""

    title = text(
        gettext_lazy("Name of the outlet"),
        hint=gettext_lazy("As on its licence. Customers read it; it must not pose as the brand."),
    )


class PaperForm(ActorForm):
    """A brand's paper for something, with its days."""

    document = paper()
    first = day(gettext_lazy("Valid from"))
    last = day(gettext_lazy("Valid until, this day included"))


class AuthoriseForm(PaperForm):
    """A brand lets an outlet work in its name."""

    outlet = choice(gettext_lazy("Outlet"))
    brand = choice(gettext_lazy("Brand"))
    field_order = ("outlet", "brand")

    def fill(self) -> None:
        """Outlets and brands."""
        self.choose("outlet", outlet_choices(self.actor, self.now))
        self.choose("brand", brand_choices(self.actor))


class ClaimForm(ActorForm):
    """A number."""

    brand = choice(gettext_lazy("Brand"))
    number = text(gettext_lazy("Number of the hotline"), 30, hint="400-000-0000")

    def fill(self) -> None:
        """Brands."""
        self.choose("brand", brand_choices(self.actor))


class HotlinePaperForm(PaperForm):
    """Put the brand's paper for a number on file."""

    hotline = choice(gettext_lazy("Hotline"))
    field_order = ("hotline",)

    def fill(self) -> None:
        """Numbers of one's own brands."""
        mine = {brand_id for brand_id, _title in brand_choices(self.actor)}
        rows = [one for one in hotlines(self.now) if str(one.brand_id) in mine]
        self.choose("hotline", [(str(one.id), f"{one.number} {one.brand}") for one in rows])


def _outlets(actor: Actor, now: datetime) -> Table:
    del actor
    papers: dict[UUID, list[Authorisation]] = {}
    for one in Authorisation.objects.filter(valid_to__gt=now).select_related("brand"):
        papers.setdefault(one.outlet_id, []).append(one)
    staff = list(Technician.objects.filter(status="active").values_list("outlet_id", flat=True))
    places = list(live_coverage(now).filter(exclude=False).values_list("party_id", flat=True))
    rows = []
    for outlet in in_role("outlet", now):
        counted = (staff.count(outlet.id), places.count(outlet.id))
        rows += _lines_of(outlet, papers.get(outlet.id, []), counted)
    return Table(
        (_("Outlet"), _("Works for"), _("Paper until"), _("Technicians"), _("Places served")),
        rows,
        _("No outlet yet. An outlet has technicians, and says where it goes."),
    )


def _lines_of(outlet: Party, papers: list[Authorisation], counted: tuple[int, int]) -> list[Row]:
    if not papers:
        return [Row((outlet.title, _("Independent repair"), "", *counted))]
    return [
        Row(
            (outlet.title, one.brand.title, day_of(one.valid_to - timedelta(seconds=1)), *counted),
            one.id,
            ("revoke",),
        )
        for one in papers
    ]


def _add_outlet(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        add_party(act, given["title"], "outlet")
    return _("The outlet is here. Without a brand's paper it is shown as independent repair.")


def _keep(act: Act, given: dict[str, Any], purpose: str) -> dict[str, Any]:
    content, media_type = read_paper(given["document"])
    if given["last"] < given["first"]:
        raise Invalid("bad_days", "The last day comes before the first.", field="last")
    kept = store(act, content, media_type, "authorisation", None, purpose)
    return {
        "document_id": kept.id,
        "valid_from": midnight(given["first"]),
        "valid_to": midnight(given["last"]) + timedelta(days=1),
    }


def _authorise(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        products.authorise_outlet(
            act,
            outlet_id=UUID(given["outlet"]),
            brand_id=UUID(given["brand"]),
            **_keep(act, given, "authorisation of an outlet"),
        )
    return _("The outlet works in the brand's name on these days.")


def _revoke(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        products.revoke_outlet(act, given["id"])
    return _("The paper does not hold any more. The outlet is shown as independent repair.")


SHOWN = {
    "official": gettext_lazy("Shown to customers"),
    "disputed": gettext_lazy("Somebody else claims it too: shown only with that sentence"),
    "hidden": gettext_lazy("Not shown: the brand's paper is missing or over"),
}


def _numbers(actor: Actor, now: datetime) -> Table:
    mine = {brand_id for brand_id, _title in brand_choices(actor)}
    return Table(
        (_("Hotline"), _("Brand"), _("What customers see"), _("Paper until")),
        [
            Row(
                (
                    one.number,
                    one.brand,
                    SHOWN[one.shown],
                    day_of(_last(one.id)),
                ),
                one.id,
                ("withdraw",),
            )
            for one in hotlines(now)
            if str(one.brand_id) in mine
        ],
        _("No hotline yet. A number is shown to customers when the brand's paper is here."),
    )


def _last(hotline_id: UUID) -> datetime | None:
    end = Hotline.objects.filter(pk=hotline_id).values_list("authorised_to", flat=True).first()
    return end - timedelta(seconds=1) if end else None


def _claim(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        products.claim_hotline(act, brand_id=UUID(given["brand"]), number=given["number"])
    return _("The number is noted. It is shown when the brand's paper is here.")


def _prove(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        kept = _keep(act, given, "authorisation of a hotline")
        products.authorise_hotline(act, UUID(given["hotline"]), **kept)
    return _("The brand's paper is here. The number is shown on these days.")


def _withdraw(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        products.withdraw_hotline(act, given["id"])
    return _("The number is not shown any more.")


OUTLETS = Section(
    "outlets",
    gettext_lazy("Outlets"),
    gettext_lazy("Who sends technicians. In a brand's name only with the brand's paper."),
    "authorisation.edit",
    _outlets,
    lambda _actor, now: len(in_role("outlet", now)),
    (
        Deed("add", gettext_lazy("Add an outlet"), _add_outlet, OutletForm, wide=True),
        Deed(
            "authorise",
            gettext_lazy("Put the brand's paper for an outlet on file"),
            _authorise,
            AuthoriseForm,
        ),
        Deed(
            "revoke",
            gettext_lazy("End this paper"),
            _revoke,
            warn=gettext_lazy("From now on the outlet does not work in the brand's name."),
        ),
    ),
    imports="outlets",
)
HOTLINES = Section(
    "hotlines",
    gettext_lazy("Hotlines"),
    gettext_lazy("Customers can check whether a number is the brand's."),
    "hotline.edit",
    _numbers,
    lambda actor, now: len(_numbers(actor, now).rows),
    (
        Deed("claim", gettext_lazy("Add a number"), _claim, ClaimForm),
        Deed(
            "prove",
            gettext_lazy("Put the brand's paper for a number on file"),
            _prove,
            HotlinePaperForm,
        ),
        Deed(
            "withdraw",
            gettext_lazy("Withdraw this number"),
            _withdraw,
            warn=gettext_lazy("Customers who check it read that it is not known."),
        ),
    ),
    needed=False,
)
