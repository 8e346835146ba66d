"""Adding brands, goods and faults."""

from collections.abc import Iterable
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.products.actions.checks import allow, clean, get, has_role, record_new
from bonafix.products.errors import AlreadyThere, BadMinutes, NotServing
from bonafix.products.models import Brand, Fault, Product


def add_brand(act: Act, *, party_id: UUID, title: str, title_en: str = "") -> Brand:
    """A brand, spoken for by an organisation that has the role `brand`.

    Raises NotAllowed, BadText, NotServing, AlreadyThere.
    """
    allow(act, "catalogue.edit")
    if not has_role(party_id, ["brand"], act.now):
        raise NotServing
    brand = Brand(
        operator_id=act.operator_id,
        party_id=party_id,
        title=clean(title, "title", 120),
        title_en=clean(title_en, "title_en", 120, optional=True),
        changed_at=act.now,
    )
    record_new(act, "products.brand_added", ("party", party_id), [brand], AlreadyThere())
    return brand


def add_product(
    act: Act, *, brand_id: UUID, sku: str, title: str, category: str, title_en: str = ""
) -> Product:
    """A kind of goods; the SKU is one of its kind within the operator.

    Raises NotAllowed, NoSuchThing, BadText, AlreadyThere.
    """
    brand = get(Brand, brand_id)
    allow(act, "catalogue.edit", brand=brand)
    product = Product(
        operator_id=act.operator_id,
        brand_id=brand_id,
        sku=clean(sku, "sku", 60),
        title=clean(title, "title", 120),
        title_en=clean(title_en, "title_en", 120, optional=True),
        category=clean(category, "category", 40),
        changed_at=act.now,
    )
    stream = ("operator", act.operator_id)
    record_new(act, "products.product_added", stream, [product], AlreadyThere())
    return product


def add_fault(
    act: Act,
    *,
    category: str,
    code: str,
    title: str,
    minutes: int,
    skills: Iterable[str] = (),
    urgent_allowed: bool = False,
    title_en: str = "",
) -> Fault:
    """What can be wrong with a category of goods: how long it takes, and which skills.

    Raises NotAllowed, BadText, BadMinutes, AlreadyThere.
    """
    allow(act, "catalogue.edit")
    if not 1 <= minutes <= 24 * 60:
        raise BadMinutes
    fault = Fault(
        operator_id=act.operator_id,
        category=clean(category, "category", 40),
        code=clean(code, "code", 40),
        title=clean(title, "title", 120),
        title_en=clean(title_en, "title_en", 120, optional=True),
        minutes=minutes,
        skills=sorted({clean(skill, "skills", 40) for skill in skills}),
        urgent_allowed=urgent_allowed,
        changed_at=act.now,
    )
    stream = ("operator", act.operator_id)
    record_new(act, "products.fault_added", stream, [fault], AlreadyThere())
    return fault
