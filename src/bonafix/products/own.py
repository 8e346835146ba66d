"""What products hold about a person, for that person."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.kit.clock import format_instant
from bonafix.products.models import SoldUnit

TABLES: Final = frozenset({SoldUnit._meta.db_table})


class UnitData:
    """The pieces that are registered as this person's."""

    name = "products"
    tables = TABLES

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """Each unit with its product, numbers and dates; `None` for a date nobody gave."""
        rows = SoldUnit.objects.filter(owner_id=party_id).select_related("product").order_by("id")
        return {
            "units": [
                {
                    "sku": row.product.sku,
                    "product": row.product.title,
                    "serial": row.serial,
                    "order": row.order_ref,
                    "sold": _instant(row.sold_at),
                    "installed": _instant(row.installed_at),
                }
                for row in rows
            ]
        }


def _instant(value: datetime | None) -> str | None:
    return format_instant(value) if value else None
