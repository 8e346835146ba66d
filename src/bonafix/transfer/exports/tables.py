"""Every table of the house as JSON lines: sealed cells opened, secrets left out. Reads only."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Field, Model
from psycopg.types.range import Range

from bonafix.kit.clock import format_instant
from bonafix.ledger.fields import SealedField
from bonafix.ledger.models import Anchor, Entry, Recorded
from bonafix.people.sealing import unseal_many

# What is no data but a secret, or means nothing without this installation; each with its reason.
LEFT_OUT: Final = {
    ("people_personkey", "wrapped"): "a key of this installation",
    ("people_party", "phone_hash"): "follows from the phone, under a key of this installation",
    ("files_classkey", "wrapped"): "a key of this installation",
    ("files_storedfile", "wrapped_key"): "a key of this installation",
    ("files_storedfile", "object_name"): "where the bytes lie here",
    ("repairs_repair", "door_code"): "opens the door while the repair is open",
}
CHUNK: Final = 2_000


def exported() -> list[type[Model]]:
    """All tables with state, by name, and the record itself with its anchors."""
    state = [m for m in apps.get_models() if issubclass(m, Recorded) and not m._meta.abstract]
    return [*sorted(state, key=lambda model: model._meta.db_table), Entry, Anchor]


def json_lines(model: type[Model], operator_id: UUID) -> Iterator[bytes]:
    """One line for each row of the operator, in the order of its keys."""
    table = model._meta.db_table
    fields = [f for f in model._meta.concrete_fields if (table, f.attname) not in LEFT_OUT]
    last: Any = None
    while True:
        rows = model._default_manager.filter(operator_id=operator_id).order_by("pk")
        found = list((rows if last is None else rows.filter(pk__gt=last))[:CHUNK])
        if not found:
            return
        opened = _opened(found, fields)
        for place, row in enumerate(found):
            told = {f.attname: _value(f, row, opened.get((place, f.attname))) for f in fields}
            yield json.dumps(told, ensure_ascii=False).encode() + b"\n"
        last = found[-1].pk


def _opened(rows: list[Any], fields: "list[Field[Any, Any]]") -> dict[tuple[int, str], str | None]:
    places = [
        (place, field.attname)
        for place in range(len(rows))
        for field in fields
        if isinstance(field, SealedField)
    ]
    texts = unseal_many(getattr(rows[place], name) for place, name in places)
    return dict(zip(places, texts, strict=True))


def _value(field: "Field[Any, Any]", row: Any, text: str | None) -> Any:
    if isinstance(field, SealedField):
        return text
    value = getattr(row, field.attname)
    if isinstance(row, Entry) and field.attname == "body":
        return json.loads(bytes(value))
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, UUID | date | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, Range):
        return [_plain(value.lower), _plain(value.upper)]
    return value
