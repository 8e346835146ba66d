"""A real house with its own certificate: HTTPS only, and a new certificate without a gap."""

import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bonafix.config.engine.processes import wait_until
from bonafix.config.engine.tls import authority, pairs
from bonafix.config.engine.tls.plan import Tls
from tests.support.service import Service, free_port

pytestmark = pytest.mark.service


def lay_out(folder: Path, now_minus: timedelta) -> str:
    """Another certificate of the same root, as an operator's renewal would put it there."""
    tls = Tls("local", "localhost", str(folder))
    (folder / "tls" / "serving.pem").unlink(missing_ok=True)
    authority.refresh(tls, pairs.instant() - now_minus)
    pair = pairs.load(tls.serving)
    assert pair is not None
    (folder / "own.key").write_text(pair.key)
    (folder / "own.crt").write_text(pair.chain)
    return format(pair.leaf.serial_number, "X")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("https")


@pytest.fixture(scope="module")
def house(folder: Path) -> Iterator[Service]:
    lay_out(folder, timedelta())
    pair = ["--cert", str(folder / "own.crt"), "--key", str(folder / "own.key")]
    plain = free_port()
    one = Service(folder / "data", demo=False)
    one.options = ["--domain", "localhost", *pair, "--http-port", str(plain)]
    one.scheme, one.plain = "https", plain
    try:
        one.start()
        who = ["shop", "Shop", "localhost", "admin@shop.test"]
        assert one.cli("found", *who, "--data", str(one.data)).returncode == 0
        yield one
    finally:
        one.stop()


def client(folder: Path) -> httpx.Client:
    trust = ssl.create_default_context(cafile=str(folder / "tls" / "authority-localhost.pem"))
    return httpx.Client(verify=trust, timeout=10)


def serial(port: int) -> str:
    """Of the certificate that is served on a new connection."""
    from cryptography import x509

    text = ssl.get_server_certificate(("localhost", port))
    return format(x509.load_pem_x509_certificate(text.encode()).serial_number, "X")


def test_pages_come_by_https_with_strict_transport_and_secure_cookies(
    house: Service, folder: Path
) -> None:
    with client(folder) as browser:
        page = browser.get(f"https://localhost:{house.port}/staff/account/login/")
        assert page.status_code == 200
        assert page.headers["Strict-Transport-Security"] == "max-age=15552000"
        cookies = page.headers.get_list("Set-Cookie")
        assert cookies and all("Secure" in one for one in cookies)
        sent_on = browser.get(f"http://localhost:{house.plain}/staff/account/login/?next=/x")
        assert sent_on.status_code == 308
        assert (
            sent_on.headers["Location"]
            == f"https://localhost:{house.port}/staff/account/login/?next=/x"
        )
        with pytest.raises(httpx.HTTPError):
            browser.get(f"http://localhost:{house.port}/")


def ask(folder: Path, house: Service) -> int:
    """The status; whoever was cut off at the very moment of the change asks once more.

    A connection that waits in the queue of a listener which is just being closed is dropped by
    the kernel; browsers ask again by themselves.
    """
    for last in (False, True):
        try:
            with client(folder) as one:
                return one.get(f"https://localhost:{house.port}/health/ready").status_code
        except httpx.RemoteProtocolError:
            if last:
                raise
    raise AssertionError("not reached")


def test_a_new_certificate_is_served_and_nobody_is_turned_away_twice(
    house: Service, folder: Path
) -> None:
    before, failed, done = serial(house.port), [], threading.Event()
    count = [0]

    def hammer() -> None:
        while not done.is_set():
            try:
                status = ask(folder, house)
                if status != 200:
                    failed.append(str(status))
                count[0] += 1
            except httpx.HTTPError as error:
                failed.append(repr(error))
            time.sleep(0.02)

    thread = threading.Thread(target=hammer)
    thread.start()
    try:
        newer = lay_out(folder, timedelta(hours=1))
        assert newer != before
        pair = pairs.read(folder / "own.crt", folder / "own.key")
        # What the keeper does within a minute.
        pairs.store(pair, house.data / "tls" / "serving.pem")
        assert wait_until(lambda: {serial(house.port) for _ in range(12)} == {newer}, 60, pause=0.5)
    finally:
        done.set()
        thread.join()
    assert failed == []
    assert count[0] > 10
