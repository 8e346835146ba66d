"""`bonafix import` and `bonafix export`: the same as the pages, at the console."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bonafix.cli.house import inside
from bonafix.cli.options import Subparsers, add_data
from bonafix.kit.errors import BonafixError, Invalid
from bonafix.transfer.errors import FileUnreadable
from bonafix.transfer.reading.limits import MAX_BYTES
from bonafix.transfer.rules.tables import KINDS

if TYPE_CHECKING:
    from bonafix.operators.models import Operator


def register(subparsers: Subparsers) -> None:
    """Add both commands."""
    into = subparsers.add_parser(
        "import", help="bring in a table (.xlsx, .csv); without --apply only look at it"
    )
    into.add_argument("kind", choices=list(KINDS), metavar="KIND", help=", ".join(KINDS))
    into.add_argument("file", type=Path, metavar="FILE")
    into.add_argument("--apply", action="store_true", help="bring the usable rows in")
    into.add_argument("--rejected", type=Path, metavar="FILE", help="write the other rows there")
    into.add_argument("--json", action="store_true", help="the result as JSON")
    into.set_defaults(run=run_import)
    out = subparsers.add_parser("export", help="take data elsewhere: all, a kind, or one party")
    out.add_argument("what", choices=["all", "party", *KINDS], metavar="WHAT")
    out.add_argument("--party", metavar="ID", help="the party whose own data it is")
    out.add_argument("-o", dest="to", type=Path, required=True, metavar="FILE")
    out.set_defaults(run=run_export)
    for parser in (into, out):
        parser.add_argument("--operator", metavar="SLUG", help="needed where there are several")
        add_data(parser)


def operator_named(slug: str | None) -> "Operator":
    """The operator of this short name; without one the only one there is."""
    from bonafix.operators.models import Operator

    rows = list(Operator.objects.order_by("slug"))
    if slug is None and len(rows) == 1:
        return rows[0]
    for row in rows:
        if row.slug == slug:
            return row
    raise Invalid(
        "which_operator",
        "Say which operator with --operator: %(names)s.",
        names=", ".join(row.slug for row in rows) or "none yet",
    )


def run_import(arguments: argparse.Namespace) -> int:
    """0 when every row is usable, 1 when some are not, 2 when the file cannot be used."""
    if arguments.file.stat().st_size > MAX_BYTES:
        raise FileUnreadable("too_big")
    content = arguments.file.read_bytes()
    with inside(arguments.data):
        from bonafix.operators.tenancy import act_as

        operator = operator_named(arguments.operator)
        with act_as(operator.id):
            return _import(operator, arguments, content)


def _import(operator: "Operator", arguments: argparse.Namespace, content: bytes) -> int:
    from bonafix.kit.clock import now
    from bonafix.transfer import console

    result = console.bring(operator.id, now, arguments.kind, content, apply=arguments.apply)
    if arguments.rejected:
        form = "xlsx" if arguments.rejected.suffix == ".xlsx" else "csv"
        arguments.rejected.write_bytes(console.rejected_table(result, form))
    told: dict[str, Any] = console.told(result)
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        for line in told["wrong"]:
            print(f"{line['row']}\t{line['column']}\t{line['text']}")
        counts = ", ".join(f"{number} {word}" for word, number in told["counts"].items())
        done = "brought in" if arguments.apply else "looked at, nothing changed"
        print(f"{told['rows']} rows {done}: {counts}", file=sys.stderr)
    return 1 if told["counts"]["wrong"] else 0


def run_export(arguments: argparse.Namespace) -> int:
    """Writes FILE, readable by its owner only."""
    if (arguments.what == "party") != bool(arguments.party):
        raise Invalid("which_party", "`export party` needs --party ID, and nothing else takes it.")
    with inside(arguments.data):
        from bonafix.operators.tenancy import act_as

        operator = operator_named(arguments.operator)
        with act_as(operator.id):
            _export(operator, arguments)
    return 0


def _export(operator: "Operator", arguments: argparse.Namespace) -> None:
    from bonafix.kit.clock import now
    from bonafix.transfer import console

    content = console.export(operator.id, now(), arguments.what, arguments.party)
    try:
        arguments.to.touch(mode=0o600)
        arguments.to.write_bytes(content)
    except IsADirectoryError as error:
        raise BonafixError("not_a_file", "This is a folder: give the name of a file.") from error
