"""A house with a record, and somebody who owns its database and rewrites it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bonafix.kit import merkle
from bonafix.kit.canonical import canonical, sha256_hex
from bonafix.kit.clock import format_instant
from bonafix.ledger.rules import GENESIS, Sealed, anchor_leaf, anchor_message, entry_hash
from tests.support import database

Database = psycopg.Connection[Any]


@dataclass(frozen=True)
class House:
    """One operator with a reported case, anchored; in a database of its own."""

    name: str
    operator_id: UUID
    case_id: UUID
    customer_id: UUID

    @contextmanager
    def superuser(self) -> Iterator[Database]:
        """Whoever owns the machine: no trigger and no policy stops them."""
        url = database.url("postgres", self.name)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            yield connection

    def found(self, anchors: Path | None = None) -> list[tuple[str, str]]:
        """Kind and place of every fault that an audit finds."""
        from bonafix.ledger.audit import audit

        return [(fault.kind, fault.where) for fault in audit(anchors).faults]

    def place(self, seq: int) -> str:
        """How the audit names an entry of the case."""
        return f"case:{self.case_id}#{seq}"

    def length(self) -> int:
        """How many entries the case has."""
        with self.superuser() as root:
            return int(
                _one(root, "SELECT max(seq) FROM ledger_entry WHERE stream_id = %s", self.case_id)
            )

    def seq_of(self, kind: str) -> int:
        """Where the case's entry of this kind stands."""
        with self.superuser() as root:
            return int(
                _one(
                    root,
                    "SELECT min(seq) FROM ledger_entry WHERE stream_id = %s AND kind = %s",
                    self.case_id,
                    kind,
                )
            )

    def anchor(self) -> None:
        """What the clock does every second."""
        from bonafix.ledger.anchors import anchor_operator
        from tests.conftest import NOW

        assert anchor_operator(self.operator_id, NOW) is not None

    def exported(self, file: Path) -> Path:
        """The anchors that somebody else keeps."""
        from bonafix.ledger.anchors import export_anchors

        file.write_text("".join(f"{line}\n" for line in export_anchors(self.operator_id)), "utf-8")
        return file


def _one(database: Database, query: str, *values: Any) -> Any:
    row = database.execute(query, values).fetchone()
    assert row is not None
    return row[0]


def run_audit(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command as a person runs it, against the database of the test run."""
    return subprocess.run(
        [sys.executable, "-m", "bonafix.cli.main", "audit", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def rewrite_body(root: Database, house: House, seq: int, changed: bytes) -> None:
    """Put other bytes into an entry and make everything after it fit: a careful forger."""
    root.execute(
        "UPDATE ledger_entry SET body = %s WHERE stream_id = %s AND seq = %s",
        (changed, house.case_id, seq),
    )
    rechain(root, house)
    reanchor(root, house.operator_id)


def rechain(root: Database, house: House) -> None:
    """All hashes of the case's chain anew, and its head."""
    prev, last = GENESIS, 0
    entries = root.execute(
        "SELECT position, operator_id, stream_kind, stream_id, seq, kind, version, at, actor,"
        " cause, body FROM ledger_entry WHERE stream_id = %s ORDER BY seq",
        (house.case_id,),
    ).fetchall()
    for position, *facts in entries:
        digest = entry_hash(Sealed(*facts[:9], body=bytes(facts[9]), prev_hash=prev))
        root.execute(
            "UPDATE ledger_entry SET prev_hash = %s, hash = %s WHERE position = %s",
            (prev, digest, position),
        )
        prev, last = digest, facts[3]
    root.execute(
        "UPDATE ledger_stream SET seq = %s, head = %s, anchored_seq = least(anchored_seq, %s)"
        " WHERE subject_id = %s",
        (last, prev, last, house.case_id),
    )


def reanchor(root: Database, operator_id: UUID) -> None:
    """All leaves, roots, hashes and signatures anew, with the operator's stolen key."""
    root.execute(
        "UPDATE ledger_anchorleaf AS leaf SET head = entry.hash FROM ledger_entry AS entry"
        " WHERE entry.stream_id = leaf.stream_id AND entry.seq = leaf.seq"
        " AND entry.stream_kind = leaf.stream_kind"
    )
    prev = GENESIS
    for anchor_id, seq, at in root.execute(
        "SELECT id, seq, at FROM ledger_anchor WHERE operator_id = %s ORDER BY seq", (operator_id,)
    ).fetchall():
        rows = root.execute(
            "SELECT stream_kind, stream_id, seq, head FROM ledger_anchorleaf"
            " WHERE anchor_id = %s ORDER BY position",
            (anchor_id,),
        ).fetchall()
        top = merkle.root([anchor_leaf(k, s, n, bytes(h)) for k, s, n, h in rows])
        message = anchor_message(
            {
                "operator": str(operator_id),
                "seq": seq,
                "at": format_instant(at),
                "root": top.hex(),
                "leaves": len(rows),
                "prev": prev.hex(),
            }
        )
        digest = bytes.fromhex(sha256_hex(message))
        root.execute(
            "UPDATE ledger_anchor SET root = %s, prev_hash = %s, hash = %s, signature = %s"
            " WHERE id = %s",
            (top, prev, digest, stolen_key(root, operator_id).sign(message), anchor_id),
        )
        prev = digest


def stolen_key(root: Database, operator_id: UUID) -> Ed25519PrivateKey:
    """The private half, as whoever owns machine and master key has it."""
    from bonafix.operators.keys import master_key

    wrapped = _one(
        root,
        "SELECT wrapped_private FROM operators_signingkey"
        " WHERE operator_id = %s AND retired_at IS NULL",
        operator_id,
    )
    return Ed25519PrivateKey.from_private_bytes(master_key().unwrap(bytes(wrapped)))


def body_of(root: Database, house: House, seq: int) -> dict[str, Any]:
    """What an entry of the case says."""
    body: dict[str, Any] = json.loads(
        bytes(
            _one(
                root,
                "SELECT body FROM ledger_entry WHERE stream_id = %s AND seq = %s",
                house.case_id,
                seq,
            )
        )
    )
    return body


def with_minutes(body: dict[str, Any], minutes: int) -> bytes:
    """The entry of the report, telling another duration."""
    for row in body["rows"]:
        if row["table"] == "repairs_repair":
            row["set"]["minutes"] = minutes
    return canonical(body)
