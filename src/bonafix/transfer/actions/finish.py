"""The end of an import: every row has its word, and the file itself is let go."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bonafix.files.actions import store
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.transfer.actions.common import drop, hold, stream
from bonafix.transfer.models import Batch, Import
from bonafix.transfer.reading.tables import Table
from bonafix.transfer.reports import Report
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.whole import Read


def finish(
    actor: Actor, now: datetime, import_id: UUID, table: Table, reads: Sequence[Read]
) -> Import:
    """All rows are done: the report of the wrong ones stays for its time, the source goes."""
    with begin(actor, now) as act:
        row = hold(act, import_id)
        if row.status != "applying" or row.done < len(reads):
            return row
        report = _report(row, table, reads)
        drop(act, row.source_id, f"import {row.id}")
        drop(act, row.report_id, f"import {row.id}")
        kept = store(act, report.to_bytes(), "application/json", "import", None, f"import {row.id}")
        row.report_id, row.status, row.ended_at = kept.id, "applied", now
        act.record("transfer.applied", stream(row), rows=[row], body={"counts": row.counts})
    return row


def _report(row: Import, table: Table, reads: Sequence[Read]) -> Report:
    faults: dict[int, list[Fault]] = {}
    for outcome in Batch.objects.filter(source_id=row.id).values_list("outcome", flat=True):
        for number, *kept in outcome["wrong"]:
            faults.setdefault(number, []).append(Fault(*kept))
    report = Report.of(table)
    for read in reads:
        if read.number in faults:
            report.add(read, faults[read.number])
    return report


def stop(row: Import, now: datetime, why: str) -> Import:
    """Nothing more can be applied: the file has gone, or whoever asked may no more."""
    system = Actor.system(row.operator_id)
    with begin(system, now) as act:
        row = hold(act, row.id)
        if row.status == "applying":
            row.status, row.problem = "stopped", why
            act.record("transfer.stopped", stream(row), rows=[row])
    return row
