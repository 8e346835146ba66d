"""Whoever owns the database can change it, and the audit names what was changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from bonafix.kit.errors import Invalid
from bonafix.ledger.audit.anchored import read_exported
from tests.ledger.house import (
    Database,
    House,
    body_of,
    reanchor,
    rechain,
    rewrite_body,
    run_audit,
    with_minutes,
)

CHANGES = {
    "a byte of the body": "body = overlay(body placing '\\x20'::bytea from 2)",
    "a byte of the hash": "hash = set_byte(hash, 3, get_byte(hash, 3) # 1)",
    "the actor": "actor = 'staff:somebody'",
    "the instant": "at = at + interval '1 microsecond'",
    "the kind": "kind = 'repairs.other'",
    "the cause": "cause = gen_random_uuid()",
    "the version": "version = version + 1",
    "the link back": "prev_hash = set_byte(prev_hash, 0, get_byte(prev_hash, 0) # 1)",
}


def test_an_untouched_house_has_no_fault(house: House) -> None:
    assert house.found() == []


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_in_an_entry_is_found_and_the_entry_is_named(house: House, what: str) -> None:
    with house.superuser() as root:
        changed = root.execute(
            f"UPDATE ledger_entry SET {CHANGES[what]} WHERE stream_id = %s AND seq = 3",
            (house.case_id,),
        ).rowcount
    assert changed == 1
    assert ("changed", house.place(3)) in house.found()


def test_the_owner_with_the_trigger_off_is_found_too(house: House) -> None:
    with house.superuser() as root:
        root.execute("SET session_replication_role = origin")
        root.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_written_once")
        root.execute(
            "UPDATE ledger_entry SET actor = 'system' WHERE stream_id = %s AND seq = 1",
            (house.case_id,),
        )
        root.execute("ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_written_once")
    assert house.found() == [("changed", house.place(1))]


def test_an_entry_that_is_missing_is_found_at_its_place(house: House) -> None:
    with house.superuser() as root:
        root.execute("DELETE FROM ledger_entry WHERE stream_id = %s AND seq = 2", (house.case_id,))
    assert ("gap", house.place(3)) in house.found()


def test_an_entry_that_was_put_in_between_is_found(house: House) -> None:
    with house.superuser() as root:
        root.execute(
            "UPDATE ledger_entry SET seq = seq + 100 WHERE stream_id = %s AND seq >= 3",
            (house.case_id,),
        )
        root.execute(
            "UPDATE ledger_entry SET seq = seq - 99 WHERE stream_id = %s AND seq > 100",
            (house.case_id,),
        )
        copied(root, house, 2, 3)
    found = house.found()
    assert ("changed", house.place(3)) in found
    assert ("gap", house.place(4)) in found, "the one that stood there follows nothing now"


def test_an_entry_that_was_added_at_the_end_is_found(house: House) -> None:
    last = house.length()
    with house.superuser() as root:
        copied(root, house, last, last + 1)
    found = house.found()
    assert ("changed", house.place(last + 1)) in found
    assert ("head", f"case:{house.case_id}") in found


def copied(root: Database, house: House, seq: int, to: int) -> None:
    root.execute(
        "INSERT INTO ledger_entry (operator_id, stream_kind, stream_id, seq, kind, version, at,"
        " actor, cause, body, prev_hash, hash) SELECT operator_id, stream_kind, stream_id, %s,"
        " kind, version, at, actor, cause, body, prev_hash, hash FROM ledger_entry"
        " WHERE stream_id = %s AND seq = %s",
        (to, house.case_id, seq),
    )


def test_two_entries_that_changed_places_are_found(house: House) -> None:
    with house.superuser() as root:
        for before, after in ((2, 900), (3, 2), (900, 3)):
            root.execute(
                "UPDATE ledger_entry SET seq = %s WHERE stream_id = %s AND seq = %s",
                (after, house.case_id, before),
            )
    found = house.found()
    assert {("changed", house.place(2)), ("changed", house.place(3))} <= set(found)


def test_a_row_changed_without_a_record_is_named_with_its_column(house: House) -> None:
    with house.superuser() as root:
        (row_id,) = root.execute(
            "UPDATE repairs_repair SET minutes = minutes + 1 WHERE case_id = %s RETURNING id",
            (house.case_id,),
        ).fetchone() or (None,)
        (booking_id,) = root.execute(
            "UPDATE dispatch_booking SET reason = reason || %s WHERE case_id = %s RETURNING id",
            (Jsonb({"rule": "bribed"}), house.case_id),
        ).fetchone() or (None,)
    assert house.found() == [
        ("row", f"dispatch_booking:{booking_id}.reason"),
        ("row", f"repairs_repair:{row_id}.minutes"),
    ]


def test_a_row_that_was_deleted_or_made_up_is_named(house: House) -> None:
    with house.superuser() as root:
        (gone,) = root.execute(
            "DELETE FROM dispatch_booking WHERE case_id = %s RETURNING id", (house.case_id,)
        ).fetchone() or (None,)
        (extra,) = root.execute(
            "INSERT INTO dispatch_shift (id, operator_id, technician_id, during, kind, status)"
            " SELECT gen_random_uuid(), operator_id, technician_id, during, kind, status"
            " FROM dispatch_shift LIMIT 1 RETURNING id"
        ).fetchone() or (None,)
    assert sorted(house.found()) == sorted(
        [("row", f"dispatch_booking:{gone}"), ("row", f"dispatch_shift:{extra}")]
    )


def test_a_sealed_cell_that_was_exchanged_is_found(house: House) -> None:
    with house.superuser() as root:
        (row_id,) = root.execute(
            "UPDATE repairs_repair SET address = description WHERE case_id = %s RETURNING id",
            (house.case_id,),
        ).fetchone() or (None,)
    assert ("row", f"repairs_repair:{row_id}.address") in house.found()


ANCHOR_CHANGES: dict[str, Callable[[Database], object]] = {
    "root": lambda root: root.execute(
        "UPDATE ledger_anchor SET root = set_byte(root, 0, get_byte(root, 0) # 1)"
    ),
    "signature": lambda root: root.execute(
        "UPDATE ledger_anchor SET signature = set_byte(signature, 0, get_byte(signature, 0) # 1)"
    ),
    "leaf": lambda root: root.execute(
        "DELETE FROM ledger_anchorleaf WHERE position = (SELECT max(position)"
        " FROM ledger_anchorleaf)"
    ),
    "key": lambda root: root.execute(
        "UPDATE operators_signingkey SET public = set_byte(public, 0, get_byte(public, 0) # 1)"
    ),
}


@pytest.mark.parametrize("what", ANCHOR_CHANGES)
def test_a_change_in_an_anchor_is_found(house: House, what: str) -> None:
    with house.superuser() as root:
        ANCHOR_CHANGES[what](root)
    assert ("anchor", "anchor#1") in house.found()


def test_a_chain_rewritten_to_the_last_signature_is_found_with_kept_anchors(
    house: House, tmp_path: Path
) -> None:
    kept = house.exported(tmp_path / "anchors.jsonl")
    seq = house.seq_of("repairs.reported")
    with house.superuser() as root:
        rewrite_body(root, house, seq, with_minutes(body_of(root, house, seq), 600))
        root.execute("UPDATE repairs_repair SET minutes = 600 WHERE case_id = %s", (house.case_id,))
    assert house.found() == [], "everything inside the database fits again"
    found = house.found(kept)
    assert ("rewritten", house.place(house.length())) in found
    assert ("rewritten", "exported anchor#1") in found


def test_a_forger_without_the_signing_key_is_found_at_once(house: House) -> None:
    seq = house.seq_of("repairs.reported")
    with house.superuser() as root:
        root.execute(
            "UPDATE ledger_entry SET body = %s WHERE stream_id = %s AND seq = %s",
            (with_minutes(body_of(root, house, seq), 600), house.case_id, seq),
        )
        rechain(root, house)
        root.execute("UPDATE repairs_repair SET minutes = 600 WHERE case_id = %s", (house.case_id,))
    assert house.found() == [("rewritten", house.place(house.length()))]


def test_a_tail_that_was_cut_off_is_found_with_kept_anchors(house: House, tmp_path: Path) -> None:
    from bonafix.ledger.acts import begin
    from bonafix.operators.actors import Actor
    from tests.conftest import NOW

    with begin(Actor.system(house.operator_id), NOW) as act:
        act.record("repairs.nobody_free", ("case", house.case_id), body={"reasons": {}})
    house.anchor()
    last, kept = house.length(), house.exported(tmp_path / "anchors.jsonl")
    with house.superuser() as root:
        root.execute(
            "DELETE FROM ledger_entry WHERE stream_id = %s AND seq = %s", (house.case_id, last)
        )
        root.execute(
            "DELETE FROM ledger_anchorleaf WHERE anchor_id ="
            " (SELECT id FROM ledger_anchor WHERE seq = 2)"
        )
        root.execute("DELETE FROM ledger_anchor WHERE seq = 2")
        rechain(root, house)
        reanchor(root, house.operator_id)
    assert house.found() == [], "what is left fits together"
    found = house.found(kept)
    assert ("rewritten", "exported anchor#2") in found
    assert ("rewritten", house.place(last)) in found


def test_an_operator_that_was_removed_is_missed_by_the_kept_anchors(
    house: House, tmp_path: Path
) -> None:
    kept = house.exported(tmp_path / "anchors.jsonl")
    with house.superuser() as root:
        root.execute("DELETE FROM operators_operator")
    assert house.found(kept) == [("operator", str(house.operator_id))]


def test_kept_anchors_go_on_holding_while_the_house_works_on(house: House, tmp_path: Path) -> None:
    from bonafix.ledger.acts import begin
    from bonafix.operators.actions import rotate_signing_key
    from bonafix.operators.actors import Actor
    from tests.conftest import NOW

    kept = house.exported(tmp_path / "anchors.jsonl")
    rotate_signing_key(house.operator_id, NOW)
    with begin(Actor.system(house.operator_id), NOW) as act:
        act.record("repairs.nobody_free", ("case", house.case_id), body={"reasons": {}})
    house.anchor()
    assert house.found(kept) == []
    assert house.found(house.exported(tmp_path / "later.jsonl")) == []


GOOD: dict[str, Any] = {
    "operator": str(UUID(int=1)),
    "seq": 1,
    "at": "2026-11-24T06:20:00.000000Z",
    "root": "00",
    "leaves": 1,
    "prev": "00",
    "signature": "00",
    "public_key": "00",
    "heads": [["case", str(UUID(int=2)), 1, "00"]],
}
DAMAGED = {
    "no JSON": b"{",
    "no UTF-8": b"\xff\xfe\x00",
    "no object": b"[1, 2]",
    "a text": b'"anchor"',
    "a field missing": b'{"operator": "x"}',
    **{
        f"{name} is {value!r}": json.dumps({**GOOD, name: value}).encode()
        for name, value in (
            ("operator", "nobody"),
            ("seq", {"$": float("1e400")}),
            ("root", "no hex"),
            ("public_key", 7),
            ("signature", None),
            ("heads", 5),
            ("heads", [["case"]]),
            ("heads", [["case", "nobody", 1, "00"]]),
            ("heads", [["case", str(UUID(int=2)), 1, "zz"]]),
            ("heads", [["case", str(UUID(int=2)), "first", "00"]]),
        )
    },
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_line_that_is_no_anchor_is_named(tmp_path: Path, what: str) -> None:
    file = tmp_path / "anchors.jsonl"
    good = json.dumps(GOOD).encode()
    file.write_bytes(good + b"\n")
    assert read_exported(file) == [GOOD]
    file.write_bytes(good + b"\n" + DAMAGED[what] + b"\n")
    with pytest.raises(Invalid) as refused:
        read_exported(file)
    assert refused.value.params["line"] == 2


def test_a_file_without_anchors_proves_nothing_and_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"\n")
    with pytest.raises(Invalid):
        read_exported(tmp_path / "empty")


def test_an_unusable_anchors_file_ends_the_command_with_two_and_one_line(tmp_path: Path) -> None:
    no_anchors = tmp_path / "anchors.jsonl"
    no_anchors.write_bytes(b"\xff\xfe\n")
    for file in (no_anchors, tmp_path, tmp_path / "not-there"):
        ended = run_audit("--data", str(tmp_path / "data"), "--anchors", str(file))
        assert ended.returncode == 2, ended
        assert len(ended.stderr.splitlines()) == 1
        assert ended.stderr.startswith("bonafix: ")
        assert ended.stdout == ""
    assert not (tmp_path / "data").exists()
