"""`bonafix bundle` and `bonafix verify`: evidence out, and its check."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bonafix.cli.house import inside
from bonafix.cli.options import Subparsers, add_data
from bonafix.evidence.bundle import proofs, stamps, verifier
from bonafix.evidence.bundle.pack import own_verifier
from bonafix.evidence.rules import EDITIONS, check_release
from bonafix.kit.errors import Invalid, NotFound

if TYPE_CHECKING:
    from bonafix.operators.models import Operator


def register(subparsers: Subparsers) -> None:
    """Add the commands."""
    bundle = subparsers.add_parser("bundle", help="write what a case holds, for others to check")
    bundle.add_argument("case", metavar="CASE", help="the case number")
    bundle.add_argument("--edition", required=True, choices=EDITIONS)
    bundle.add_argument("-o", "--output", type=Path, required=True, metavar="F.zip")
    bundle.add_argument("--to", default="", help="the authority that is given a full edition")
    bundle.add_argument("--by", default="", help="the person who releases it")
    bundle.add_argument("--reason", default="", help="why a full edition is released")
    bundle.add_argument("--operator", metavar="SLUG", help="when several have this number")
    add_data(bundle)
    bundle.set_defaults(run=run_bundle)
    verify = subparsers.add_parser("verify", help="check a bundle; status 1 when a fault is found")
    verify.add_argument("bundle", metavar="F.zip")
    verify.add_argument("--key", required=True, metavar="K", help="public key: a file or 64 hex")
    verify.add_argument(
        "--authority", type=Path, metavar="PEM", help="certificates of the timestamp authority"
    )
    verify.set_defaults(run=run_verify)


def run_bundle(arguments: argparse.Namespace) -> int:
    """Writes the file, and says with which public key it is to be checked."""
    told = (arguments.edition, arguments.to, arguments.by, arguments.reason)
    release = check_release(*told)
    if arguments.output.exists():
        raise Invalid("output_exists", "The output file is there already; choose another name.")
    with inside(arguments.data):
        from bonafix.evidence.actions import ask_bundle, build_bundle, take_bundle
        from bonafix.operators.actors import Actor
        from bonafix.operators.keys import active_key
        from bonafix.operators.tenancy import act_as

        operator = operator_of(arguments.case, arguments.operator)
        with act_as(operator.id):
            system, now = Actor.system(operator.id), datetime.now(UTC)
            row = ask_bundle(system, now, arguments.case, release, queued=False)
            build_bundle(operator.id, now, row.id)
            with arguments.output.open("xb") as out:
                out.writelines(take_bundle(system, now, arguments.case, row.id))
            key = bytes(active_key(operator.id).public).hex()
    print(f"{arguments.output}: to be checked with `bonafix verify --key {key}`")
    return 0


def operator_of(number: str, slug: str | None) -> "Operator":
    """Whose case this is. `NotFound`; `Invalid` when several operators have the number."""
    from bonafix.cases.errors import NoSuchCase
    from bonafix.cases.queries import by_number
    from bonafix.operators.models import Operator
    from bonafix.operators.tenancy import act_as

    found = []
    for operator in Operator.objects.filter(**({"slug": slug} if slug else {})).order_by("slug"):
        with act_as(operator.id):
            try:
                by_number(number)
            except NoSuchCase:
                continue
        found.append(operator)
    if not found:
        raise NotFound("no_such_case", "There is no case with this number.")
    if len(found) > 1:
        raise Invalid("operator_needed", "Several operators have this number; use --operator.")
    return found[0]


def run_verify(arguments: argparse.Namespace) -> int:
    """0 when nothing is wrong, 1 with each fault and its member named. Needs no database."""
    times: list[str] = []
    try:
        roots = stamps.authorities(arguments.authority) if arguments.authority else []
        check = verifier.Check(arguments.bundle, proofs.public_key(arguments.key)).run()
        if roots:
            times = stamps.check_times(check, roots, datetime.now(UTC))
    except proofs.WrongUse as error:
        print(f"bonafix: {error}", file=sys.stderr)
        return 2
    carried = check.found.get(verifier.VERIFIER)
    if carried is not None and carried != own_verifier():
        check.fault(verifier.VERIFIER, "is not the verifier that this version of Bonafix carries")
    for line in times:
        print(line)
    return verifier.report(check)
