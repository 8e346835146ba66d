"""Anchors in the database, and anchors that somebody else kept."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bonafix.kit import merkle
from bonafix.kit.canonical import sha256_hex
from bonafix.kit.errors import Invalid
from bonafix.ledger.anchors import anchor_facts
from bonafix.ledger.audit.chains import Heads
from bonafix.ledger.audit.faults import Report
from bonafix.ledger.models import Anchor, AnchorLeaf
from bonafix.ledger.rules import GENESIS, anchor_leaf, anchor_message
from bonafix.operators.models import SigningKey

FACTS = ("operator", "seq", "at", "root", "leaves", "prev")


def check_anchors(operator_id: UUID, heads: Heads, report: Report) -> None:
    """Every anchor is signed, follows the one before, and holds heads that are still there."""
    keys = {k.id: bytes(k.public) for k in SigningKey.objects.filter(operator_id=operator_id)}
    prev = GENESIS
    for expected, anchor in enumerate(
        Anchor.objects.filter(operator_id=operator_id).order_by("seq").iterator(), start=1
    ):
        report.anchors += 1
        where = f"anchor#{anchor.seq}"
        if anchor.seq != expected or bytes(anchor.prev_hash) != prev:
            report.fault("anchor", where, "does not follow the anchor before")
        prev = bytes(anchor.hash)
        message = anchor_message(anchor_facts(anchor))
        if bytes.fromhex(sha256_hex(message)) != prev:
            report.fault("anchor", where, "was changed")
        elif not signed(keys.get(anchor.key_id), bytes(anchor.signature), message):
            report.fault("anchor", where, "the signature is not of this operator's key")
        leaves = AnchorLeaf.objects.filter(anchor_id=anchor.id).order_by("position")
        told = [[x.stream_kind, str(x.stream_id), x.seq, bytes(x.head).hex()] for x in leaves]
        check_heads(told, bytes(anchor.root), heads, where, report)


def signed(public: bytes | None, signature: bytes, message: bytes) -> bool:
    """True when `signature` is of `public` (32 bytes, Ed25519) over `message`."""
    if public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def check_heads(told: list[Any], root: bytes, heads: Heads, where: str, report: Report) -> None:
    """The heads of an anchor make its root, and each is what its chain says."""
    leaves = [anchor_leaf(k, UUID(s), seq, bytes.fromhex(h)) for k, s, seq, h in told]
    if not leaves or merkle.root(leaves) != root:
        report.fault("anchor", where, "its heads do not make its root")
    for kind, subject, seq, head in told:
        found = heads.get((kind, UUID(subject)), {}).get(seq)
        place = f"{kind}:{subject}#{seq}"
        if found is None:
            report.fault("rewritten", place, f"{where} has this entry, the record has not")
        elif found.hex() != head:
            report.fault("rewritten", place, f"not the entry that {where} was made over")


def read_exported(file: Path) -> list[dict[str, Any]]:
    """The anchors that somebody kept. `Invalid` names the line that is no anchor."""
    anchors = []
    for number, line in enumerate(file.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            anchors.append(_told(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Invalid(
                "anchors_unreadable",
                "Line %(line)d of the anchor file is not an anchor.",
                line=number,
            ) from error
    if not anchors:
        # Nothing to compare with would look like nothing wrong.
        raise Invalid("anchors_none", "There is no anchor in the anchor file.")
    return anchors


def _told(anchor: dict[str, Any]) -> dict[str, Any]:
    """The parts of a kept anchor, each of the type it is used as."""
    told = {name: anchor[name] for name in (*FACTS, "signature", "public_key", "heads")}
    UUID(told["operator"])
    for name in ("root", "prev", "signature", "public_key"):
        bytes.fromhex(told[name])
    for kind, subject, seq, head in told["heads"]:
        anchor_leaf(str(kind), UUID(subject), int(seq), bytes.fromhex(head))
    anchor_message({name: told[name] for name in FACTS})
    return told


def check_exported(
    operator_id: UUID, exported: list[dict[str, Any]], heads: Heads, report: Report
) -> None:
    """Anchors kept elsewhere bind even whoever owns the database."""
    stored = {a.seq: a for a in Anchor.objects.filter(operator_id=operator_id)}
    for anchor in exported:
        if anchor["operator"] != str(operator_id):
            continue
        report.anchors += 1
        where = f"exported anchor#{anchor['seq']}"
        message = anchor_message({name: anchor[name] for name in FACTS})
        if not signed(
            bytes.fromhex(anchor["public_key"]), bytes.fromhex(anchor["signature"]), message
        ):
            report.fault("anchor", where, "the kept anchor's signature is not right")
            continue
        mine = stored.get(anchor["seq"])
        if mine is None:
            report.fault("rewritten", where, "is missing in the record")
        elif bytes(mine.hash).hex() != sha256_hex(message):
            report.fault("rewritten", where, "differs from the anchor in the record")
        check_heads(anchor["heads"], bytes.fromhex(anchor["root"]), heads, where, report)
