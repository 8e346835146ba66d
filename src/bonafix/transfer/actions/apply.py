"""The file is applied: batch after batch, each wholly or not at all, going on where it stood."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError

from bonafix.intake.errors import ReportInvalid
from bonafix.kit.clock import local
from bonafix.kit.errors import BonafixError, NotAllowed
from bonafix.kit.texts import N_
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.transfer.actions.common import get, hold, may, source_of, stream, worker_of
from bonafix.transfer.actions.finish import finish, stop
from bonafix.transfer.errors import FileGone, NotReady
from bonafix.transfer.kinds import WAYS, Found, Origin
from bonafix.transfer.meeting import Verdicts, meet
from bonafix.transfer.models import Batch, Import
from bonafix.transfer.reading.tables import read_table
from bonafix.transfer.rules.faults import Fault, fault_of
from bonafix.transfer.rules.tables import KINDS
from bonafix.transfer.rules.verdicts import WORDS, Verdict
from bonafix.transfer.rules.whole import Read, read_rows

APPLY: Final = "transfer.apply"
# Rows of one transaction: few enough that nobody waits long for what it holds.
BATCH: Final = 200
# Rows of one job: it ends long before the queue takes it for lost, and goes on as a new one.
ROWS_OF_JOB: Final = 1_000
# An order is a case, a repair, its deadline and its notice: four times the work of other rows.
HEAVY: Final = {"orders": 4}
TAKEN: Final = N_("Somebody else changed the same at this moment. Please bring this row in again.")


@dataclass
class Outcome:
    """What became of the rows of a batch, as it is put on record: ids, words and numbers."""

    made: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    same: int = 0
    wrong: list[list[Any]] = field(default_factory=list)

    def take(self, read: Read, verdict: Verdict, subject: UUID | None) -> None:
        """Count one row."""
        if verdict.word == "wrong":
            self.wrong += [[read.number, *fault.kept()] for fault in verdict.faults]
        elif verdict.word == "same" or subject is None:
            self.same += 1
        else:
            into = self.made if verdict.word == "new" else self.changed
            into[str(read.number)] = str(subject)

    def counts(self) -> dict[str, int]:
        """Rows by word."""
        numbers = (len(self.made), len(self.changed), self.same, len({w[0] for w in self.wrong}))
        return dict(zip(WORDS, numbers, strict=True))

    def kept(self) -> dict[str, Any]:
        """For the record."""
        return {"made": self.made, "changed": self.changed, "wrong": self.wrong}


def ask_apply(actor: Actor, now: datetime, import_id: UUID, *, queued: bool = True) -> Import:
    """Somebody has seen the preview and says yes; one that stands still goes on.

    Raises NotAllowed, NoSuchImport, NotReady.
    """
    may(actor, "data.import")
    with begin(actor, now) as act:
        row = hold(act, import_id)
        if row.status not in ("checked", "applying", "stopped"):
            raise NotReady
        if row.status != "applying":
            row.status = "applying"
            row.counts = row.counts or dict.fromkeys(WORDS, 0)
            act.record("transfer.approved", stream(row), rows=[row])
        if queued:
            act.defer(APPLY, import_id=row.id)
    return row


def apply_some(operator_id: UUID, now: datetime, import_id: UUID, *, queued: bool = True) -> Import:
    """Apply the next rows; the last of them defers the rest, or ends the import. Idempotent."""
    del operator_id
    row = get(import_id)
    if row.status != "applying":
        return row
    actor = worker_of(row, now)
    try:
        may(actor, "data.import")
        table = read_table(source_of(actor, now, row), KINDS[row.kind])
    except (NotAllowed, FileGone) as refusal:
        return stop(row, now, refusal.code)
    reads = read_rows(table.kind, table.rows(), local(row.uploaded_at).date())
    end = min(row.done + ROWS_OF_JOB // HEAVY.get(row.kind, 1), len(reads))
    before: Verdicts = {}
    while row.status == "applying" and row.done < end:
        row = _batch(actor, now, row, reads, before, end)
    if row.status != "applying":
        return row
    if row.done >= len(reads):
        return finish(actor, now, row.id, table, reads)
    if queued:
        with begin(actor, now) as act:
            act.defer(APPLY, import_id=row.id)
    return row


def _batch(
    actor: Actor,
    now: datetime,
    row: Import,
    reads: Sequence[Read],
    before: Verdicts,
    end: int,
) -> Import:
    """One transaction. Whoever comes second to the same rows finds them done."""
    first = row.done
    last = min(first + BATCH // HEAVY.get(row.kind, 1), end)
    with begin(actor, now) as act:
        row = hold(act, row.id)
        if row.status != "applying" or row.done != first:
            return row
        outcome = Outcome()
        for read, expected, found in meet(row.kind, reads[first:last], now, before):
            verdict, subject = _written(act, row, read, expected, found)
            before[read.number] = verdict
            outcome.take(read, verdict, subject)
        batch = Batch(source_id=row.id, first=first, last=last, outcome=outcome.kept(), at=now)
        row.done = last
        row.counts = {word: row.counts.get(word, 0) + n for word, n in outcome.counts().items()}
        act.record("transfer.batch_applied", stream(row), rows=[row, batch])
    return row


def _written(
    act: Act, row: Import, read: Read, verdict: Verdict, found: Found
) -> tuple[Verdict, UUID | None]:
    """Write what is to be written; a refusal takes back this row and no other."""
    if verdict.word not in ("new", "changed"):
        return verdict, None
    origin = Origin(row.id, read.number)
    # A number that two cases drew, or a neighbour who was faster: the second try sees it.
    for _try in range(2):
        try:
            with act.attempt():
                return verdict, WAYS[row.kind].write(act, read.row, found, origin)
        except ReportInvalid as refusal:
            faults = (fault_of(error, name) for name, error in refusal.fields.items())
            return Verdict("wrong", tuple(faults)), None
        except BonafixError as refusal:
            known = refusal.field if refusal.field in read.row else ""
            return Verdict("wrong", (fault_of(refusal, known or ""),)), None
        except IntegrityError:
            continue
    return Verdict("wrong", (Fault("", "taken", TAKEN),)), None
