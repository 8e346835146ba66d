"""Brands, their goods, what can be wrong with these, and what it costs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.kit.money import show, yuan
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.products import actions as products
from bonafix.products.errors import BadPrice
from bonafix.products.models import Brand, Fault, PriceItem, Product
from bonafix.web.staff.setup.outlets import add_party
from bonafix.web.staff.setup.parts import (
    ActorForm,
    Deed,
    Row,
    Section,
    Table,
    brand_choices,
    choice,
    day_of,
    outlet_choices,
    text,
    titles,
)

CODE_HINT = gettext_lazy("A short word of your own, such as no_power; it stays the same for ever.")
CATEGORY_HINT = gettext_lazy("Goods of one category have the same faults, such as smart_lock.")


class BrandForm(ActorForm):
    """A brand."""

    title = text(gettext_lazy("Name of the brand"))
    title_en = text(gettext_lazy("Name in English"), needed=False)


class ProductForm(ActorForm):
    """A kind of goods."""

    brand = choice(gettext_lazy("Brand"))
    sku = text(gettext_lazy("Article number (SKU)"), 60)
    title = text(gettext_lazy("Name that customers know"))
    title_en = text(gettext_lazy("Name in English"), needed=False)
    category = text(gettext_lazy("Category"), 40, hint=CATEGORY_HINT)

    def fill(self) -> None:
        """Brands."""
        self.choose("brand", brand_choices(self.actor))


class FaultForm(ActorForm):
    """A fault of a category."""

    category = choice(gettext_lazy("Category"))
    code = text(gettext_lazy("Code"), 40, hint=CODE_HINT)
    title = text(gettext_lazy("In the customer's words"))
    title_en = text(gettext_lazy("In English"), needed=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes that the work takes"), min_value=1, max_value=1440
    )
    skills = text(
        gettext_lazy("Skills it needs"), 200, needed=False, hint=gettext_lazy("Between commas.")
    )
    urgent_allowed = forms.BooleanField(
        label=gettext_lazy("May be reported as urgent"), required=False
    )

    def fill(self) -> None:
        """Categories of the goods that are there."""
        known = Product.objects.order_by("category").values_list("category", flat=True).distinct()
        self.choose("category", [(one, one) for one in known])


class PriceForm(ActorForm):
    """A line of a public price list."""

    owner = choice(gettext_lazy("Whose price list"))
    code = text(gettext_lazy("Code"), 40, hint=CODE_HINT)
    title = text(gettext_lazy("What is done or replaced"))
    title_en = text(gettext_lazy("In English"), needed=False)
    amount = text(gettext_lazy("Price in yuan"), 20, hint=gettext_lazy("Like 168 or 168.50."))
    unit = text(gettext_lazy("For one"), 20, hint=gettext_lazy("次, 个, 半小时 …"))

    def fill(self) -> None:
        """Brands by their organisation, and outlets."""
        ids = [UUID(brand_id) for brand_id, _title in brand_choices(self.actor)]
        brands = Brand.objects.filter(id__in=ids).order_by("title")
        speakers = [(str(one.party_id), one.title) for one in brands]
        self.choose("owner", speakers + outlet_choices(self.actor, self.now))


def _mine(actor: Actor) -> list[UUID]:
    return [UUID(brand_id) for brand_id, _title in brand_choices(actor)]


def _brands(actor: Actor, _now: datetime) -> Table:
    rows = Brand.objects.filter(id__in=_mine(actor)).order_by("title")
    return Table(
        (_("Brand"), _("In English")),
        [Row((one.title, one.title_en), one.id) for one in rows],
        _("No brand yet. Begin here: goods, papers and coverage belong to a brand."),
    )


def _add_brand(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        party = add_party(act, given["title"], "brand")
        products.add_brand(act, party_id=party.id, title=given["title"], title_en=given["title_en"])
    return _("The brand is here. Its goods come next.")


def _goods(actor: Actor, _now: datetime) -> Table:
    rows = Product.objects.filter(brand_id__in=_mine(actor)).select_related("brand")
    return Table(
        (_("Goods"), _("Article number (SKU)"), _("Category"), _("Brand")),
        [
            Row((one.title, one.sku, one.category, one.brand.title), one.id)
            for one in rows.order_by("brand__title", "sku")
        ],
        _("No goods yet. A report begins with choosing one."),
    )


def _add_product(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        products.add_product(
            act,
            brand_id=UUID(given["brand"]),
            sku=given["sku"],
            title=given["title"],
            title_en=given["title_en"],
            category=given["category"],
        )
    return _("The goods are here.")


def _faults(_actor: Actor, _now: datetime) -> Table:
    return Table(
        (_("Fault"), _("Category"), _("Code"), _("Minutes"), _("Skills"), _("Urgent")),
        [
            Row(
                (
                    one.title,
                    one.category,
                    one.code,
                    one.minutes,
                    "、".join(one.skills),
                    _("Yes") if one.urgent_allowed else "",
                ),
                one.id,
            )
            for one in Fault.objects.order_by("category", "code")
        ],
        _("No faults yet. Customers choose from these, and the technician's time comes from them."),
    )


def _add_fault(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        products.add_fault(
            act,
            category=given["category"],
            code=given["code"],
            title=given["title"],
            title_en=given["title_en"],
            minutes=given["minutes"],
            skills=words_of(given["skills"]),
            urgent_allowed=given["urgent_allowed"],
        )
    return _("Customers can choose it now.")


def words_of(line: str) -> list[str]:
    """Words between commas of either script."""
    for sign in "，、;；":
        line = line.replace(sign, ",")
    return [one.strip() for one in line.split(",") if one.strip()]


def _prices(actor: Actor, now: datetime) -> Table:
    open_ = Q(valid_to__isnull=True) | Q(valid_to__gt=now)
    rows = list(PriceItem.objects.filter(open_).order_by("owner_id", "code", "valid_from"))
    if not actor.roles & {"manager", "admin"}:
        rows = [one for one in rows if one.owner_id in actor.party_ids]
    names = titles({one.owner_id for one in rows})
    return Table(
        (_("What"), _("Code"), _("Price"), _("For one"), _("Whose"), _("From day")),
        [
            Row(
                (
                    one.title,
                    one.code,
                    show(one.fen),
                    one.unit,
                    names.get(one.owner_id, ""),
                    day_of(one.valid_from),
                ),
                one.id,
            )
            for one in rows
        ],
        _("No prices yet. A quote can only be made from a public price list."),
    )


def _set_price(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    fen = yuan(given["amount"])
    if fen < 0:
        raise BadPrice
    with begin(actor, now) as act:
        products.set_price(
            act,
            owner_id=UUID(given["owner"]),
            code=given["code"],
            title=given["title"],
            title_en=given["title_en"],
            fen=fen,
            unit=given["unit"],
        )
    return _("This price holds from now on; quotes that were made keep theirs.")


BRANDS = Section(
    "brands",
    gettext_lazy("Brands"),
    gettext_lazy("Whose goods you look after."),
    "catalogue.edit",
    _brands,
    lambda actor, _now: len(_mine(actor)),
    (Deed("add", gettext_lazy("Add a brand"), _add_brand, BrandForm, wide=True),),
)
GOODS = Section(
    "goods",
    gettext_lazy("Goods"),
    gettext_lazy("What can be reported."),
    "catalogue.edit",
    _goods,
    lambda actor, _now: Product.objects.filter(brand_id__in=_mine(actor)).count(),
    (Deed("add", gettext_lazy("Add goods"), _add_product, ProductForm),),
)
FAULTS = Section(
    "faults",
    gettext_lazy("Faults"),
    gettext_lazy("What can be wrong, how long mending takes, and which skills it needs."),
    "catalogue.edit",
    _faults,
    lambda _actor, _now: Fault.objects.count(),
    (Deed("add", gettext_lazy("Add a fault"), _add_fault, FaultForm, wide=True),),
)
PRICES = Section(
    "prices",
    gettext_lazy("Prices"),
    gettext_lazy("The public price list: quotes are made from it, and customers read it."),
    "catalogue.edit",
    _prices,
    lambda actor, now: len(_prices(actor, now).rows),
    (Deed("set", gettext_lazy("Set a price"), _set_price, PriceForm),),
    imports="prices",
)
