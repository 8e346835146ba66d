"""What the record says about a row: its columns, sealed ones as commitments."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Field, Model
from psycopg.types.range import Range

from bonafix.kit.clock import format_instant
from bonafix.ledger.fields import SealedField, commitment

# RFC 8785 numbers are doubles: beyond this, what is read back may be another number.
EXACT = 2**53


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
    """A column's value as RFC 8785 can hold it. TypeError for what cannot be recorded."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return _exact(value)
    if isinstance(value, UUID | date | Decimal):
        return format_instant(value) if isinstance(value, datetime) else str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, Range):
        return [plain(value.lower), plain(value.upper), value.bounds]
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"a {type(value).__name__} cannot be put on record")


def _exact(number: float) -> float:
    if not -EXACT < number < EXACT:
        raise TypeError("this number cannot be put on record exactly")
    return number


def column_image(field: "Field[Any, Any]", value: Any) -> Any:
    """One column as the record shows it."""
    if isinstance(field, SealedField):
        return commitment(value)
    # Some fields take convenient Python values; the record holds what is stored.
    return plain(field.to_python(value) if not isinstance(value, Range) else value)


def recorded_fields(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns of a table that the record rebuilds: all but those it says it leaves out."""
    left_out = getattr(model, "unrecorded", {})
    return [field for field in model._meta.concrete_fields if field.attname not in left_out]


def image(row: Model) -> dict[str, Any]:
    """The whole row, column by column."""
    return {
        field.attname: column_image(field, getattr(row, field.attname))
        for field in recorded_fields(type(row))
    }
