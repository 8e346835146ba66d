"""A house of small stand-ins, for the supervisor's tests: what matters is who lives.

`python -m tests.engine.stand_in up DATA PORT` runs the supervisor over them;
`… web HOST PORT` and `… manage COMMAND` are the stand-ins.
"""

import http.server
import os
import signal
import socket
import sys
import time
from pathlib import Path

import psycopg


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())

    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.HTTPServer):
    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.socket.bind(self.server_address)


def web(host: str, port: str) -> None:
    if os.fork() == 0:
        # granian, too, has a second process behind the first.
        _Server((host, int(port)), _Page).serve_forever()
    signal.pause()


def manage(name: str, *options: str) -> None:
    if name == "prepare":
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
    if "--demo" in options:
        sys.stdout.write("log in as somebody\n")
    if name == "worker":
        sys.stdout.write("canary of the log\n")
        sys.stdout.write('{"level": "warning", "event": "somebody should know"}\n')
        sys.stdout.flush()
        # Leaves with status 0 although nobody asked, as a queue worker once did.
        while not Path(os.environ["BONAFIX_DATA"], "worker-leaves").exists():
            time.sleep(0.05)
        Path(os.environ["BONAFIX_DATA"], "worker-leaves").unlink()
    if name == "clock":
        time.sleep(1000)


def up(data: str, port: str) -> int:
    from bonafix.cli import main
    from bonafix.config.engine import house, supervisor

    me = [sys.executable, "-m", "tests.engine.stand_in"]
    programs = house.Programs(
        manage=lambda *words: [*me, "manage", *words, "bonafix.config.stand_in"],
        web=lambda host, port, _serving: [*me, "web", host, str(port), "bonafix.config.stand_in"],
    )
    plan = house.Plan(Path(data), port=int(port), demo=True, programs=programs)
    main.up.run = lambda _arguments: supervisor.up(plan)
    return main.main(["up", "--data", data])


if __name__ == "__main__":
    do = sys.argv[1]
    if do == "up":
        sys.exit(up(*sys.argv[2:]))
    elif do == "web":
        web(*sys.argv[2:4])
    else:
        manage(*sys.argv[2:])
