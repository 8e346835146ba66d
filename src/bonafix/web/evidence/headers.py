"""The words of the tus protocol 1.0.0: what stands in its headers. Pure.

https://tus.io/protocols/resumable-upload (1.0.0, 2016-03-25): core, creation, termination,
checksum and expiration.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from bonafix.kit.errors import BonafixError, Invalid

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,termination,checksum,expiration"
ALGORITHMS: Final = ("sha256", "sha1")
PIECE_TYPE: Final = "application/offset+octet-stream"
_NUMBER: Final = re.compile(r"[0-9]{1,15}")


class OtherVersion(BonafixError):
    """The program speaks another version of the protocol, or none."""

    status = 412
    code = "tus_version"
    text = "Uploads here follow tus 1.0.0: send the header Tus-Resumable: 1.0.0."


class BadHeader(Invalid):
    """A header that the protocol asks for is missing or cannot be read."""

    status = 400
    code = "tus_header"
    text = "The header %(given)s is missing or cannot be read."


class OtherType(Invalid):
    """A piece has a type of its own."""

    status = 415
    code = "tus_type"
    text = "A piece is sent as application/offset+octet-stream."


class ChecksumDiffers(Invalid):
    """The bytes are not those that were sent; they are thrown away."""

    status = 460
    code = "checksum_differs"
    text = "This piece was changed on its way. Please send it again."


def check_version(headers: Mapping[str, str]) -> None:
    """`OtherVersion` unless the request says 1.0.0."""
    if headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion


def number(headers: Mapping[str, str], name: str) -> int:
    """A whole number that is not negative. `BadHeader`."""
    text = headers.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise BadHeader(given=name)
    return int(text)


def metadata(headers: Mapping[str, str]) -> dict[str, str]:
    """Upload-Metadata: pairs of a key and a text in base64, with commas. `BadHeader`."""
    told: dict[str, str] = {}
    for pair in filter(None, headers.get("Upload-Metadata", "").split(",")):
        key, _space, value = pair.strip().partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise BadHeader(given="Upload-Metadata") from error
    return told


def check_sum(headers: Mapping[str, str], data: bytes) -> None:
    """Upload-Checksum, when there is one: `BadHeader`, `ChecksumDiffers`."""
    text = headers.get("Upload-Checksum")
    if text is None:
        return
    algorithm, _space, value = text.partition(" ")
    try:
        told = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise BadHeader(given="Upload-Checksum") from error
    if algorithm not in ALGORITHMS or not told:
        raise BadHeader(given="Upload-Checksum")
    if hashlib.new(algorithm, data, usedforsecurity=False).digest() != told:
        raise ChecksumDiffers


def http_date(instant: datetime) -> str:
    """RFC 9110 date, for Upload-Expires."""
    return format_datetime(instant, usegmt=True)
