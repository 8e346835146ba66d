"""Certificates by ACME, from Pebble: ordered, renewed, and kept when the authority is away."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from bonafix.config.engine import house
from bonafix.config.engine.tls import acme, pairs
from bonafix.config.engine.tls.plan import Tls
from tests.support.pebble import Pebble, missing, pebble

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))
NAME = "shop.bonafix.test"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pebble]:
    with pebble(tmp_path_factory.mktemp("pebble")) as one:
        os.environ["REQUESTS_CA_BUNDLE"] = str(one.trust)
        yield one
        del os.environ["REQUESTS_CA_BUNDLE"]


@contextlib.contextmanager
def doorway(tls: Tls) -> Iterator[None]:
    """The real process at the plain port."""
    process = subprocess.Popen(house.doorway(tls, "127.0.0.1", 443))
    try:
        for _attempt in range(100):
            with contextlib.suppress(httpx.HTTPError):
                httpx.get(f"http://127.0.0.1:{tls.plain_port}/")
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        assert process.wait(10) == 0


def plan(server: Pebble, folder: Path) -> Tls:
    return Tls("acme", NAME, str(folder), directory=server.directory, plain_port=server.plain_port)


def served(tls: Tls) -> pairs.Pair:
    pair = pairs.load(tls.serving)
    assert pair is not None
    return pair


def test_a_certificate_is_ordered_served_and_renewed_before_it_ends(
    server: Pebble, tmp_path: Path
) -> None:
    tls = plan(server, tmp_path)
    with doorway(tls):
        done = subprocess.run(
            house.keeper(tls, "--once"), check=False, capture_output=True, text=True
        )
        assert (done.returncode, done.stdout) == (0, "")
        first = served(tls)
        chain = x509.load_pem_x509_certificates(first.chain.encode())
        roots = x509.load_pem_x509_certificates(server.root().encode())
        verifier = PolicyBuilder().store(Store(roots)).build_server_verifier(x509.DNSName(NAME))
        verifier.verify(chain[0], chain[1:])
        assert list(tls.challenges.iterdir()) == []
        life = first.leaf.not_valid_after_utc - first.leaf.not_valid_before_utc
        born = first.leaf.not_valid_before_utc
        assert not acme.refresh(tls, born + 0.6 * life)
        assert served(tls) == first
        assert acme.refresh(tls, born + 0.7 * life)
        second = served(tls)
        assert second.leaf.serial_number != first.leaf.serial_number
        assert second.key != first.key
    files = sorted(path.name for path in tls.folder.iterdir())
    assert files == ["acme-account.key", f"acme-{NAME}.pem", "challenges", "serving.pem"]
    assert {(tls.folder / name).stat().st_mode & 0o077 for name in files} == {0}


def test_a_name_that_does_not_lead_here_is_said_in_one_line(server: Pebble, tmp_path: Path) -> None:
    tls = plan(server, tmp_path)
    done = subprocess.run(house.keeper(tls, "--once"), check=False, capture_output=True, text=True)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    (line,) = done.stdout.splitlines()
    assert NAME in line and "connection refused" in line.lower()
    assert not tls.serving.exists()


def test_while_the_authority_is_away_the_good_certificate_goes_on_being_served(
    server: Pebble, tmp_path: Path
) -> None:
    tls = plan(server, tmp_path)
    with doorway(tls):
        acme.refresh(tls, pairs.instant())
    first = served(tls)
    away = replace(tls, directory="https://127.0.0.1:9/dir")
    life = first.leaf.not_valid_after_utc - first.leaf.not_valid_before_utc
    with pytest.raises(pairs.CertificateError, match="acme_failed") as failed:
        acme.refresh(away, first.leaf.not_valid_after_utc - life / 10)
    assert "it cannot be reached" in failed.value.sentence()
    assert served(tls) == first
    # Not due, so nobody is asked.
    assert not acme.refresh(away, pairs.instant() + timedelta(days=1))
    done = subprocess.run(house.keeper(away, "--once"), check=False, capture_output=True, text=True)
    assert done.returncode == 0
