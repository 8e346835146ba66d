"""First inspections that brands offer for nothing: where, on which days, and ended."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.intake.locate import find
from bonafix.kit.errors import Invalid
from bonafix.operators.actors import Actor
from bonafix.places import division
from bonafix.products.models import PriceItem, Product
from bonafix.repairs.actions.first import end_offer, publish_offer
from bonafix.repairs.passed import InspectionOffer
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
    text,
)


class OfferForm(ActorForm):
    """An offer to new customers."""

    brand = choice(gettext_lazy("Brand"))
    product = choice(gettext_lazy("Product; left open: every one of the brand"), needed=False)
    region = text(
        gettext_lazy("Region; left empty: everywhere"),
        needed=False,
        hint=gettext_lazy("Its name with the city (成都市锦江区), or its division code."),
    )
    free = choice(gettext_lazy("What costs nothing, of the public price list"))
    first = day(gettext_lazy("Valid from"))
    last = day(gettext_lazy("Valid until, this day included"))

    def fill(self) -> None:
        """One's own brands, their products and prices."""
        brands = brand_choices(self.actor)
        ids = [one for one, _title in brands]
        self.choose("brand", brands)
        products = Product.objects.filter(brand_id__in=ids).order_by("title")
        self.choose("product", [("", "—"), *((str(one.id), one.title) for one in products)])
        items = PriceItem.objects.filter(valid_to__isnull=True).order_by("code")
        self.choose("free", list(dict(items.values_list("code", "title")).items()))


def _current(actor: Actor, now: datetime) -> QuerySet[InspectionOffer]:
    own = [UUID(one) for one, _title in brand_choices(actor)]
    rows = InspectionOffer.objects.filter(valid_to__gt=now, brand_id__in=own)
    return rows.select_related("brand", "product").order_by("valid_to", "id")


def _offers(actor: Actor, now: datetime) -> Table:
    rows = [
        Row(
            (
                one.brand.title,
                one.product.title if one.product else _("Every product"),
                _region(one.region_code),
                ", ".join(one.free),
                day_of(one.valid_from),
                day_of(one.valid_to - timedelta(seconds=1)),
            ),
            one.id,
            ("end",),
        )
        for one in _current(actor, now)
    ]
    return Table(
        (
            *(_("Brand"), _("Product"), _("Region"), _("Costs nothing")),
            *(_("Valid from"), _("Valid until")),
        ),
        rows,
        _("No offer yet. Inspections can be booked all the same, at the public price."),
    )


def _region(code: str) -> str:
    known = division(code) if code else None
    return f"{known.name} {code}" if known else _("Everywhere")


def _add(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    region = find(given["region"]).code if given["region"] else ""
    if given["region"] and not region:
        raise Invalid("region_unknown", "Please choose the region from the list.", field="region")
    publish_offer(
        actor,
        now,
        brand_id=UUID(given["brand"]),
        product_id=UUID(given["product"]) if given["product"] else None,
        region_code=region,
        free=(given["free"],),
        valid_from=midnight(given["first"]),
        valid_to=midnight(given["last"]) + timedelta(days=1),
    )
    return _("Published. Who is new is looked up for each inspection, and the customer is told.")


def _end(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    end_offer(actor, now, given["id"])
    return _("The offer has ended. What was granted stays free.")


INSPECTIONS = Section(
    "inspections",
    gettext_lazy("First inspections for nothing"),
    gettext_lazy("What a brand offers new customers, where, and on which days."),
    "offer.edit",
    _offers,
    lambda actor, now: _current(actor, now).count(),
    (
        Deed("add", gettext_lazy("Publish an offer"), _add, OfferForm),
        Deed(
            "end",
            gettext_lazy("End this offer"),
            _end,
            warn=gettext_lazy("From now on no new inspection is free under it."),
        ),
    ),
    needed=False,
)
