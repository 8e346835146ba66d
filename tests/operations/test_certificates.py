"""Which certificate is served: the operator's own, or one of a local authority."""

import contextlib
import os
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption as Encrypted
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from bonafix.cli.main import main
from bonafix.config.engine.tls import authority, doorway, own, pairs
from bonafix.config.engine.tls.plan import Tls

NOW = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
DAY = timedelta(days=1)


def issued(folder: Path, name: str, now: datetime = NOW) -> tuple[Path, Path]:
    """A certificate and key as an operator has them, in two files."""
    tls = Tls("local", name, str(folder))
    authority.refresh(tls, now)
    pair = pairs.load(tls.serving)
    assert pair is not None
    cert, key = folder / f"{name}.crt", folder / f"{name}.key"
    cert.write_text(pair.chain)
    key.write_text(pair.key)
    return cert, key


def own_tls(folder: Path, cert: Path, key: Path, name: str = "a.test") -> Tls:
    return Tls("own", name, str(folder / "house"), cert=str(cert), key=str(key))


def test_own_files_are_served_and_served_anew_only_when_they_change(tmp_path: Path) -> None:
    cert, key = issued(tmp_path, "a.test")
    tls = own_tls(tmp_path, cert, key)
    assert own.refresh(tls, NOW)
    assert tls.serving.stat().st_mode & 0o777 == 0o600
    assert not own.refresh(tls, NOW)
    issued(tmp_path / "newer", "a.test", NOW + DAY)
    (tmp_path / "newer" / "a.test.crt").replace(cert)
    (tmp_path / "newer" / "a.test.key").replace(key)
    assert own.refresh(tls, NOW + 2 * DAY)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("no certificate", "holds no certificate"),
        ("no key", "holds no private key"),
        ("locked key", "without a password"),
        ("other key", "is not that of the first certificate"),
        ("other name", "is not for b.test but for a.test"),
        ("over", "is valid from 2026-11-23 to 2027-02-22 only"),
        ("not yet", "is valid from 2026-11-23 to 2027-02-22 only"),
    ],
)
def test_what_cannot_be_served_is_refused_and_what_was_served_stays(
    tmp_path: Path, wrong: str, says: str
) -> None:
    cert, key = issued(tmp_path, "a.test")
    assert own.refresh(own_tls(tmp_path, cert, key), NOW)
    before = (tmp_path / "house" / "tls" / "serving.pem").read_bytes()
    name, now = "a.test", NOW
    if wrong == "no certificate":
        cert.write_text("nothing")
    elif wrong == "no key":
        key.write_text("nothing")
    elif wrong == "locked key":
        locked = load_pem_private_key(key.read_bytes(), None)
        key.write_bytes(locked.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, Encrypted(b"x")))
    elif wrong == "other key":
        key = issued(tmp_path / "other", "a.test")[1]
    elif wrong == "other name":
        name = "b.test"
    else:
        now = NOW + (91 * DAY if wrong == "over" else -2 * DAY)
    with pytest.raises(pairs.CertificateError) as refused:
        own.refresh(own_tls(tmp_path, cert, key, name), now)
    assert says in refused.value.sentence()
    assert (tmp_path / "house" / "tls" / "serving.pem").read_bytes() == before


def test_a_certificate_for_all_names_of_a_domain_covers_one_step_only(tmp_path: Path) -> None:
    root = authority._make_root("test", NOW)
    leaf = authority._issue("*.a.test", root, NOW).leaf
    assert pairs.covers(leaf, "www.a.test")
    assert not pairs.covers(leaf, "a.test")
    assert not pairs.covers(leaf, "x.www.a.test")


