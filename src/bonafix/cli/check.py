"""`bonafix check`: a local page that compares pictures; no database, no account, no upload."""

import argparse
import threading
import webbrowser

from bonafix.cli.options import Subparsers


def register(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("check", help="a local page: compare pictures, no account")
    parser.add_argument("--port", type=int, default=8123, help="0 takes any free port")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted; the address is printed at once."""
    from bonafix.cli.check_page.server import CheckServer

    with CheckServer(arguments.port) as server:
        print(f"{server.address}\nCtrl+C ends it. Nothing leaves this computer.", flush=True)
        if not arguments.no_browser:
            threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
