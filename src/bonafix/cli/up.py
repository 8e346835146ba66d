"""`bonafix up`: the whole house under one supervisor."""

import argparse
import re

from bonafix.cli.engine import engine
from bonafix.cli.options import Subparsers, add_data

LARGEST_PORT = 65535
NAME = re.compile(r"(?!-)[\w-]{1,63}(\.[\w-]{1,63})*")


def port_number(text: str) -> int:
    """A port, or 0 for any free one. ValueError, as argparse wants it."""
    port = int(text)
    if not 0 <= port <= LARGEST_PORT:
        raise ValueError
    return port


def domain_name(text: str) -> str:
    """A host's name without scheme, port or path. ValueError, as argparse wants it."""
    if not NAME.fullmatch(text):
        raise ValueError
    return text.lower()


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "up", help="run everything: database, web, workers; SIGTERM or Ctrl-C stops all"
    )
    add_data(parser)
    parser.add_argument(
        "--port",
        type=port_number,
        default=8000,
        metavar="N",
        help="port of the web pages (default 8000)",
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="address to listen on (default 127.0.0.1: this machine only)",
    )
    parser.add_argument(
        "--domain",
        type=domain_name,
        metavar="NAME",
        help="the public name of this service. HTTPS is not served yet: put a proxy with a "
        "certificate before it and set BONAFIX_PUBLIC_URL to the https address",
    )
    parser.add_argument(
        "--demo", action="store_true", help="with the demonstration operator and its day of work"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run until stopped."""
    return engine().up(
        arguments.data,
        host=arguments.host,
        port=arguments.port,
        domain=arguments.domain,
        demo=arguments.demo,
    )
