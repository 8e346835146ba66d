"""Reads a list of certificates that an operator trusts as signers. Pure; runs in the limited child.

PEM certificates with whatever text between them (as the C2PA conformance programme publishes its
list), PKCS#7 in PEM or DER (RFC 2315, `.p7b`), one certificate in DER, and JSON that holds PEM or
base64 DER in any of its texts. Whole or not at all: a list of which a part cannot be read is none.
"""

import base64
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from bonafix.examine.model import Attachment, Finding, Picture
from bonafix.kit.texts import N_

MOST_BYTES: Final = 10 << 20
MOST: Final = 2000
ANCHORS: Final = "anchors.pem"
PLACE: Final = "bonafix.examine.trust_lists:analyser"
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_OPEN = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----")
_BROKEN = (ValueError, TypeError, UnsupportedAlgorithm, OverflowError, x509.InvalidVersion)

EMPTY = N_("There is no certificate in this file. PEM, PKCS#7, DER or JSON is read.")
BROKEN = N_("Certificate number %(number)s in this file cannot be read; nothing was taken over.")
PRIVATE = N_("This file holds a private key. A trust list holds certificates only.")
MANY = N_("This file holds more than %(most)s certificates.")
LIMITS = N_("A list says whom the operator trusts as signer; nothing signed is true by it.")


class Unusable(Exception):
    """Not a list; `text` is a msgid with %(name)s places for `values`."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text, self.values = text, values


class TrustLists:
    """One finding: `trust_list` with the certificates as PEM, or `not_a_trust_list`."""

    name = "trust_lists"
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """What the file holds."""
        del references
        try:
            found = certificates(claim.content)
        except Unusable as why:
            told = tuple(why.values.items())
            return [Finding(self.name, "not_a_trust_list", "hint", why.text, LIMITS, told)]
        pem = b"".join(one.public_bytes(Encoding.PEM) for one in found)
        values = (("count", str(len(found))), ("first", named(found[0])))
        kept = (Attachment(ANCHORS, pem),)
        return [Finding(self.name, "trust_list", "hint", "", LIMITS, values, attachments=kept)]


analyser = TrustLists()


def certificates(content: bytes) -> list[x509.Certificate]:
    """The certificates of a list, each once, in their order. `Unusable`."""
    found: dict[bytes, x509.Certificate] = {}
    for number, der in enumerate(_ders(content), 1):
        if number > MOST:
            raise Unusable(MANY, most=str(MOST))
        try:
            found[der] = x509.load_der_x509_certificate(der)
        except _BROKEN:
            raise Unusable(BROKEN, number=str(number)) from None
    if not found:
        raise Unusable(EMPTY)
    return list(found.values())


def named(certificate: x509.Certificate) -> str:
    """The subject's common name or organisation, at most 100 signs; "—" without either."""
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        for one in certificate.subject.get_attributes_for_oid(oid):
            return str(one.value)[:100]
    return "—"


def _ders(content: bytes) -> Iterator[bytes]:
    told = _json(content)
    if told is not None:
        yield from _of_json(told)
    elif _OPEN.search(content):
        yield from _of_pem(content)
    elif content[:1] == b"\x30":
        yield from _of_der(content)


def _of_pem(content: bytes) -> Iterator[bytes]:
    blocks = list(_BLOCK.finditer(content))
    if any(b"PRIVATE KEY" in mark for mark in _OPEN.findall(content)):
        raise Unusable(PRIVATE)
    if len(blocks) != len(_OPEN.findall(content)):
        raise Unusable(BROKEN, number=str(len(blocks) + 1))
    for number, block in enumerate(blocks, 1):
        body = b"".join(block.group().split(b"-----")[2].split())
        try:
            der = base64.b64decode(body, validate=True)
        except ValueError:
            raise Unusable(BROKEN, number=str(number)) from None
        yield from _of_pkcs7(der) if b"PKCS7" in block.group(1) else [der]


def _of_der(content: bytes) -> Iterator[bytes]:
    try:
        x509.load_der_x509_certificate(content)
    except _BROKEN:
        yield from _of_pkcs7(content)
    else:
        yield content


def _of_pkcs7(der: bytes) -> Iterator[bytes]:
    try:
        held = pkcs7.load_der_pkcs7_certificates(der)
    except _BROKEN:
        raise Unusable(EMPTY) from None
    yield from (one.public_bytes(Encoding.DER) for one in held)


def _json(content: bytes) -> Any:
    """What the file says as JSON; None when it is something else."""
    if content.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _of_json(told: Any) -> Iterator[bytes]:
    for text in _texts(told):
        if "-----BEGIN " in text:
            yield from _of_pem(text.encode())
        elif len(text) > 300 and text.startswith("MI"):
            # The base64 of a DER sequence that is longer than 255 bytes begins like this.
            try:
                yield base64.b64decode("".join(text.split()), validate=True)
            except ValueError:
                continue


def _texts(told: Any) -> Iterator[str]:
    left = [told]
    while left:
        one = left.pop(0)
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            left = [*one.values(), *left]
        elif isinstance(one, list):
            left = [*one, *left]
