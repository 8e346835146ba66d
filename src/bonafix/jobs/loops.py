"""The short loops: due deadlines, anchors, rescue of stalled work.

They do not use the queue's periodic tasks, whose grain is a minute: a deadline must
fire within five seconds.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from bonafix.deadlines.loop import fire_due
from bonafix.kit.apart import Patience, failure_of, wait_after
from bonafix.ledger.acts import begin
from bonafix.ledger.anchors import anchor_operator
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator

log = logging.getLogger(__name__)
SOON = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
# The database went away, and nothing that it holds is to blame.
LOST = (OperationalError, InterfaceError)
# A worker says that it lives every `BEAT_SECONDS`; the work of one that was silent for
# `SILENT_SECONDS` is taken up again. Handlers are idempotent, so taking up too early does
# no harm, and an urgent customer does not wait half a minute for a killed process.
BEAT_SECONDS = 3.0
SILENT_SECONDS = 12.0
# No handler works as long: the worker lives, and has lost sight of the job (its database
# connection broke between taking the job and hearing of it).
LOST_SECONDS = 180.0
LEFT = """
UPDATE procrastinate_jobs AS job
SET status = 'todo', attempts = attempts + 1, scheduled_at = now(), worker_id = NULL
WHERE id IN (
    SELECT job.id FROM procrastinate_jobs AS job
    LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND (
        worker.id IS NULL
        OR worker.last_heartbeat < now() - %s * interval '1 second'
        OR NOT EXISTS (
            SELECT FROM procrastinate_events AS event WHERE event.job_id = job.id
            AND event.type = 'started' AND event.at > now() - %s * interval '1 second')
    )
    FOR UPDATE OF job SKIP LOCKED
)
RETURNING id
"""


@dataclass
class Loop:
    """Something that is done again every `every`."""

    name: str
    every: timedelta
    body: Callable[[datetime], None]
    due_at: datetime | None = None
    failures: int = 0

    def turn(self, now: datetime) -> None:
        """Run the body when it is due; what failed is due again very soon, then less often."""
        if self.due_at is None or now >= self.due_at:
            self.due_at = now + min(self.every, SOON)
            self.body(now)
            self.due_at, self.failures = now + self.every, 0

    def failed(self, now: datetime) -> None:
        """Leave it alone, longer each time, but never longer than its own pace asks."""
        self.failures += 1
        self.due_at = now + min(wait_after(self.failures), max(self.every, MINUTE))


def turn_all(loops: list[Loop], now: datetime) -> None:
    """One round of all loops; whatever happens to one keeps none of the others from its turn."""
    for loop in loops:
        failure = failure_of(partial(loop.turn, now))
        if isinstance(failure, LOST):
            log.warning("the database did not answer the loop %s; trying again", loop.name)
            connection.close()
        elif failure is not None:
            loop.failed(now)
            log.error("the loop %s failed; the others go on", loop.name, exc_info=failure)


def each_operator(
    work: Callable[[UUID, datetime], object],
) -> Callable[[datetime], None]:
    """A body that does `work` for every operator; one that fails keeps back no other."""
    patience = Patience()

    def body(now: datetime) -> None:
        for operator_id in Operator.objects.values_list("id", flat=True):
            if not patience.open(operator_id, now):
                continue
            failure = failure_of(partial(work, operator_id, now))
            if isinstance(failure, LOST):
                raise failure
            if failure is None:
                patience.well(operator_id)
                continue
            patience.failed(operator_id, now)
            name = getattr(work, "__name__", "work")
            log.error("%s failed for operator %s", name, operator_id, exc_info=failure)

    return body


def deadlines(now: datetime) -> None:
    """Fire what is due, until nothing is left."""
    while fire_due(now, limit=100):
        pass


# The heads that moved, of every operator.
anchors = each_operator(anchor_operator)


def rescue(_now: datetime) -> None:
    """Take up again what a killed worker left in the middle."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LEFT, [SILENT_SECONDS, LOST_SECONDS])
        for (job_id,) in cursor.fetchall():
            log.warning("job %s was left in the middle and is taken up again", job_id)


def wake(event: str) -> Callable[[datetime], None]:
    """A loop that defers `event` for every operator: slow work belongs to the workers."""

    def defer(operator_id: UUID, now: datetime) -> None:
        with begin(Actor.system(operator_id), now) as act:
            act.defer(event)

    return each_operator(defer)


def all_loops() -> list[Loop]:
    """The loops of the clock process."""
    return [
        Loop("deadlines", timedelta(seconds=1), deadlines),
        Loop("anchors", timedelta(seconds=1), anchors),
        Loop("rescue", timedelta(seconds=3), rescue),
        Loop("stamps", timedelta(hours=1), wake("anchors.stamp")),
        Loop("renewals", timedelta(days=1), wake("anchors.renew")),
        Loop("anchor mail", timedelta(days=1), wake("anchors.mail")),
        Loop("payments", timedelta(hours=1), wake("claims.reconcile")),
        Loop("sweep", timedelta(hours=1), wake("files.sweep")),
    ]
