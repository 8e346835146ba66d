"""What the console does: the same verbs as the pages, one after the other, without the queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bonafix.kit.clock import Clock
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.transfer import actions
from bonafix.transfer.actions.common import console
from bonafix.transfer.errors import FileUnreadable
from bonafix.transfer.exports import forms
from bonafix.transfer.exports.party import party_zip
from bonafix.transfer.models import Import
from bonafix.transfer.queries import report_for
from bonafix.transfer.reports import Report
from bonafix.transfer.rules.tables import KINDS
from bonafix.transfer.rules.verdicts import WORDS
from bonafix.transfer.showing import column_title, rejected, sentence
from bonafix.transfer.writing import as_csv, table, title_of


@dataclass(frozen=True, slots=True)
class Result:
    """An import as it ended, and the rows that are not usable."""

    row: Import
    report: Report


def bring(operator_id: UUID, clock: Clock, kind: str, content: bytes, *, apply: bool) -> Result:
    """Look at a file and, with `apply`, bring it in. Raises FileUnreadable."""
    actor = console(operator_id)
    row = actions.upload(actor, clock(), kind, content, queued=False)
    row = actions.check_file(operator_id, clock(), row.id)
    if row.status == "unreadable":
        refusal = FileUnreadable(row.problem)
        named = ", ".join(column_title(KINDS[kind], key) for key in row.columns)
        raise Invalid(refusal.code, f"{refusal.text} {named}".strip())
    if apply:
        row = actions.ask_apply(actor, clock(), row.id, queued=False)
        while row.status == "applying":
            row = actions.apply_some(operator_id, clock(), row.id, queued=False)
    report = report_for(actor, clock(), row)
    assert report is not None
    if not apply:
        row = actions.discard(actor, clock(), row.id)
    return Result(row, report)


def told(result: Result) -> dict[str, Any]:
    """For people and programs: counts by word, and each fault with its row."""
    row = result.row
    counts = row.counts if row.status == "applied" else row.expected
    return {
        "kind": row.kind,
        "sha256": bytes(row.sha256).hex(),
        "applied": row.status == "applied",
        "rows": row.rows,
        "counts": {word: counts.get(word, 0) for word in WORDS},
        "wrong": [
            {
                "row": line.row,
                "column": column_title(KINDS[row.kind], fault.field),
                "code": fault.code,
                "text": sentence(fault),
            }
            for line in result.report.wrong
            for fault in line.faults
        ],
    }


def rejected_table(result: Result, form: str) -> bytes:
    """The rows that are not usable, with their reasons."""
    head, lines = rejected(KINDS[result.row.kind], result.report)
    return table(head, lines, form)


def export(operator_id: UUID, now: datetime, what: str, party: str | None) -> bytes:
    """All, one kind as CSV, or one party's own data; on record. Raises NoSuchPerson."""
    actor = console(operator_id)
    if what == "all":
        row = actions.ask_export(actor, now, "copy", queued=False)
        row = actions.build_export(operator_id, now, row.id)
        return actions.hand_out(actor, now, row.id)
    if what == "party":
        return party_zip(actor, now, _id(party or ""))
    return kind_table(actor, now, what)


def kind_table(actor: Actor, now: datetime, kind: str) -> bytes:
    """Everything of one kind as a table that can be brought in again; on record."""
    content = as_csv([title_of(one) for one in KINDS[kind].columns], forms.lines(kind, now))
    with begin(actor, now) as act:
        act.record("transfer.kind_exported", ("operator", act.operator_id), body={"kind": kind})
    return content


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid("not_an_id", "This is not the id of a party.", field="party") from error
