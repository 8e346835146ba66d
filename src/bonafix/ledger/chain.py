"""Appending drafts to their chains, and telling live pages that something moved."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from bonafix.kit.ids import uuid7
from bonafix.ledger.models import Entry, Stream
from bonafix.ledger.rules import GENESIS, Draft, Sealed, entry_hash

LIVE_CHANNEL = "bonafix_live"


def append(operator_id: UUID, now: datetime, cause: UUID, drafts: Sequence[Draft]) -> list[Entry]:
    """Give each draft its place. Heads are locked in the order of their names.

    Must run inside the action's transaction, as its last step.
    """
    if not drafts:
        return []
    heads = _lock_heads(operator_id, {(d.stream_kind, d.stream_id) for d in drafts})
    entries = []
    for draft in drafts:
        head = heads[(draft.stream_kind, draft.stream_id)]
        sealed = Sealed(
            operator_id=operator_id,
            stream_kind=draft.stream_kind,
            stream_id=draft.stream_id,
            seq=head.seq + 1,
            kind=draft.kind,
            version=draft.version,
            at=now,
            actor=draft.actor,
            cause=cause,
            body=draft.body,
            prev_hash=bytes(head.head),
        )
        digest = entry_hash(sealed)
        entries.append(_entry(sealed, digest))
        head.seq, head.head = head.seq + 1, digest
    Entry.objects.bulk_create(entries)
    _move_heads(operator_id, list(heads.values()), entries[-1].position)
    return entries


def _entry(sealed: Sealed, digest: bytes) -> Entry:
    return Entry(
        operator_id=sealed.operator_id,
        stream_kind=sealed.stream_kind,
        stream_id=sealed.stream_id,
        seq=sealed.seq,
        kind=sealed.kind,
        version=sealed.version,
        at=sealed.at,
        actor=sealed.actor,
        cause=sealed.cause,
        body=sealed.body,
        prev_hash=sealed.prev_hash,
        hash=digest,
    )


def _lock_heads(operator_id: UUID, wanted: set[tuple[str, UUID]]) -> dict[tuple[str, UUID], Stream]:
    """Create missing heads and lock all, in one statement and one order."""
    names = sorted(wanted, key=lambda name: (name[0], name[1]))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_stream"
            " (id, operator_id, kind, subject_id, seq, head, anchored_seq)"
            " SELECT unnest(%s::uuid[]), %s, unnest(%s::text[]), unnest(%s::uuid[]), 0, %s, 0"
            " ON CONFLICT (operator_id, kind, subject_id)"
            " DO UPDATE SET seq = ledger_stream.seq"
            " RETURNING id, kind, subject_id, seq, head, anchored_seq",
            [
                [uuid7() for _ in names],
                operator_id,
                [kind for kind, _ in names],
                [subject for _, subject in names],
                GENESIS,
            ],
        )
        rows = cursor.fetchall()
    return {
        (kind, subject): Stream(
            id=pk,
            operator_id=operator_id,
            kind=kind,
            subject_id=subject,
            seq=seq,
            head=bytes(head),
            anchored_seq=anchored,
        )
        for pk, kind, subject, seq, head, anchored in rows
    }


def _move_heads(operator_id: UUID, heads: Sequence[Stream], last: int) -> None:
    """All heads at once, and word of it to live pages: each action does this, in one statement.

    NOTIFY carries names of streams only; pages fetch what they may see by themselves.
    """
    messages = [json.dumps([str(operator_id), s.kind, str(s.subject_id), last]) for s in heads]
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH moved AS (SELECT * FROM"
            " unnest(%s::uuid[], %s::int[], %s::bytea[], %s::text[]) AS m (id, seq, head, word)),"
            " written AS (UPDATE ledger_stream AS s SET seq = moved.seq, head = moved.head"
            " FROM moved WHERE s.id = moved.id)"
            " SELECT pg_notify(%s, word) FROM moved",
            [
                [stream.id for stream in heads],
                [stream.seq for stream in heads],
                [bytes(stream.head) for stream in heads],
                messages,
                LIVE_CHANNEL,
            ],
        )
