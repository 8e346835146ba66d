"""Sealed cells: AES-256-GCM or SM4-GCM under a person's key.

A cell is: version (1) | algorithm (1) | owner's UUID (16) | commitment (32) | nonce (12) |
ciphertext of salt (16) ‖ text, with everything before the nonce as associated data. The
commitment is SHA-256(salt ‖ text): it can be published, and means nothing once the key,
and with it the salt, is gone.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bonafix.kit.errors import BonafixError, Invalid

VERSION: Final = 1
AES, SM4 = "aes-256-gcm", "sm4-gcm"
ALGORITHMS: Final = {AES: 1, SM4: 2}
NAMES: Final = {number: name for name, number in ALGORITHMS.items()}
HEADER: Final = 1 + 1 + 16 + 32
NONCE: Final = 12
SALT: Final = 16
TAG: Final = 16


class Unreadable(BonafixError):
    """A sealed cell or wrapped key that cannot be opened with this key."""

    code = "unreadable_cell"
    text = "A sealed value cannot be opened with this key."


class NotText(Invalid):
    """Half of a surrogate pair: no text, and no bytes of it exist."""

    code = "not_text"
    text = "This text contains a character that cannot be stored."


@dataclass(frozen=True, slots=True)
class CellHeader:
    """What can be read of a cell without its key; `commitment` has 32 bytes."""

    version: int
    algorithm: str
    owner: UUID
    commitment: bytes


def new_data_key() -> bytes:
    """32 random bytes: the key of one person or one file."""
    return secrets.token_bytes(32)


def seal(data_key: bytes, plaintext: str, *, owner: UUID, algorithm: str = AES) -> bytes:
    """Seal `plaintext` under the 32 bytes of its owner's key; `algorithm` as in ALGORITHMS.

    `NotText` for what has no UTF-8, KeyError for an unknown algorithm.
    """
    salted = secrets.token_bytes(SALT) + _utf8(plaintext)
    commitment = hashlib.sha256(salted).digest()
    head = bytes([VERSION, ALGORITHMS[algorithm]]) + owner.bytes + commitment
    nonce = secrets.token_bytes(NONCE)
    if algorithm == AES:
        return head + nonce + AESGCM(data_key).encrypt(nonce, salted, head)
    encryptor = Cipher(algorithms.SM4(_sm4_key(data_key)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head)
    return head + nonce + encryptor.update(salted) + encryptor.finalize() + encryptor.tag


def header(blob: bytes) -> CellHeader:
    """What a cell says without its key. `Unreadable` when it is no cell."""
    if len(blob) < HEADER + NONCE + SALT + TAG or blob[0] != VERSION or blob[1] not in NAMES:
        raise Unreadable
    return CellHeader(blob[0], NAMES[blob[1]], UUID(bytes=blob[2:18]), blob[18:HEADER])


def unseal(data_key: bytes, blob: bytes) -> str:
    """The text of a cell. `Unreadable` when the key, or any of its bytes, is wrong."""
    return opening(data_key, blob)[1]


def opening(data_key: bytes, blob: bytes) -> tuple[bytes, str]:
    """Salt (16 bytes) and text of a cell: what its commitment is opened with. `Unreadable`."""
    told = header(blob)
    head, nonce, sealed = blob[:HEADER], blob[HEADER : HEADER + NONCE], blob[HEADER + NONCE :]
    try:
        if told.algorithm == AES:
            salted = AESGCM(data_key).decrypt(nonce, sealed, head)
        else:
            mode = modes.GCM(nonce, sealed[-TAG:])
            decryptor = Cipher(algorithms.SM4(_sm4_key(data_key)), mode).decryptor()
            decryptor.authenticate_additional_data(head)
            salted = decryptor.update(sealed[:-TAG]) + decryptor.finalize()
    except InvalidTag as error:
        raise Unreadable from error
    # GCM does not bind a ciphertext to one key; the commitment does.
    if not hmac.compare_digest(hashlib.sha256(salted).digest(), told.commitment):
        raise Unreadable
    return salted[:SALT], salted[SALT:].decode()


def verify(data_key: bytes, blob: bytes) -> bool:
    """True when the cell opens and its text fits its commitment."""
    try:
        unseal(data_key, blob)
    except Unreadable:
        return False
    return True


def lookup_hash(lookup_key: bytes, kind: str, value: str) -> bytes:
    """HMAC-SHA-256 (32 bytes) over kind and value: finds equal values without storing them.

    `kind` (for example "phone") keeps equal texts of different kinds apart.
    """
    return hmac.new(lookup_key, kind.encode() + b"\x00" + _utf8(value), hashlib.sha256).digest()


def _sm4_key(data_key: bytes) -> bytes:
    # SM4 takes 16 bytes; they are derived, so that no cipher sees part of another's key.
    return HKDF(hashes.SHA256(), 16, None, b"bonafix sm4-gcm").derive(data_key)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotText from None  # the original error carries the text