def handshake(tls: Tls, name: str) -> None:
    """A client that trusts this house's root only. ssl.SSLError when it is not convinced."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(tls.serving)
    client = ssl.create_default_context(cafile=str(authority.root_file(tls)))
    mine, theirs = socket.socketpair()

    def serve() -> None:
        with theirs, contextlib.suppress(OSError):
            server.wrap_socket(theirs, server_side=True).close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with mine:
            client.wrap_socket(mine, server_hostname=name).close()
    finally:
        thread.join()


@pytest.mark.parametrize("name", ["trial.test", "192.0.2.7"])
def test_a_telephone_that_trusts_the_root_trusts_this_house_and_no_other_name(
    tmp_path: Path, name: str
) -> None:
    now = pairs.instant()
    tls = Tls("local", name, str(tmp_path))
    authority.refresh(tls, now)
    handshake(tls, name)
    with pytest.raises(ssl.SSLError):
        handshake(tls, "bank.test")
    # Whoever takes the key of the root cannot pose as somebody else.
    root = pairs.read(authority.root_file(tls), authority.root_file(tls).with_suffix(".key"))
    for other in ("bank.test", "192.0.2.8"):
        pairs.store(authority._issue(other, root, now), tls.serving)
        with pytest.raises(ssl.SSLError, match=r"permitted subtree|excluded subtree"):
            handshake(tls, other)


def test_a_local_certificate_is_renewed_before_it_ends_under_the_same_root(tmp_path: Path) -> None:
    tls = Tls("local", "trial.test", str(tmp_path))
    assert authority.refresh(tls, NOW)
    root = authority.root_file(tls).read_bytes()
    assert not authority.refresh(tls, NOW + 50 * DAY)
    assert authority.refresh(tls, NOW + 65 * DAY)
    assert authority.root_file(tls).read_bytes() == root
    pair = pairs.load(tls.serving)
    assert pair is not None and pair.remaining(NOW + 90 * DAY) > 0.5
    # Before the root ends there is a new one.
    assert authority.refresh(tls, NOW + 700 * DAY)
    assert authority.root_file(tls).read_bytes() != root


@pytest.mark.parametrize(
    ("line", "status", "location"),
    [
        ("GET / HTTP/1.1", 308, "https://a.test/"),
        ("GET /t/abc?x=1&y=%20 HTTP/1.1", 308, "https://a.test/t/abc?x=1&y=%20"),
        ("POST /api/v1/repairs HTTP/1.1", 308, "https://a.test/api/v1/repairs"),
        # An open redirect would send people elsewhere: the name is always ours.
        ("GET //evil.test/ HTTP/1.1", 308, "https://a.test//evil.test/"),
        ("GET http://evil.test/ HTTP/1.1", 400, ""),
        ("GET /\r\nSet-Cookie:x HTTP/1.1", 400, ""),
        ("CONNECT evil.test:443 HTTP/1.1", 400, ""),
        ("", 400, ""),
        ("GET /.well-known/acme-challenge/../../master-key.json HTTP/1.1", 308, None),
        ("GET /.well-known/acme-challenge/unknown HTTP/1.1", 404, ""),
        ("GET /.well-known/acme-challenge/known HTTP/1.1", 200, ""),
        ("GET /authority.crt HTTP/1.1", 308, None),
    ],
)
def test_the_plain_port_sends_on_and_gives_nothing_away(
    tmp_path: Path, line: str, status: int, location: str | None
) -> None:
    tls = Tls("acme", "a.test", str(tmp_path))
    tls.challenges.mkdir(parents=True)
    (tls.challenges / "known").write_text("proof")
    said = doorway.answer(tls, 443, line)
    assert said.status == status
    if location is not None:
        assert said.location == location
    assert said.body in (b"", b"proof")
    assert said.head().count(b"\r\n\r\n") == 1


def test_the_root_can_be_fetched_and_its_fingerprint_is_on_the_page(tmp_path: Path) -> None:
    tls = Tls("local", "192.0.2.7", str(tmp_path), plain_port=8080)
    authority.refresh(tls, NOW)
    root = doorway.answer(tls, 8443, "GET /authority.crt HTTP/1.1").body
    assert x509.load_der_x509_certificate(root).subject.rfc4514_string().startswith("CN=Bonafix")
    page = doorway.answer(tls, 8443, "GET /authority HTTP/1.1").body.decode()
    assert authority.fingerprint(tls) in page
    assert "https://192.0.2.7:8443/" in page
    assert ".key" not in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--cert c --key k", "--domain"),
        ("--acme none", "--domain"),
        ("--domain a.test --cert c", "--key"),
        ("--domain a.test --key k", "--cert"),
        ("--domain a.test --cert c --key k --acme none", "Choose one"),
        ("--domain a.test --acme none --proxied", "Choose one"),
        ("--domain a.test --acme none --http-port 0", "plain port"),
        ("--domain a.test --acme-directory https://x/", "--acme MAIL"),
        ("--domain a.test --acme nobody", "--acme"),
        ("--domain a.test --cert {tmp}/no.crt --key {tmp}/no.key --port 0 --http-port 0", "no.crt"),
    ],
)
def test_wrong_use_of_https_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    words: str, says: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/nothing?host=/nowhere")
    monkeypatch.setattr("bonafix.config.engine.supervisor.ensure_external", lambda *_: None)
    told = words.format(tmp=tmp_path).split()
    assert main(["up", "--data", str(tmp_path / "data"), *told]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1, said.err
    assert says in said.err
    assert os.environ["DATABASE_URL"]
