"""Registering a sold unit."""

from datetime import datetime
from uuid import UUID

from bonafix.kit.clock import aware
from bonafix.ledger.acts import Act
from bonafix.products.actions.checks import allow, clean, get, record_new
from bonafix.products.errors import AlreadyThere, UnitUnnamed
from bonafix.products.models import Brand, Product, SoldUnit


def register_sold_unit(
    act: Act,
    *,
    product_id: UUID,
    serial: str = "",
    order_ref: str = "",
    owner_id: UUID | None = None,
    sold_at: datetime | None = None,
    installed_at: datetime | None = None,
) -> SoldUnit:
    """One piece that was sold, known by its serial number, its order or its owner.

    A serial number is one of its kind within a product. It has a stream of its own, so
    that registering many does not queue up. Raises NotAllowed, NoSuchThing, BadText,
    UnitUnnamed, AlreadyThere.
    """
    product = get(Product, product_id)
    allow(act, "unit.register", brand=get(Brand, product.brand_id))
    unit = SoldUnit(
        operator_id=act.operator_id,
        product_id=product_id,
        serial=clean(serial, "serial", 60, optional=True),
        order_ref=clean(order_ref, "order_ref", 60, optional=True),
        owner_id=owner_id,
        sold_at=aware(sold_at) if sold_at else None,
        installed_at=aware(installed_at) if installed_at else None,
        changed_at=act.now,
    )
    if not (unit.serial or unit.order_ref or owner_id):
        raise UnitUnnamed
    record_new(act, "products.unit_registered", ("sold_unit", unit.id), [unit], AlreadyThere())
    return unit
