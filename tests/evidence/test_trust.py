"""Whom the operator trusts: lists come in whole or not at all, and validity stays apart."""

import base64
import json
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bonafix.evidence.actions.trust import import_trust, remove_trust, trust_options
from bonafix.evidence.errors import ListThere, ListUnusable, NoSuchList
from bonafix.evidence.models import TrustList
from bonafix.examine.analysers.credentials import analyser
from bonafix.examine.model import Options, Picture
from bonafix.examine.trust_lists import MOST_BYTES, Unusable, certificates
from bonafix.kit.errors import NotAllowed
from tests.evidence.certificates import made_certificate
from tests.examine import carriers, signed

ONE, TWO = made_certificate("First"), made_certificate("Second 二")
PEM = b"".join(b"Subject\tCN=x\n" + one.public_bytes(Encoding.PEM) for one in (ONE, TWO))
DER = ONE.public_bytes(Encoding.DER)
LISTS = {
    "pem with text between": PEM,
    "the same twice": PEM + PEM,
    "pkcs7 der": pkcs7.serialize_certificates([ONE, TWO], Encoding.DER),
    "pkcs7 pem": pkcs7.serialize_certificates([ONE, TWO], Encoding.PEM),
    "json of pem": json.dumps({"entities": [{"certificate": PEM.decode()}]}).encode(),
    "json of base64": json.dumps(
        [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in (ONE, TWO)]
    ).encode(),
}
KEY = ec.generate_private_key(ec.SECP256R1()).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)
BAD = {
    "nothing": b"",
    "text": b"no list",
    "a picture": b"\xff\xd8\xff\xe0" + bytes(100),
    "cut": PEM[:-40],
    "one of two damaged": PEM.replace(b"MI", b"MJ", 1),
    "a private key": PEM + KEY,
    "json without any": b'{"a": [1, "MI"]}',
    "json that is deep": b"[" * 100_000,
    "too large": b"x" * (MOST_BYTES + 1),
}


@pytest.mark.parametrize("content", LISTS.values(), ids=LISTS.keys())
def test_every_usual_form_of_a_list_gives_its_certificates_once(content: bytes) -> None:
    assert set(certificates(content)) == {ONE, TWO}
    assert certificates(DER) == [ONE]


@settings(max_examples=60, deadline=None)
@example(b"", 11, 1)  # a certificate of a version that does not exist
@given(st.binary(max_size=400), st.integers(0, len(DER) - 1), st.integers(0, 255))
def test_no_file_makes_the_reader_of_lists_fail(junk: bytes, at: int, byte: int) -> None:
    for content in (junk, DER[:at] + bytes([byte]) + DER[at + 1 :], PEM[:at] + junk + PEM[at:]):
        try:
            assert all(isinstance(one, x509.Certificate) for one in certificates(content))
        except Unusable as why:
            assert why.text % why.values


def test_a_bad_file_gets_one_sentence_and_leaves_nothing(world: Any) -> None:
    for name, content in BAD.items():
        with pytest.raises(ListUnusable) as refused:
            import_trust(world.system, world.now, name, content)
        assert refused.value.sentence().count("\n") == 0
    assert not TrustList.objects.exists() and trust_options() == Options()


def test_trust_is_stated_apart_from_validity_and_ends_with_the_list(world: Any) -> None:
    picture = Picture("claim", signed.sign(carriers.saved("JPEG"), signed.IPTC + "digitalCapture"))

    def said() -> tuple[str, str]:
        found = analyser.configured(trust_options()).examine(picture, [])
        values = next(dict(one.params) for one in found if one.kind == "credentials")
        return values["validity"], values["trust"]

    assert said() == ("valid", "no trust list given")
    manager = world.staff("manager")
    other = import_trust(manager, world.now, "others", PEM)
    assert said() == ("valid", "untrusted")
    own = import_trust(manager, world.now, "", signed.keys(signed.YEAR).root.encode())
    assert said() == ("valid", "trusted")
    assert (other.certificates, other.title, own.title) == (2, "others", own.first)
    with pytest.raises(ListThere):
        import_trust(manager, world.now, "again", PEM)
    remove_trust(manager, world.now, own.id)
    assert said() == ("valid", "untrusted")
    remove_trust(manager, world.now, other.id)
    assert said() == ("valid", "no trust list given")
    with pytest.raises(NoSuchList):
        remove_trust(manager, world.now, world.operator_id)


def test_only_who_sets_the_house_up_says_whom_it_trusts(world: Any) -> None:
    for role in ("agent", "reviewer", "auditor", "dispatcher", "brand"):
        with pytest.raises(NotAllowed):
            import_trust(world.staff(role), world.now, "x", PEM)
    assert not TrustList.objects.exists()


def test_a_manager_brings_a_list_in_by_page_and_takes_it_out(world: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.support.desk import logged_in

    client, page = logged_in(world, "manager"), "/staff/setup/trust/"
    bad = {"title": "名单", "document": SimpleUploadedFile("a.pem", b"no list")}
    refused = client.post(page + "add/", bad)
    assert refused.status_code == 422 and "名单" in refused.content.decode()
    good = {"title": "名单", "document": SimpleUploadedFile("a.pem", PEM)}
    assert client.post(page + "add/", good).status_code == 302
    row = TrustList.objects.get()
    assert bytes(row.sha256).hex() in client.get(page).content.decode()
    client.post(page + "remove/", {"id": str(row.id)})
    assert TrustList.objects.get().removed_at is not None
