"""Every entry hashes to what it says and follows the one before."""

from typing import Any
from uuid import UUID

from bonafix.ledger.audit.faults import Report
from bonafix.ledger.audit.state import Fold
from bonafix.ledger.models import Entry, Stream
from bonafix.ledger.rules import GENESIS, Sealed, entry_hash

Heads = dict[tuple[str, UUID], dict[int, bytes]]


def recomputed(entry: Entry) -> bytes:
    """The hash that the entry's own columns give."""
    return entry_hash(
        Sealed(
            operator_id=entry.operator_id,
            stream_kind=entry.stream_kind,
            stream_id=entry.stream_id,
            seq=entry.seq,
            kind=entry.kind,
            version=entry.version,
            at=entry.at,
            actor=entry.actor,
            cause=entry.cause,
            body=bytes(entry.body),
            prev_hash=bytes(entry.prev_hash),
        )
    )


def check_chains(operator_id: UUID, report: Report) -> tuple[Heads, Fold]:
    """Walk all entries in the order of writing; also folds them into the state they describe.

    Returns the hash of every (stream, seq), for the anchors, and the folded state.
    """
    heads: Heads = {}
    fold = Fold()
    last: dict[tuple[str, UUID], tuple[int, bytes]] = {}
    entries = Entry.objects.filter(operator_id=operator_id).order_by("position")
    for entry in entries.iterator(chunk_size=2000):
        report.entries += 1
        name = (entry.stream_kind, entry.stream_id)
        where = f"{entry.stream_kind}:{entry.stream_id}#{entry.seq}"
        seq, prev = last.get(name, (0, GENESIS))
        if entry.seq != seq + 1:
            report.fault("gap", where, f"entry {seq + 1} is missing before {entry.seq}")
        elif bytes(entry.prev_hash) != prev:
            report.fault("chain", where, "does not follow the entry before")
        digest = recomputed(entry)
        if digest != bytes(entry.hash):
            report.fault("changed", where, f"the bytes of this {entry.kind} were changed")
        last[name] = (entry.seq, bytes(entry.hash))
        heads.setdefault(name, {})[entry.seq] = bytes(entry.hash)
        fold.take(bytes(entry.body), where, report)
    _check_heads(operator_id, last, report)
    return heads, fold


def _check_heads(
    operator_id: UUID, last: dict[tuple[str, UUID], tuple[int, bytes]], report: Report
) -> None:
    streams: dict[Any, Stream] = {
        (s.kind, s.subject_id): s for s in Stream.objects.filter(operator_id=operator_id)
    }
    report.streams += len(streams)
    for name in streams.keys() | last.keys():
        where = f"{name[0]}:{name[1]}"
        stream, tail = streams.get(name), last.get(name)
        if stream is None or tail is None:
            report.fault("head", where, "the head of this chain and its entries do not match")
        elif (stream.seq, bytes(stream.head)) != tail:
            report.fault(
                "head", where, f"the head says {stream.seq} entries, the chain has {tail[0]}"
            )
