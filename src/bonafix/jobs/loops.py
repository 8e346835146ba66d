"""The short loops: due deadlines, anchors, rescue of stalled work.

They do not use the queue's periodic tasks, whose grain is a minute: a deadline must
fire within five seconds.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app

from bonafix.deadlines.loop import fire_due
from bonafix.ledger.acts import begin
from bonafix.ledger.anchors import anchor_operator
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator

log = logging.getLogger(__name__)
STALLED_AFTER_SECONDS = 30


@dataclass
class Loop:
    """Something that is done again every `every`."""

    name: str
    every: timedelta
    body: Callable[[datetime], None]
    due_at: datetime | None = None

    def turn(self, now: datetime) -> None:
        """Run the body when it is due."""
        if self.due_at is None or now >= self.due_at:
            self.due_at = now + self.every
            self.body(now)


def deadlines(now: datetime) -> None:
    """Fire what is due, until nothing is left."""
    while fire_due(now, limit=100):
        pass


def anchors(now: datetime) -> None:
    """Anchor the moved heads of every operator."""
    for operator_id in Operator.objects.values_list("id", flat=True):
        anchor_operator(operator_id, now)


def rescue(_now: datetime) -> None:
    """Take up again what a killed worker left in the middle."""
    manager = app.job_manager
    stalled = async_to_sync(manager.get_stalled_jobs)(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    for job in stalled:
        log.warning("job %s was left in the middle and is taken up again", job.id)
        async_to_sync(manager.retry_job)(job)


def wake(event: str) -> Callable[[datetime], None]:
    """A loop that defers `event` for every operator: slow work belongs to the workers."""

    def body(now: datetime) -> None:
        for operator_id in Operator.objects.values_list("id", flat=True):
            with begin(Actor.system(operator_id), now) as act:
                act.defer(event)

    return body


def all_loops() -> list[Loop]:
    """The loops of the clock process."""
    return [
        Loop("deadlines", timedelta(seconds=1), deadlines),
        Loop("anchors", timedelta(seconds=1), anchors),
        Loop("rescue", timedelta(seconds=10), rescue),
        Loop("stamps", timedelta(hours=1), wake("anchors.stamp")),
        Loop("anchor mail", timedelta(days=1), wake("anchors.mail")),
        Loop("sweep", timedelta(hours=1), wake("files.sweep")),
    ]
