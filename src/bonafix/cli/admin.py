"""`bonafix found`, `key`, `revoke`, `rotate` and `reindex`: what the owner does at the console."""

import argparse

from bonafix.cli.engine import engine
from bonafix.cli.options import Subparsers, add_data

SCOPES = ("repairs:read", "repairs:write", "visits:write", "claims:read", "claims:write")


def register(subparsers: Subparsers) -> None:
    """Add the commands."""
    found = subparsers.add_parser("found", help="found an operator and its first administrator")
    found.add_argument("slug", help="short name in small letters, such as locks")
    found.add_argument("name", help="the name that customers read")
    found.add_argument("domain", help="the host name it answers at")
    found.add_argument("admin", help="log-in name of the administrator, such as admin@locks.cn")
    add_data(found)
    found.set_defaults(run=run_found)
    key = subparsers.add_parser("key", help="make an API key for a connected system")
    key.add_argument("slug", help="the operator's short name")
    key.add_argument("title", help="whose system it is")
    key.add_argument(
        "--outlet",
        action="store_true",
        help="for the own system of the outlet with exactly this title",
    )
    key.add_argument("--scope", action="append", choices=SCOPES, required=True)
    add_data(key)
    key.set_defaults(run=run_key)
    revoke = subparsers.add_parser("revoke", help="end an API key, or all links of a case")
    revoke.add_argument("slug", help="the operator's short name")
    what = revoke.add_mutually_exclusive_group(required=True)
    what.add_argument("--key", metavar="BEGINNING", help="how the key begins: bfx_ and 12 signs")
    what.add_argument("--links", metavar="CASE", help="the number of the case")
    add_data(revoke)
    revoke.set_defaults(run=run_revoke)
    rotate = subparsers.add_parser("rotate", help="a new version of the master key")
    add_data(rotate)
    rotate.set_defaults(run=run_rotate)
    reindex = subparsers.add_parser("reindex", help="make the codes of all searched pictures anew")
    add_data(reindex)
    reindex.set_defaults(run=run_reindex)


def run_found(arguments: argparse.Namespace) -> int:
    """Prints log-in name and password once."""
    words = [arguments.slug, arguments.name, arguments.domain, arguments.admin]
    return _manage(arguments, "found", *words)


def run_key(arguments: argparse.Namespace) -> int:
    """Prints the key once."""
    scopes = [word for scope in arguments.scope for word in ("--scope", scope)]
    scopes += ["--outlet"] if arguments.outlet else []
    return _manage(arguments, "key", arguments.slug, arguments.title, *scopes)


def run_revoke(arguments: argparse.Namespace) -> int:
    """Says what ended; 2 when there is no such key or case."""
    what = ["--key", arguments.key] if arguments.key else ["--links", arguments.links]
    return _manage(arguments, "revoke", arguments.slug, *what)


def run_rotate(arguments: argparse.Namespace) -> int:
    """Wraps every key anew."""
    return _manage(arguments, "rotate")


def run_reindex(arguments: argparse.Namespace) -> int:
    """Makes every code anew and searches for each picture."""
    return _manage(arguments, "reindex")


def _manage(arguments: argparse.Namespace, *words: str) -> int:
    return 0 if engine().manage(arguments.data, list(words)) == 0 else 2
