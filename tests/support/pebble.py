"""Pebble, a real ACME server (RFC 8555) for tests, from Debian's package of that name.

It checks a name by asking its own name server, which says 127.0.0.1 for every name, and then
by HTTP at a port of its configuration; that is where the house's doorway listens.
"""

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from bonafix.config.engine.tls import authority, pairs
from bonafix.config.engine.tls.plan import Tls
from tests.support.service import free_port

PROGRAMS = ("pebble", "pebble-challtestsrv")


def missing() -> str | None:
    """Why there is no Pebble; None when there is one."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    return (
        f"not installed: {', '.join(absent)} (Debian: apt-get install pebble)" if absent else None
    )


@dataclass
class Pebble:
    """A running one."""

    directory: str
    plain_port: int
    # What a client must trust to talk with it, for REQUESTS_CA_BUNDLE.
    trust: Path
    root_url: str

    def root(self) -> str:
        """The root of the certificates that it gives, made anew at each of its starts."""
        return httpx.get(self.root_url, verify=False).text


@contextlib.contextmanager
def pebble(folder: Path) -> Iterator[Pebble]:
    """Pebble with its name server, for the length of a block."""
    listen, manage, plain, names, control = (free_port() for _ in range(5))
    own = Tls("local", "127.0.0.1", str(folder / "own"))
    authority.refresh(own, pairs.instant())
    config = folder / "pebble.json"
    settings = {
        "listenAddress": f"127.0.0.1:{listen}",
        "managementListenAddress": f"127.0.0.1:{manage}",
        "certificate": str(own.serving),
        "privateKey": str(own.serving),
        "httpPort": plain,
        "tlsPort": free_port(),
    }
    config.write_text(json.dumps({"pebble": settings}))
    # Every fifth nonce is refused, and no authorization is taken twice.
    env = {
        **os.environ,
        "PEBBLE_VA_NOSLEEP": "1",
        "PEBBLE_WFE_NONCEREJECT": "20",
        "PEBBLE_AUTHZREUSE": "0",
    }
    off = [word for name in ("http01", "https01", "tlsalpn01") for word in (f"-{name}", "")]
    place = ["-dns01", f"127.0.0.1:{names}", "-management", f"127.0.0.1:{control}"]
    commands = [
        ["pebble-challtestsrv", *off, *place, "-defaultIPv6", ""],
        ["pebble", "-strict", "-config", str(config), "-dnsserver", f"127.0.0.1:{names}"],
    ]
    with (folder / "pebble.out").open("wb") as out:
        started = [subprocess.Popen(one, env=env, stdout=out, stderr=out) for one in commands]
        try:
            directory = f"https://127.0.0.1:{listen}/dir"
            _wait(directory)
            root = f"https://127.0.0.1:{manage}/roots/0"
            yield Pebble(directory, plain, authority.root_file(own), root)
        finally:
            for process in started:
                process.terminate()
                process.wait(10)


def _wait(directory: str) -> None:
    for _attempt in range(100):
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(directory, verify=False)
            return
        time.sleep(0.1)
    raise RuntimeError("Pebble did not start")
