"""`bonafix packings FOLDER`: records of parcels from a folder, as a packing table leaves them.

Who is what stands in the folder's `packings.csv` (file, order, waybill, serials, kind, taken_at,
with a first line of names, UTF-8), or else in the files' names: ORDER.jpg, ORDER_WAYBILL.mp4,
ORDER_WAYBILL_shipping.mp4. Again over the same folder adds nothing twice.
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from bonafix.cli.house import inside
from bonafix.cli.options import Subparsers, add_data
from bonafix.cli.transfer import operator_named
from bonafix.kit.errors import BonafixError, Invalid

if TYPE_CHECKING:
    from bonafix.evidence.actions.packing import Parcel

TABLE: Final = "packings.csv"
COLUMNS: Final = frozenset({"file", "order", "waybill", "serials", "kind", "taken_at"})
SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".heic", ".mp4", ".mov", ".m4v", ".tif", ".tiff", ".gif"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is said about one file of the folder; texts as they stand there."""

    file: str
    order: str = ""
    waybill: str = ""
    serials: str = ""
    kind: str = "packing"
    taken_at: str = ""


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    one = subparsers.add_parser("packings", help="take in records of parcels from a folder")
    one.add_argument("folder", type=Path, metavar="FOLDER")
    one.add_argument("--merchant", required=True, metavar="NAME", help="its name or its id")
    one.add_argument("--operator", metavar="SLUG", help="needed where there are several")
    one.add_argument("--json", action="store_true", help="one line of JSON for each file")
    add_data(one)
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when every file was taken in or was there; 1 when some were not; 2 for no such folder."""
    lines = lines_of(arguments.folder)
    with inside(arguments.data):
        from bonafix.operators.tenancy import act_as

        operator = operator_named(arguments.operator)
        with act_as(operator.id):
            merchant = _merchant(arguments.merchant)
            told = [_take(operator.id, merchant, arguments.folder, one) for one in lines]
    for file, status, why in told:
        if arguments.json:
            print(json.dumps({"file": file, "status": status, "why": why}, ensure_ascii=False))
        elif why:
            print(f"{file}: {why}", file=sys.stderr)
    counts = {word: sum(s == word for _f, s, _w in told) for word in ("new", "known", "refused")}
    said = ", ".join(f"{number} {word}" for word, number in counts.items())
    print(f"{len(told)} files: {said}", file=sys.stderr)
    return 1 if counts["refused"] else 0


def lines_of(folder: Path) -> list[Line]:
    """One line for each file, by the table when there is one. `Invalid` says what is wrong."""
    if not folder.is_dir():
        raise Invalid("no_folder", "There is no folder %(name)s.", name=str(folder))
    table = folder / TABLE
    found = list(_tabled(table)) if table.exists() else list(_named(folder))
    if not found:
        raise Invalid("no_files", "There are no pictures or clips in %(name)s.", name=str(folder))
    return found


def _tabled(table: Path) -> Iterator[Line]:
    with table.open(encoding="utf-8-sig", newline="") as source:
        rows = csv.DictReader(source)
        names = set(rows.fieldnames or ())
        if "file" not in names or not names <= COLUMNS:
            raise Invalid(
                "bad_table",
                "The first line of %(name)s names columns: file and any of %(columns)s.",
                name=TABLE,
                columns=", ".join(sorted(COLUMNS - {"file"})),
            )
        for row in rows:
            given = {key: (row.get(key) or "").strip() for key in names}
            yield Line(**{**given, "kind": given.get("kind") or "packing"})


def _named(folder: Path) -> Iterator[Line]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            parts = path.stem.split("_")
            kind = "shipping" if parts[-1] == "shipping" else "packing"
            rest = parts[:-1] if parts[-1] in ("shipping", "packing") else parts
            # A last small number only tells two files of one parcel apart.
            if len(rest) > 1 and re.fullmatch(r"\d{1,3}", rest[-1]):
                rest = rest[:-1]
            yield Line(path.name, rest[0], "_".join(rest[1:]), "", kind)


def _take(operator_id: UUID, merchant: UUID, folder: Path, line: Line) -> tuple[str, str, str]:
    from bonafix.evidence.actions.packing import add_packing
    from bonafix.kit.clock import now
    from bonafix.operators.actors import Actor

    path = folder / line.file
    # A table names files of its own folder, nothing else of this machine.
    if path.parent != folder or not path.is_file() or path.is_symlink():
        return line.file, "refused", "there is no such file in the folder"
    try:
        with path.open("rb") as content:
            actor = Actor.system(operator_id)
            _row, new = add_packing(actor, now(), merchant, _parcel(line), content)
    except BonafixError as error:
        return line.file, "refused", error.sentence()
    return line.file, "new" if new else "known", ""


def _parcel(line: Line) -> "Parcel":
    from bonafix.evidence.actions.packing import Parcel
    from bonafix.evidence.parcels import Told
    from bonafix.kit.clock import parse_instant

    told = Told(line.order, line.waybill, tuple(line.serials.split()))
    return Parcel(line.kind, told, parse_instant(line.taken_at) if line.taken_at else None)


def _merchant(named: str) -> UUID:
    from bonafix.people.models import Party, PartyRole

    ids = set(
        PartyRole.objects.filter(role="merchant", until=None).values_list("party_id", flat=True)
    )
    rows = [one for one in Party.objects.filter(id__in=ids) if named in (one.title, str(one.id))]
    if len(rows) != 1:
        raise Invalid("which_merchant", "There is no merchant %(name)s, or several.", name=named)
    return rows[0].id
