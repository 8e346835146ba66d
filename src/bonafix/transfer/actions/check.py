"""A worker looks at the file: what would come of each row. Nothing but the import is changed."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from bonafix.files.actions import store
from bonafix.kit.clock import local
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.transfer.actions.common import get, hold, source_of, stream, worker_of
from bonafix.transfer.meeting import Verdicts, meet
from bonafix.transfer.models import Import
from bonafix.transfer.reading.limits import TableRefused
from bonafix.transfer.reading.tables import Table, read_table
from bonafix.transfer.reports import Report
from bonafix.transfer.rules.tables import KINDS
from bonafix.transfer.rules.whole import Read, read_rows

# Rows after which the page is told how far it is.
CHUNK = 2_000


def check_file(operator_id: UUID, now: datetime, import_id: UUID) -> Import:
    """The preview: counts by word, and the report of the wrong rows. Idempotent."""
    del operator_id
    row = get(import_id)
    if row.status != "uploaded":
        return row
    actor = worker_of(row, now)
    try:
        table = read_table(source_of(actor, now, row), KINDS[row.kind])
    except TableRefused as refusal:
        return _unreadable(actor, now, row, refusal)
    reads = read_rows(table.kind, table.rows(), local(now).date())
    return _preview(actor, now, row, table, reads)


def _unreadable(actor: Actor, now: datetime, row: Import, refusal: TableRefused) -> Import:
    with begin(actor, now) as act:
        row = hold(act, row.id)
        if row.status == "uploaded":
            row.status, row.problem, row.ended_at = "unreadable", refusal.why, now
            row.columns = list(getattr(refusal, "keys", ()))
            act.record("transfer.unreadable", stream(row), rows=[row])
    return row


def _preview(actor: Actor, now: datetime, row: Import, table: Table, reads: list[Read]) -> Import:
    before: Verdicts = {}
    report, counts = Report.of(table), Counter[str]()
    for start in range(0, len(reads), CHUNK):
        with begin(actor, now) as act:
            for read, verdict, _found in meet(row.kind, reads[start : start + CHUNK], now, before):
                counts[verdict.word] += 1
                if verdict.word == "wrong":
                    report.add(read, verdict.faults)
            row = hold(act, row.id)
            if row.status != "uploaded":
                return row
            row.rows, row.looked = len(reads), min(start + CHUNK, len(reads))
            act.record("transfer.looked", stream(row), rows=[row])
    return _checked(actor, now, row, report, counts)


def _checked(
    actor: Actor, now: datetime, row: Import, report: Report, counts: Counter[str]
) -> Import:
    with begin(actor, now) as act:
        row = hold(act, row.id)
        if row.status != "uploaded":
            return row
        content, kept = report.to_bytes(), f"import {row.id}"
        row.report_id = store(act, content, "application/json", "import", None, kept).id
        row.status, row.checked_at, row.expected = "checked", now, dict(counts)
        act.record("transfer.checked", stream(row), rows=[row], body={"rows": row.rows})
    return row
