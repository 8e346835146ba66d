"""Anchors: every second or so a signed Merkle root over all heads that moved."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from bonafix.kit import merkle
from bonafix.kit.canonical import sha256_hex
from bonafix.kit.clock import format_instant
from bonafix.ledger.models import Anchor, AnchorLeaf, Stream
from bonafix.ledger.rules import GENESIS, anchor_leaf, anchor_message
from bonafix.operators.keys import active_key, sign
from bonafix.operators.models import SigningKey
from bonafix.operators.tenancy import act_as

ANCHOR_LOCK = 0x0B0F1A0C


def anchor_operator(operator_id: UUID, now: datetime, limit: int = 5000) -> Anchor | None:
    """Anchor the heads that moved since the last time; None when nothing did.

    A head that is locked by a running action is left for the next round: it is still
    marked as moved then, so a late commit is never skipped.
    """
    with act_as(operator_id), transaction.atomic():
        if not _alone(operator_id):
            return None
        moved = list(
            Stream.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(operator_id=operator_id, seq__gt=F("anchored_seq"))
            .order_by("kind", "subject_id")[:limit]
        )
        if not moved:
            return None
        anchor = _write(operator_id, now, moved)
        for stream in moved:
            stream.anchored_seq = stream.seq
        Stream.objects.bulk_update(moved, ["anchored_seq"], batch_size=500)
    return anchor


def _alone(operator_id: UUID) -> bool:
    """One anchor at a time for each operator."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)",
            [ANCHOR_LOCK, operator_id.int & 0x7FFF_FFFF],
        )
        (got,) = cursor.fetchone()
    return bool(got)


def _write(operator_id: UUID, now: datetime, moved: Sequence[Stream]) -> Anchor:
    last = Anchor.objects.filter(operator_id=operator_id).order_by("-seq").first()
    leaves = [anchor_leaf(s.kind, s.subject_id, s.seq, bytes(s.head)) for s in moved]
    key = active_key(operator_id)
    anchor = Anchor(
        operator_id=operator_id,
        seq=last.seq + 1 if last else 1,
        at=now,
        root=merkle.root(leaves),
        leaves=len(leaves),
        prev_hash=bytes(last.hash) if last else GENESIS,
        key_id=key.id,
    )
    message = anchor_message(anchor_facts(anchor))
    anchor.hash = bytes.fromhex(sha256_hex(message))
    anchor.signature = sign(key, message)
    anchor.save(force_insert=True)
    AnchorLeaf.objects.bulk_create(
        [
            AnchorLeaf(
                operator_id=operator_id,
                anchor_id=anchor.id,
                stream_kind=stream.kind,
                stream_id=stream.subject_id,
                seq=stream.seq,
                head=bytes(stream.head),
            )
            for stream in moved
        ],
        batch_size=1000,
    )
    return anchor


def anchor_facts(anchor: Anchor) -> dict[str, Any]:
    """The signed facts of an anchor, as plain values."""
    return {
        "operator": str(anchor.operator_id),
        "seq": anchor.seq,
        "at": format_instant(anchor.at),
        "root": bytes(anchor.root).hex(),
        "leaves": anchor.leaves,
        "prev": bytes(anchor.prev_hash).hex(),
    }


def export_anchors(operator_id: UUID, after: int = 0) -> list[str]:
    """JSON lines that somebody else keeps: each anchor with its heads, signature and key."""
    with act_as(operator_id):
        keys = {
            key.id: bytes(key.public).hex()
            for key in SigningKey.objects.filter(operator_id=operator_id)
        }
        anchors = Anchor.objects.filter(operator_id=operator_id, seq__gt=after).order_by("seq")
        return [json.dumps(_exported(anchor, keys[anchor.key_id])) for anchor in anchors]


def _exported(anchor: Anchor, public_key: str) -> dict[str, Any]:
    leaves = AnchorLeaf.objects.filter(anchor_id=anchor.id).order_by("position")
    return {
        **anchor_facts(anchor),
        "signature": bytes(anchor.signature).hex(),
        "public_key": public_key,
        "heads": [
            [leaf.stream_kind, str(leaf.stream_id), leaf.seq, bytes(leaf.head).hex()]
            for leaf in leaves
        ],
    }
