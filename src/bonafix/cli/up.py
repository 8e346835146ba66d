"""`bonafix up`: the whole house under one supervisor."""

import argparse
import os
import re
from pathlib import Path
from typing import Any

from bonafix.cli.engine import engine
from bonafix.cli.options import Subparsers, add_data
from bonafix.kit.callers import networks

LARGEST_PORT = 65535
NAME = re.compile(r"(?!-)[\w-]{1,63}(\.[\w-]{1,63})*", re.ASCII)
MAIL = re.compile(r"[^@\s]+@[^@\s]+")
# Without and with HTTPS.
PORTS = {False: 8000, True: 443}
HOSTS = {False: "127.0.0.1", True: "0.0.0.0"}  # noqa: S104  a named service is for everyone


def port_number(text: str) -> int:
    """A port, or 0. ValueError, as argparse wants it."""
    port = int(text)
    if not 0 <= port <= LARGEST_PORT:
        raise ValueError
    return port


def domain_name(text: str) -> str:
    """A host's name without scheme, port or path. ValueError, as argparse wants it."""
    if not NAME.fullmatch(text):
        raise ValueError
    return text.lower()


def mail_address(text: str) -> str:
    """An address, or "none". ValueError, as argparse wants it."""
    if text != "none" and not MAIL.fullmatch(text):
        raise ValueError
    return text


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "up", help="run everything: database, web, workers; SIGTERM or Ctrl-C stops all"
    )
    add_data(parser)
    parser.add_argument(
        "--port",
        type=port_number,
        metavar="N",
        help="port of the web pages (default 8000; with HTTPS 443; 0: any free one)",
    )
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        help="address to listen on (default 127.0.0.1, this machine only; with HTTPS 0.0.0.0)",
    )
    parser.add_argument(
        "--demo", action="store_true", help="with the demonstration operator and its day of work"
    )
    _register_https(parser)
    parser.set_defaults(run=run, wrong=parser.error)


def _register_https(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("HTTPS")
    group.add_argument(
        "--domain",
        type=domain_name,
        metavar="NAME",
        help="the public name of this service, or its IP address. Serves HTTPS: with --cert and "
        "--key, with --acme, or, when none of them is given, by an authority of its own for trials",
    )
    group.add_argument(
        "--cert", metavar="FILE", help="your own certificate with its chain, PEM; see --key"
    )
    group.add_argument(
        "--key", metavar="FILE", help="its private key, PEM; both are read again when they change"
    )
    group.add_argument(
        "--acme",
        type=mail_address,
        metavar="MAIL",
        help="get and renew a certificate by ACME, agreeing to the authority's terms of service; "
        "MAIL is told to it, none: no address",
    )
    group.add_argument(
        "--acme-directory",
        metavar="URL",
        help="the authority's directory (default: Let's Encrypt)",
    )
    group.add_argument(
        "--http-port",
        type=port_number,
        default=80,
        metavar="N",
        help="port that sends people on to HTTPS and answers ACME (default 80; 0: none)",
    )
    group.add_argument(
        "--proxied",
        action="store_true",
        help="plain HTTP: a proxy of yours has the certificate for --domain; set "
        "BONAFIX_PUBLIC_URL to the https address",
    )


def https(arguments: argparse.Namespace) -> dict[str, Any] | None:
    """How HTTPS is served; None: not at all. Ends with status 2 when options do not go together."""
    own, acme = bool(arguments.cert), arguments.acme is not None
    _go_together(arguments, own, acme)
    if arguments.domain is None or arguments.proxied:
        return None
    told = {"name": arguments.domain, "plain_port": arguments.http_port}
    if own:
        # Not resolved: who renews certificates often moves a link.
        files = {name: str(Path.cwd() / getattr(arguments, name)) for name in ("cert", "key")}
        return {**told, "kind": "own", **files}
    if acme:
        where = {"directory": arguments.acme_directory} if arguments.acme_directory else {}
        mail = "" if arguments.acme == "none" else arguments.acme
        return {**told, "kind": "acme", "mail": mail, **where}
    return {**told, "kind": "local"}


def _go_together(arguments: argparse.Namespace, own: bool, acme: bool) -> None:
    if arguments.domain is None and (own or arguments.key or acme or arguments.proxied):
        arguments.wrong("Say for which name: --domain NAME.")
    if bool(arguments.cert) != bool(arguments.key):
        arguments.wrong("A certificate needs its key: give both --cert and --key.")
    if own + acme + arguments.proxied > 1:
        arguments.wrong("Choose one of --cert with --key, --acme and --proxied.")
    if arguments.acme_directory and not acme:
        arguments.wrong("--acme-directory goes with --acme MAIL.")
    if acme and arguments.http_port == 0:
        arguments.wrong("ACME needs a plain port: leave --http-port away.")


def run(arguments: argparse.Namespace) -> int:
    """Run until stopped."""
    # What cannot be read is said before anything is made.
    networks(os.environ.get("BONAFIX_TRUSTED_PROXIES", ""))
    tls = https(arguments)
    secure = tls is not None
    return engine().up(
        arguments.data,
        host=arguments.host or HOSTS[secure],
        port=PORTS[secure] if arguments.port is None else arguments.port,
        domain=arguments.domain,
        demo=arguments.demo,
        tls=tls,
    )
