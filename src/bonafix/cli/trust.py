"""`bonafix trust import|list|remove`: whom an operator trusts as signer of Content Credentials."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from bonafix.cli.house import inside
from bonafix.cli.options import Subparsers, add_data
from bonafix.kit.clock import format_instant
from bonafix.kit.errors import Invalid, NotFound

if TYPE_CHECKING:
    from bonafix.operators.models import Operator


def register(subparsers: Subparsers) -> None:
    """Add the commands."""
    trust = subparsers.add_parser("trust", help="signers of Content Credentials that are trusted")
    verbs = trust.add_subparsers(dest="verb", required=True)
    take = verbs.add_parser("import", help="trust the signers of a list (PEM, PKCS#7, DER, JSON)")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--title", default="", help="what the list is called")
    shown = verbs.add_parser("list", help="the lists that hold")
    remove = verbs.add_parser("remove", help="trust the signers of a list no more")
    remove.add_argument("id", metavar="ID", help="as `bonafix trust list` shows it")
    for one in (take, shown, remove):
        one.add_argument("--operator", metavar="SLUG", help="where there are several")
        add_data(one)
    trust.set_defaults(run=run_trust)


def run_trust(arguments: argparse.Namespace) -> int:
    """Prints each list that is concerned: id, day, number of certificates, SHA-256, title."""
    content = read_small(arguments.file) if arguments.verb == "import" else b""
    with inside(arguments.data):
        for line in answer(arguments, content, datetime.now(UTC)):
            print(line)
    return 0


def answer(arguments: argparse.Namespace, content: bytes, now: datetime) -> list[str]:
    """What is done, inside the house, and a line for each list that is concerned."""
    from bonafix.evidence.actions.trust import import_trust, remove_trust
    from bonafix.evidence.queries import trust_lists
    from bonafix.operators.actors import Actor
    from bonafix.operators.tenancy import act_as

    operator = one_operator(arguments.operator)
    with act_as(operator.id):
        system = Actor.system(operator.id)
        if arguments.verb == "import":
            title = arguments.title or arguments.file.name
            rows = [import_trust(system, now, title, content)]
        elif arguments.verb == "remove":
            rows = [remove_trust(system, now, _id(arguments.id))]
        else:
            rows = trust_lists()
    return [
        "\t".join(
            (
                str(row.id),
                format_instant(row.added_at),
                str(row.certificates),
                bytes(row.sha256).hex(),
                row.title,
            )
        )
        for row in rows
    ]


def read_small(path: Path) -> bytes:
    """At most ten megabytes and a byte of a file. `Invalid` for what cannot be read."""
    try:
        if not path.is_file():
            raise OSError
        with path.open("rb") as file:
            return file.read((10 << 20) + 1)
    except (OSError, ValueError) as error:
        raise Invalid(
            "unreadable", "%(path)s: this file cannot be read.", path=str(path)
        ) from error


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("no_such_list", "There is no such trust list.") from error


def one_operator(slug: str | None) -> "Operator":
    """The operator of that name, or the only one. `NotFound`, `Invalid`."""
    from bonafix.operators.models import Operator

    found = list(Operator.objects.filter(**({"slug": slug} if slug else {})).order_by("slug")[:2])
    if not found:
        raise NotFound("no_such_operator", "There is no such operator.")
    if len(found) > 1:
        raise Invalid("operator_needed", "There are several operators; use --operator.")
    return found[0]
