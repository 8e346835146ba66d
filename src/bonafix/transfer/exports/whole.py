"""The whole data set of an operator as one ZIP: part after part, each counted."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final
from uuid import UUID

from bonafix.kit.clock import format_instant
from bonafix.transfer.exports import forms, tables
from bonafix.transfer.rules.tables import KINDS
from bonafix.transfer.writing import as_csv, title_of

README: Final = """Bonafix 诚修: everything that one operator has here.

forms/    one CSV for each kind that can be brought in again (bonafix import KIND FILE)
tables/   every table, one JSON object a line; sealed cells in plain words, null where erased
manifest.json   each file with its rows and its SHA-256; what was left out, and why

Files in custody are listed in tables/files_storedfile.jsonl; a backup holds their bytes.
These are personal data in plain text: keep them as such, and destroy them after use.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the ZIP that was written."""

    name: str
    rows: int
    sha256: str


def count_parts() -> int:
    """How many files with data there will be."""
    return len(KINDS) + len(tables.exported())


def write(target: IO[bytes], operator_id: UUID, now: datetime) -> Iterator[Part]:
    """Write the ZIP; yields each part when it is done. Each table is read as it is then."""
    parts: list[Part] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for kind in KINDS:
            parts.append(_form(archive, kind, now))
            yield parts[-1]
        for model in tables.exported():
            name = f"tables/{model._meta.db_table}.jsonl"
            parts.append(_lines(archive, name, tables.json_lines(model, operator_id)))
            yield parts[-1]
        archive.writestr("README.txt", README)
        archive.writestr("manifest.json", _manifest(parts, operator_id, now))


def _form(archive: zipfile.ZipFile, kind: str, now: datetime) -> Part:
    head = [title_of(column) for column in KINDS[kind].columns]
    rows = list(forms.lines(kind, now))
    content = as_csv(head, rows)
    archive.writestr(f"forms/{kind}.csv", content)
    return Part(f"forms/{kind}.csv", len(rows), hashlib.sha256(content).hexdigest())


def _lines(archive: zipfile.ZipFile, name: str, lines: Iterator[bytes]) -> Part:
    digest, rows = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as out:
        for line in lines:
            out.write(line)
            digest.update(line)
            rows += 1
    return Part(name, rows, digest.hexdigest())


def _manifest(parts: list[Part], operator_id: UUID, now: datetime) -> str:
    told = {
        "operator": str(operator_id),
        "at": format_instant(now),
        "files": [{"name": p.name, "rows": p.rows, "sha256": p.sha256} for p in parts],
        "left_out": [
            {"table": table, "column": column, "why": why}
            for (table, column), why in sorted(tables.LEFT_OUT.items())
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
