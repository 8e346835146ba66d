"""`bonafix providers import|list|end`: who is behind a provider's code in labels."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from bonafix.cli.house import inside
from bonafix.cli.options import Subparsers, add_data
from bonafix.cli.trust import one_operator, read_small
from bonafix.kit.errors import NotFound


def register(subparsers: Subparsers) -> None:
    """Add the commands."""
    providers = subparsers.add_parser("providers", help="legal entities behind codes in labels")
    verbs = providers.add_subparsers(dest="verb", required=True)
    take = verbs.add_parser("import", help="take in a table (CSV or TSV), whole or not at all")
    take.add_argument("file", type=Path, metavar="FILE")
    shown = verbs.add_parser("list", help="the entries, ended ones too")
    end = verbs.add_parser("end", help="an entry says nothing any more from today on")
    end.add_argument("id", metavar="ID", help="as `bonafix providers list` shows it")
    for one in (take, shown, end):
        one.add_argument("--operator", metavar="SLUG", help="where there are several")
        add_data(one)
    providers.set_defaults(run=run_providers)


def run_providers(arguments: argparse.Namespace) -> int:
    """Prints each entry that is concerned: id, code, from, until, mark, name, source."""
    content = read_small(arguments.file) if arguments.verb == "import" else b""
    with inside(arguments.data):
        for line in answer(arguments, content, datetime.now(UTC)):
            print(line)
    return 0


def answer(arguments: argparse.Namespace, content: bytes, now: datetime) -> list[str]:
    """What is done, inside the house, and a line for each entry that is concerned."""
    from bonafix.evidence.actions.providers import end_provider, import_providers
    from bonafix.evidence.queries import providers
    from bonafix.operators.actors import Actor
    from bonafix.operators.tenancy import act_as

    operator = one_operator(arguments.operator)
    with act_as(operator.id):
        system = Actor.system(operator.id)
        if arguments.verb == "import":
            rows = import_providers(system, now, content)
        elif arguments.verb == "end":
            rows = [end_provider(system, now, _id(arguments.id))]
        else:
            rows = providers()
    until = {row.id: row.until.isoformat() if row.until else "" for row in rows}
    return [
        "\t".join(
            (
                str(row.id),
                row.uscc,
                row.since.isoformat(),
                until[row.id],
                row.mark,
                row.name,
                row.source,
            )
        )
        for row in rows
    ]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(
            "no_such_provider", "There is no such entry of the table of providers."
        ) from error
