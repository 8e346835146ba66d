"""Every kind of entry that was ever written can be read for ever."""

import ast
import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import bonafix
from bonafix.claims.rules import states as claims
from bonafix.kit.canonical import canonical
from bonafix.ledger.audit.faults import Report
from bonafix.ledger.audit.state import Fold, recorded_models
from bonafix.ledger.images import recorded_fields
from bonafix.ledger.rules import Sealed, entry_hash
from bonafix.repairs.rules import states as repairs

SOURCE = Path(bonafix.__file__).parent
FIXTURES = Path(__file__).parent / "fixtures"
FILES = sorted(FIXTURES.glob("*.json"))
# Kinds that are put together when they are written.
COMPOSED = {"deadlines.{status}": ("deadlines.met", "deadlines.released")}


# Functions that hand a kind on to `record`, which is their second argument then.
HANDED_ON = {"record_new"}


def recordings() -> Iterator[tuple[str, int]]:
    """Kind and version of everything that the source puts on record."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or (first := kind_of(node)) is None:
                continue
            version = next((k.value for k in node.keywords if k.arg == "version"), None)
            number = version.value if isinstance(version, ast.Constant) else 1
            for kind in kinds_of(first, f"{file}:{node.lineno}"):
                yield kind, number


def kind_of(call: ast.Call) -> ast.expr | None:
    """The argument that says the kind, when this call records something."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "record":
        handed_on = isinstance(call.args[0], ast.Name)
        return None if handed_on else call.args[0]
    if isinstance(call.func, ast.Name) and call.func.id in HANDED_ON:
        return call.args[1]
    return None


def kinds_of(first: ast.expr, where: str) -> tuple[str, ...]:
    if isinstance(first, ast.Constant):
        return (str(first.value),)
    if isinstance(first, ast.IfExp):
        return (*kinds_of(first.body, where), *kinds_of(first.orelse, where))
    if isinstance(first, ast.JoinedStr):
        return COMPOSED[ast.unparse(first)[2:-1]]
    if isinstance(first, ast.Attribute) and first.attr in ("kind", "done"):
        rules = claims if "/claims/" in where else repairs
        duties = tuple(kind for duty in rules.DUTIES.values() for kind in (duty.kind, duty.done))
        return duties + tuple(transition.kind for transition in rules.BY_VERB.values())
    raise AssertionError(f"{where}: which kinds are these? {ast.unparse(first)}")


def fixture(file: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return facts


def test_every_kind_that_the_code_writes_has_an_entry_that_is_kept() -> None:
    kept = {file.stem for file in FILES}
    missing = {f"{kind}.v{version}" for kind, version in recordings()} - kept
    assert missing == set(), "run tools/ledger_fixtures.py with a test that writes them"


def test_a_kind_is_handed_on_only_where_it_is_looked_for() -> None:
    hands_on = set()
    for file in sorted(SOURCE.rglob("*.py")):
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                hands_on |= {
                    function.name
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "record"
                    and isinstance(node.args[0], ast.Name)
                }
    assert hands_on == HANDED_ON


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_kept_entry_still_has_its_hash_and_is_folded_into_tables_of_today(file: Path) -> None:
    kept = fixture(file)
    body = base64.b64decode(kept["body"])
    assert json.loads(body) == kept["reads"]
    assert canonical(kept["reads"]) == body
    sealed = Sealed(
        operator_id=UUID(kept["operator_id"]),
        stream_kind=kept["stream_kind"],
        stream_id=UUID(kept["stream_id"]),
        seq=kept["seq"],
        kind=kept["kind"],
        version=kept["version"],
        at=datetime.fromisoformat(kept["at"]),
        actor=kept["actor"],
        cause=UUID(kept["cause"]),
        body=body,
        prev_hash=bytes.fromhex(kept["prev_hash"]),
    )
    assert entry_hash(sealed).hex() == kept["hash"]
    assert file.stem == f"{sealed.kind}.v{sealed.version}"
    fold, report = Fold(), Report()
    fold.take(body, file.stem, report)
    assert report.faults == []
    today = {m._meta.db_table: {f.attname for f in recorded_fields(m)} for m in recorded_models()}
    for table, rows in fold.tables.items():
        for told in rows.values():
            assert told.keys() <= today[table]


def test_no_kept_entry_holds_more_than_ids_words_and_commitments() -> None:
    """Sealed columns are there as owner and commitment, and in no other way."""
    from bonafix.ledger.fields import SealedField

    sealed = {
        (model._meta.db_table, field.attname)
        for model in recorded_models()
        for field in recorded_fields(model)
        if isinstance(field, SealedField)
    }
    seen = 0
    for file in FILES:
        for row in fixture(file)["reads"]["rows"]:
            for column, value in row["set"].items():
                if (row["table"], column) in sealed and value is not None:
                    assert set(value) == {"owner", "sealed"}, file
                    assert len(bytes.fromhex(value["sealed"])) == hashlib.sha256().digest_size
                    seen += 1
    assert seen > 5
