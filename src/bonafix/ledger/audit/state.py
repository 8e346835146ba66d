"""State rows are what the record says: folded from the entries and compared."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps

from bonafix.kit.sealing import header
from bonafix.ledger.audit.faults import Report
from bonafix.ledger.fields import SealedField
from bonafix.ledger.images import column_image, image, recorded_fields
from bonafix.ledger.models import Recorded

Rows = dict[str, dict[str, Any]]


class Fold:
    """The tables as the entries describe them."""

    def __init__(self) -> None:
        self.tables: dict[str, Rows] = {}

    def take(self, body: bytes, where: str, report: Report) -> None:
        """Apply the row images of one entry."""
        try:
            images = json.loads(body)["rows"]
        except (ValueError, KeyError, TypeError):
            report.fault("body", where, "the body of this entry cannot be read")
            return
        for one in images:
            self.tables.setdefault(one["table"], {}).setdefault(one["id"], {}).update(one["set"])


def recorded_models() -> Iterator[type[Recorded]]:
    """Every concrete table of state."""
    for model in apps.get_models():
        if issubclass(model, Recorded) and not model._meta.abstract:
            yield model


def check_state(operator_id: UUID, fold: Fold, report: Report) -> None:
    """Compare every row of every table with the record, both ways."""
    for model in recorded_models():
        told = fold.tables.pop(model._meta.db_table, {})
        rows = model._default_manager.filter(operator_id=operator_id)
        for row in rows.iterator(chunk_size=2000):
            report.rows += 1
            _compare(row, told.pop(str(row.pk), None), report)
        for missing in told:
            report.fault(
                "row", f"{model._meta.db_table}:{missing}", "on record, and no longer in the table"
            )
    for table in fold.tables:
        report.fault("table", table, "on record, and not a table of this version")


def _compare(row: Recorded, told: dict[str, Any] | None, report: Report) -> None:
    where = f"{row._meta.db_table}:{row.pk}"
    if told is None:
        report.fault("row", where, "in the table, and never put on record")
        return
    now, unsaid = image(row), defaults(type(row))
    for column in sorted(now.keys() | told.keys()):
        if now.get(column) != told.get(column, unsaid.get(column)):
            report.fault("row", f"{where}.{column}", "differs from the record")


@cache
def defaults(model: type[Recorded]) -> dict[str, Any]:
    """What a column holds of which the record says nothing: it is younger than the row."""
    return {
        field.attname: column_image(field, field.get_default())
        for field in recorded_fields(model)
        if field.has_default() or field.null
    }


def sealed_cells(operator_id: UUID) -> Iterator[tuple[str, bytes]]:
    """Every sealed cell of the operator, with the name of its place."""
    for model in recorded_models():
        columns = [f.attname for f in model._meta.concrete_fields if isinstance(f, SealedField)]
        if not columns:
            continue
        rows = model._default_manager.filter(operator_id=operator_id).values_list("pk", *columns)
        for pk, *cells in rows.iterator(chunk_size=2000):
            for column, cell in zip(columns, cells, strict=True):
                if cell is not None:
                    yield f"{model._meta.db_table}:{pk}.{column}", bytes(cell)


def owner_of(cell: bytes) -> UUID:
    """Whose key seals this cell."""
    return header(cell).owner
