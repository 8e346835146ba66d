"""A brand's offer of a first inspection, and whom it is granted to: looked up, and said."""

from datetime import datetime
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.cases.models import Case
from bonafix.kit.clock import aware
from bonafix.kit.errors import Invalid, NotFound
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.queries import persons_of_number
from bonafix.people.sealing import unseal
from bonafix.places import division
from bonafix.products.models import Brand, Product
from bonafix.products.queries import prices_for
from bonafix.repairs.actions.moving import tell_customer
from bonafix.repairs.models import Repair
from bonafix.repairs.passed import FirstVisit, InspectionOffer
from bonafix.repairs.rules.first import GRANTED, Before, FirstOffer, offer_for, verdict
from bonafix.repairs.rules.kinds import INSPECTION

CALLED_OFF = ("cancelled", "merged", "abandoned")


def publish_offer(
    actor: Actor,
    now: datetime,
    *,
    brand_id: UUID,
    product_id: UUID | None,
    region_code: str,
    free: tuple[str, ...],
    valid_from: datetime,
    valid_to: datetime,
) -> InspectionOffer:
    """New customers of a brand get a first inspection for nothing on these days, in this region.

    `free`: the items of the brand's public price list that cost nothing then. `Invalid` for a
    product of another brand, a region that is in no list, no item, or days in the wrong order.
    """
    _may(actor, brand_id)
    if product_id and not Product.objects.filter(pk=product_id, brand_id=brand_id).exists():
        raise Invalid("product_unknown", "Please choose a product of this brand.", field="product")
    region = _region(region_code)
    if not free or not set(free) <= prices_for(None, brand_id, now).keys():
        raise Invalid(
            "free_unknown", "Please name items of the brand's public price list.", field="free"
        )
    if aware(valid_to) <= aware(valid_from):
        raise Invalid("bad_days", "The last day comes before the first.", field="last")
    with begin(actor, now) as act:
        row = InspectionOffer(
            brand_id=brand_id,
            product_id=product_id,
            region_code=region,
            free=sorted(set(free)),
            valid_from=valid_from,
            valid_to=valid_to,
            changed_at=now,
        )
        act.record("repairs.inspection_offered", ("brand", brand_id), rows=[row])
    return row


def _may(actor: Actor, brand_id: UUID) -> None:
    brand = Brand.objects.filter(pk=brand_id).first()
    own = frozenset({brand.party_id}) if brand else frozenset()
    require(actor, "offer.edit", Subject("offer", actor.operator_id, party_ids=own))
    if brand is None:
        raise Invalid("brand_unknown", "Please choose a brand of the list.", field="brand")


def _region(code: str) -> str:
    region = division(code) if code else None
    if code and (region is None or not region.current):
        raise Invalid("region_unknown", "Please choose the region from the list.", field="region")
    return region.code if region else ""


def end_offer(actor: Actor, now: datetime, offer_id: UUID) -> InspectionOffer:
    """No new inspection is free under it from now on; what was granted stays granted."""
    found = InspectionOffer.objects.select_related("brand").filter(pk=offer_id).first()
    if found is None:
        raise NotFound("no_such_offer", "There is no such offer.")
    own = frozenset({found.brand.party_id})
    require(actor, "offer.edit", Subject("offer", actor.operator_id, party_ids=own))
    with begin(actor, now) as act:
        row = act.lock(InspectionOffer, offer_id)
        if now < row.valid_to:
            row.valid_to, row.changed_at = max(now, row.valid_from), now
            act.record("repairs.inspection_offer_ended", ("brand", row.brand_id), rows=[row])
    return row


def decide_first(act: Act, case: Case, repair: Repair) -> FirstVisit | None:
    """Whether this inspection is free: looked up by the house alone, on record, and said.

    None where nobody offers it. Deciding twice is deciding once.
    """
    known = FirstVisit.objects.filter(case_id=case.id).first()
    if repair.kind != INSPECTION or known is not None:
        return known
    offer = offer_here(repair.brand_id, repair.product_id, repair.place_code, act.now)
    if offer is None:
        return None
    row = FirstVisit(
        case_id=case.id, offer_id=offer.id, verdict=verdict(_before(repair)), at=act.now
    )
    with act.by_system():
        body = {"offer": str(offer.id), "verdict": row.verdict}
        act.record("repairs.first_visit_decided", ("case", case.id), rows=[row], body=body)
    kind = "first_free" if row.verdict == GRANTED else "first_known"
    tell_customer(act, case, repair, kind, "1")
    return row


def offer_here(
    brand_id: UUID | None, product_id: UUID | None, place_code: str, at: datetime
) -> FirstOffer | None:
    """What the brand offers for this product in this place now."""
    if brand_id is None:
        return None
    rows = InspectionOffer.objects.filter(brand_id=brand_id, valid_from__lte=at, valid_to__gt=at)
    held = [
        FirstOffer(
            row.id,
            row.brand_id,
            row.product_id,
            row.region_code,
            frozenset(row.free),
            row.valid_from,
            row.valid_to,
        )
        for row in rows
    ]
    return offer_for(held, brand_id, product_id, place_code, at)


def _before(repair: Repair) -> list[Before]:
    """Earlier visits of this brand to whoever has this telephone: found by its keyed hash."""
    phone = repair.customer.phone
    number = unseal(bytes(phone)) if phone else None
    persons = {repair.customer_id, *(persons_of_number(number) if number else ())}
    rows = Repair.objects.filter(customer_id__in=persons, brand=repair.brand)
    rows = rows.exclude(case_id=repair.case_id)
    granted = set(
        FirstVisit.objects.filter(case_id__in=rows.values("case_id"), verdict=GRANTED).values_list(
            "case_id", flat=True
        )
    )
    return [
        Before(
            came=row.arrived_at is not None,
            free=row.case_id in granted,
            called_off=row.status in CALLED_OFF,
        )
        for row in rows
    ]
