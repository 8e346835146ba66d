"""Whether an inspection is free as the first one, in words: for the customer, and for the desk."""

from datetime import datetime
from typing import Any

from bonafix.products.models import Product
from bonafix.repairs.actions.first import offer_here
from bonafix.repairs.models import Repair
from bonafix.repairs.passed import FirstVisit
from bonafix.repairs.rules.first import GRANTED
from bonafix.repairs.rules.kinds import INSPECTION


def first_of(repair: Repair) -> dict[str, Any] | None:
    """What was decided about this inspection; None where nobody offers anything."""
    row = FirstVisit.objects.select_related("offer__brand").filter(case_id=repair.case_id).first()
    if row is None:
        return None
    return {
        "granted": row.verdict == GRANTED,
        "brand": row.offer.brand.title,
        "until": row.offer.valid_to,
        "at": row.at,
    }


def first_offered(
    product: Product | None, kind: str, place_code: str, at: datetime
) -> dict[str, Any] | None:
    """What is offered before anything is sent. Whether somebody is new is not said here: a form
    that anybody can fill in would tell of every number whose it is."""
    if product is None or kind != INSPECTION:
        return None
    found = offer_here(product.brand_id, product.id, place_code, at)
    return {"brand": product.brand.title, "until": found.until} if found else None
