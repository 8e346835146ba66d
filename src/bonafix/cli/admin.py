"""`bonafix found`, `key` and `rotate`: what an installation's owner does at the console."""

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
    key.add_argument("--scope", action="append", choices=SCOPES, required=True)
    add_data(key)
    key.set_defaults(run=run_key)
    rotate = subparsers.add_parser("rotate", help="a new version of the master key")
    add_data(rotate)
    rotate.set_defaults(run=run_rotate)


def run_found(arguments: argparse.Namespace) -> int:
    """Prints log-in name and password once."""
    words = [arguments.slug, arguments.name, arguments.domain, arguments.admin]
    return _manage(arguments, "found", *words)


def run_key(arguments: argparse.Namespace) -> int:
    """Prints the key once."""
    scopes = [word for scope in arguments.scope for word in ("--scope", scope)]
    return _manage(arguments, "key", arguments.slug, arguments.title, *scopes)


def run_rotate(arguments: argparse.Namespace) -> int:
    """Wraps every key anew."""
    return _manage(arguments, "rotate")


def _manage(arguments: argparse.Namespace, *words: str) -> int:
    return 0 if engine().manage(arguments.data, list(words)) == 0 else 2
