"""What an entry is and how its hash is made. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bonafix.kit.canonical import canonical
from bonafix.kit.clock import format_instant

GENESIS = b"\x00" * 32


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has a place in its chain; `actor` is the label of who did it."""

    stream_kind: str
    stream_id: UUID
    kind: str
    version: int
    actor: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is hashed of an entry; `body` are the RFC 8785 bytes as stored."""

    operator_id: UUID
    stream_kind: str
    stream_id: UUID
    seq: int
    kind: str
    version: int
    at: datetime
    actor: str
    cause: UUID
    body: bytes
    prev_hash: bytes


def entry_hash(entry: Sealed) -> bytes:
    """SHA-256 (32 bytes) over the RFC 8785 envelope of the entry."""
    envelope = {
        "operator": str(entry.operator_id),
        "stream": [entry.stream_kind, str(entry.stream_id)],
        "seq": entry.seq,
        "kind": entry.kind,
        "version": entry.version,
        "at": format_instant(entry.at),
        "actor": entry.actor,
        "cause": str(entry.cause),
        "body": hashlib.sha256(entry.body).hexdigest(),
        "prev": entry.prev_hash.hex(),
    }
    return hashlib.sha256(canonical(envelope)).digest()


def anchor_leaf(stream_kind: str, stream_id: UUID, seq: int, head: bytes) -> bytes:
    """The bytes of one Merkle leaf: a stream, how far it is, and the hash of its head."""
    return canonical([stream_kind, str(stream_id), seq, head.hex()])


def anchor_message(anchor: dict[str, Any]) -> bytes:
    """What the operator's key signs; `anchor` holds operator, seq, at, root, leaves, prev."""
    return b"bonafix anchor v1\n" + canonical(anchor)
