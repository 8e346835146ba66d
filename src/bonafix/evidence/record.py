"""The record of a case as others can check it: entries, and the anchors that hold their heads."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from bonafix.kit import merkle
from bonafix.kit.clock import format_instant
from bonafix.ledger.anchors import anchor_facts
from bonafix.ledger.models import Anchor, AnchorLeaf, AnchorStamp, Entry
from bonafix.ledger.rules import anchor_leaf
from bonafix.operators.models import SigningKey

Stream = tuple[str, UUID]


def entries_of(streams: Sequence[Stream]) -> list[dict[str, Any]]:
    """Every entry of these streams, in the order of the record; `body` as stored."""
    return [
        {
            "operator": str(one.operator_id),
            "stream": [one.stream_kind, str(one.stream_id)],
            "seq": one.seq,
            "kind": one.kind,
            "version": one.version,
            "at": format_instant(one.at),
            "actor": one.actor,
            "cause": str(one.cause),
            "body": bytes(one.body).decode(),
            "prev": bytes(one.prev_hash).hex(),
            "hash": bytes(one.hash).hex(),
        }
        for one in Entry.objects.filter(_in(streams)).order_by("stream_kind", "stream_id", "seq")
    ]


def anchors_of(streams: Sequence[Stream]) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The anchors over these streams with proofs, and their tokens by member name."""
    ids = set(AnchorLeaf.objects.filter(_in(streams)).values_list("anchor_id", flat=True))
    anchors = list(Anchor.objects.filter(id__in=ids).order_by("seq"))
    keys = SigningKey.objects.filter(id__in={one.key_id for one in anchors})
    public = {key.id: bytes(key.public).hex() for key in keys}
    told: list[dict[str, Any]] = []
    tokens: dict[str, bytes] = {}
    for anchor in anchors:
        # The token over the anchor first, then those that renew it, one over the other.
        stamps = _chain(list(AnchorStamp.objects.filter(anchor_id=anchor.id).order_by("position")))
        names = [
            f"stamps/anchor-{anchor.seq}{f'-renewed-{n}' if n else ''}.tsr"
            for n in range(len(stamps))
        ]
        tokens |= {name: bytes(one.token) for name, one in zip(names, stamps, strict=True)}
        told.append(
            {
                "facts": anchor_facts(anchor),
                "signature": bytes(anchor.signature).hex(),
                "public_key": public[anchor.key_id],
                "proofs": _proofs(anchor, set(streams)),
                "stamp": names[0] if names else None,
                "renewals": names[1:],
            }
        )
    return told, tokens


def _chain(stamps: list[AnchorStamp]) -> list[AnchorStamp]:
    chain = [one for one in stamps if one.renews is None][:1]
    after = {one.renews: one for one in reversed(stamps) if one.renews is not None}
    while chain and chain[-1].position in after:
        chain.append(after[chain[-1].position])
    return chain


def _proofs(anchor: Anchor, streams: set[Stream]) -> list[dict[str, Any]]:
    rows = list(AnchorLeaf.objects.filter(anchor_id=anchor.id).order_by("position"))
    leaves = [anchor_leaf(x.stream_kind, x.stream_id, x.seq, bytes(x.head)) for x in rows]
    return [
        {
            "leaf": [row.stream_kind, str(row.stream_id), row.seq, bytes(row.head).hex()],
            "index": index,
            "path": [step.hex() for step in merkle.proof(leaves, index)],
        }
        for index, row in enumerate(rows)
        if (row.stream_kind, row.stream_id) in streams
    ]


def _in(streams: Sequence[Stream]) -> Q:
    wanted = Q(pk__in=[])
    for kind, subject in streams:
        wanted |= Q(stream_kind=kind, stream_id=subject)
    return wanted
