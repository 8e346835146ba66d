"""One action, one transaction: rows, their entries and the work they wake, or nothing.

`begin` belongs to the outermost action. Actions of lower packages take the `Act` and
add their own entries to it. Stream heads are locked at the very end, after technicians
and aggregates, so that the lock order holds whatever an action does.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction

from bonafix.kit.canonical import canonical
from bonafix.kit.ids import uuid7
from bonafix.ledger import chain
from bonafix.ledger.models import Recorded
from bonafix.ledger.queue import LAST, SLOW, Event, defer_all
from bonafix.ledger.rules import Draft
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import act_as

R = TypeVar("R", bound=Recorded)


@dataclass
class Act:
    """The running action: who, when, why, and what it has put on record so far."""

    actor: Actor
    now: datetime
    cause: UUID = field(default_factory=uuid7)
    drafts: list[Draft] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    waiting: list[Recorded] | None = None

    @property
    def operator_id(self) -> UUID:
        """The operator in whose name this happens."""
        return self.actor.operator_id

    def record(
        self,
        kind: str,
        stream: tuple[str, UUID],
        *,
        rows: Iterable[Recorded] = (),
        body: dict[str, Any] | None = None,
        version: int = 1,
    ) -> None:
        """Save `rows` and put the entry that says so on the chain of `stream`.

        `body` holds ids and words of state only; free or personal text belongs into
        sealed columns, which appear here as commitments.
        """
        images = [self._image(row) for row in self._save(list(rows))]
        content = {**(body or {}), "rows": [one for one in images if one["set"]]}
        body_ = canonical(content)
        self.drafts.append(Draft(*stream, kind, version, self.actor.label(), body_))

    @contextmanager
    def by_system(self) -> Iterator[None]:
        """What the house concludes by itself within somebody's action is not entered as theirs.

        The acceptance of a served place, a measured promise: done by `system`, with the cause
        of the action in which it came about.
        """
        who, self.actor = self.actor, Actor.system(self.actor.operator_id)
        try:
            yield
        finally:
            self.actor = who

    def _save(self, rows: list[Recorded]) -> "list[_Saved]":
        if self.waiting is None or not all(row._state.adding for row in rows):
            return _saved(self.operator_id, rows)
        for row in rows:
            row.operator_id = self.operator_id
        self.waiting += rows
        return [_Saved(row, True, row.changes()) for row in rows]

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Within this block new rows wait; at its end each table is written in one statement.

        For founding or importing many at once. Inside, nothing can read what was added there,
        and what a constraint refuses is refused at the end, with all of it.
        """
        assert self.waiting is None, "gathering within gathering"
        before, self.waiting = len(self.drafts), []
        try:
            with transaction.atomic():
                yield
                for _model, group in groupby(_by_table(self.waiting), key=type):
                    _insert(list(group))
        except BaseException:
            # Whoever catches this must not find entries of rows that are not there.
            del self.drafts[before:]
            raise
        finally:
            self.waiting = None

    @staticmethod
    def _image(saved: "_Saved") -> dict[str, Any]:
        row = saved.row
        table, key = row._meta.db_table, str(row.pk)
        return {"table": table, "id": key, "new": saved.new, "set": saved.changed}

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that may be refused by itself: what it wrote goes, the rest of the act stays."""
        drafts, events = len(self.drafts), len(self.events)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del self.drafts[drafts:]
            del self.events[events:]
            raise

    def defer(self, event: str, **ids: Any) -> None:
        """Wake higher packages with `event` once, and only if, this action commits.

        `ids` are ids, numbers and words; personal data never goes into the queue.
        """
        self.events.append(Event(event, self.operator_id, {k: str(v) for k, v in ids.items()}))

    def defer_slow(self, event: str, **ids: Any) -> None:
        """As `defer`, for work of seconds: everything that is quick goes first."""
        named = {key: str(value) for key, value in ids.items()}
        self.events.append(Event(event, self.operator_id, named, priority=SLOW))

    def defer_last(self, event: str, **ids: Any) -> None:
        """As `defer`, for what nobody waits for: everything else goes first."""
        named = {key: str(value) for key, value in ids.items()}
        self.events.append(Event(event, self.operator_id, named, priority=LAST))

    def defer_at(self, at: datetime, event: str, **ids: Any) -> None:
        """As `defer`, delivered at `at` or soon after (the queue looks every few seconds)."""
        named = {key: str(value) for key, value in ids.items()}
        self.events.append(Event(event, self.operator_id, named, at))

    def lock(self, model: type[R], row_id: UUID) -> R:
        """The row, held until the end of the action. `model.DoesNotExist` when not there.

        Others may still refer to the row (`no_key`): a reference is checked at the commit,
        after the heads, and would otherwise wait for a row against the lock order.
        """
        return model._default_manager.select_for_update(no_key=True).get(pk=row_id)

    def lock_technicians(self, technician_ids: Iterable[UUID]) -> None:
        """Advisory locks in the order of ids: first of all locks, so that nobody deadlocks."""
        # The low bits of a UUIDv7 are random: 63 of them make a lock key.
        keys = [one.int & 0x7FFF_FFFF_FFFF_FFFF for one in sorted(set(technician_ids))]
        if keys:
            with connection.cursor() as cursor:
                # An array is unnested in its order.
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys]
                )


@dataclass(frozen=True, slots=True)
class _Saved:
    row: Recorded
    new: bool
    changed: dict[str, Any]


def _saved(operator_id: UUID, rows: list[Recorded]) -> list[_Saved]:
    """Write the rows in their order; new neighbours of one table in one statement."""
    done = []
    for (_model, new), group in groupby(rows, key=lambda row: (type(row), row._state.adding)):
        batch = list(group)
        for row in batch:
            row.operator_id = operator_id
        done += [_Saved(row, new, row.changes()) for row in batch]
        if new:
            _insert(batch)
        else:
            _update(done[-len(batch) :])
            for row in batch:
                row.remember()
    return done


def _insert(batch: list[Recorded]) -> None:
    type(batch[0])._default_manager.bulk_create(batch, batch_size=500)
    for row in batch:
        row.remember()


def _by_table(rows: list[Recorded]) -> list[Recorded]:
    """Tables in the order in which they first came up, so that references find their row."""
    order = {model: place for place, model in enumerate(dict.fromkeys(map(type, rows)))}
    return sorted(rows, key=lambda row: order[type(row)])


def _update(batch: list[_Saved]) -> None:
    for one in batch:
        columns = [*one.changed, *one.row.unrecorded]
        if columns:
            one.row.save(update_fields=columns)


@contextmanager
def begin(actor: Actor, now: datetime) -> Iterator[Act]:
    """Open the one transaction of an outermost action and close it with its record."""
    act = Act(actor=actor, now=now)
    with act_as(actor.operator_id), transaction.atomic():
        yield act
        chain.append(act.operator_id, act.now, act.cause, act.drafts)
        defer_all(act.events)
