"""Contributors made of rows: whatever a package holds under a case's id, as the record has it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from bonafix.cases.models import CaseParty
from bonafix.evidence.registry import Part
from bonafix.evidence.rules import mask
from bonafix.kit.sealing import header, opening
from bonafix.ledger.fields import SealedField
from bonafix.ledger.images import column_image, recorded_fields
from bonafix.ledger.models import Recorded
from bonafix.people.models import Party
from bonafix.people.sealing import keys_of

# Columns with codes and links that open something: in no edition.
SECRETS: Final = frozenset(
    {("notices_notice", "secret"), ("notices_notice", "text"), ("repairs_repair", "door_code")}
)


class CaseRows:
    """All rows of some tables with this case's id; `files` are columns that name a file."""

    def __init__(
        self, name: str, models: Sequence[type[Recorded]], files: Sequence[str] = ()
    ) -> None:
        self.name = name
        self.tables = frozenset(model._meta.db_table for model in models)
        self._models, self._files = models, files

    def part_of(self, case_id: UUID, *, full: bool) -> Part:
        """Every row, by table."""
        tables, files = {}, set()
        for model in self._models:
            key = "id" if model._meta.label == "cases.Case" else "case_id"
            rows = list(model._default_manager.filter(**{key: case_id}).order_by("id"))
            tables[model._meta.db_table] = shown(rows, full=full)
            files |= {getattr(row, name, None) for row in rows for name in self._files}
        return Part(tables, frozenset(one for one in files if isinstance(one, UUID)))


class CasePeople:
    """The parties that had a share in the case."""

    name = "people"
    tables = frozenset({Party._meta.db_table})

    def part_of(self, case_id: UUID, *, full: bool) -> Part:
        """One row for each party."""
        ids = CaseParty.objects.filter(case_id=case_id).values("party_id")
        rows = list(Party.objects.filter(id__in=ids).order_by("id"))
        return Part({Party._meta.db_table: shown(rows, full=full)})


def shown(rows: Iterable[Recorded], *, full: bool) -> list[dict[str, Any]]:
    """Rows as JSON values: columns as the record has them, sealed ones by `_cell`."""
    return [
        {
            "id": str(row.pk),
            **{
                one.attname: _cell(
                    getattr(row, one.attname), (row._meta.db_table, one.attname), full=full
                )
                if isinstance(one, SealedField)
                else column_image(one, getattr(row, one.attname))
                for one in recorded_fields(type(row))
            },
        }
        for row in rows
    ]


def _cell(
    blob: bytes | memoryview | None, column: tuple[str, str], *, full: bool
) -> dict[str, Any] | None:
    """Commitment and text of a sealed cell; the salt too when `full`, nothing once erased."""
    if blob is None:
        return None
    head = header(bytes(blob))
    told: dict[str, Any] = {"sealed": head.commitment.hex(), "owner": str(head.owner)}
    if column in SECRETS:
        return {**told, "withheld": True}
    key = keys_of([head.owner]).get(head.owner)
    if key is None:
        return {**told, "erased": True}
    salt, text = opening(key, bytes(blob))
    return {**told, "text": text, "salt": salt.hex()} if full else {**told, "masked": mask(text)}
