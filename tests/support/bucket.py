"""A real S3 server for tests: SeaweedFS, from its package, with object lock."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

KEYS = {"access_key": "house-key", "secret_key": "house-secret"}
WEED = Path(sys.executable).parent / "weed"


def free_ports(number: int) -> list[int]:
    """Ports below 20000: the server takes for gRPC the same plus 10000.

    Each process of the tests looks in its own range: between this look and the server's start
    another one must not take them, or its server would answer in place of ours.
    """
    found: list[int] = []
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    port = 11000 + process * 1000 + (time.monotonic_ns() // 1000) % 900
    while len(found) < number:
        port += 1
        if all(_free(one) for one in (port, port + 10000)):
            found.append(port)
    return found


def _free(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0


@contextmanager
def running() -> Iterator[str]:
    """The endpoint of a server that holds nothing yet."""
    with tempfile.TemporaryDirectory(prefix="bonafix-s3-") as folder:
        server, endpoint = _started(Path(folder))
        try:
            yield endpoint
        finally:
            server.kill()
            server.wait()


def _started(folder: Path) -> "tuple[subprocess.Popen[bytes], str]":
    """A server that answers; one that did not come up is tried again with other ports."""
    for attempt in range(3):
        home = folder / str(attempt)
        home.mkdir()
        server, endpoint = _start(home)
        if _answers(server, endpoint):
            return server, endpoint
        server.kill()
        server.wait()
    raise RuntimeError((home / "log").read_text("utf-8", "replace")[-2000:])


def _start(folder: Path) -> "tuple[subprocess.Popen[bytes], str]":
    master, volume, filer, s3 = free_ports(4)
    access = {"accessKey": KEYS["access_key"], "secretKey": KEYS["secret_key"]}
    house = {"name": "house", "credentials": [access], "actions": ["Admin"]}
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [house]}))
    words = [f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3"]
    words += [f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}"]
    words += [f"-s3.port={s3}", f"-s3.config={config}", "-master.volumeSizeLimitMB=64"]
    # What else it would serve, it would serve on ports that all servers share.
    words += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [WEED, "server", *words, "-volume.max=100"], stdout=log, stderr=log, cwd=folder
        )
    return server, f"http://127.0.0.1:{s3}"


def client(endpoint: str) -> Any:
    """As an administrator of the bucket has it."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEYS["access_key"],
        aws_secret_access_key=KEYS["secret_key"],
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )


def _answers(server: "subprocess.Popen[bytes]", endpoint: str) -> bool:
    """True as soon as a bucket can be made; False when the server has ended, or after 40 s."""
    end = time.monotonic() + 40
    while server.poll() is None and time.monotonic() < end:
        try:
            client(endpoint).create_bucket(Bucket="ready")
        except (BotoCoreError, ClientError):
            time.sleep(0.3)
        else:
            return server.poll() is None
    return False
