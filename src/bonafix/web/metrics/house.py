"""Counts of the whole house, read from the database when somebody asks."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Max, QuerySet
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bonafix.deadlines.models import Deadline, Due
from bonafix.deadlines.queries import count_set_aside, overdue_since
from bonafix.kit.clock import now as clock_now
from bonafix.ledger.models import Anchor, Stream
from bonafix.notices.models import Notice
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.repairs.models import Repair

# A scrape must not hold up the house.
LONGEST = "5s"
QUEUE = """
SELECT status::text, count(*),
       coalesce(extract(epoch FROM now() - min(coalesce(scheduled_at, now()))), 0)
FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY status
"""
JOBS = ("todo", "doing", "failed")


class House(Collector):
    """Reports, deadlines, queue, notices and anchors."""

    def collect(self) -> Iterable[Metric]:
        """All families. DatabaseError when the database does not answer."""
        instant = clock_now()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST}'")
            yield from self._whole(instant)
            yield from _by_operator(instant)

    def _whole(self, now: datetime) -> Iterator[Metric]:
        info = Gauge("bonafix_info", "The version that answers", labels=["version"])
        info.add_metric([version("bonafix")], 1)
        yield info
        late = Due.objects.filter(due_at__lt=now, retry_at__isnull=True)
        yield Gauge(
            "bonafix_deadlines_overdue",
            "Deadlines that are due and not fired yet; more than a moment means a dead clock",
            value=late.count(),
        )
        yield Gauge(
            "bonafix_deadlines_late_seconds",
            "How late the oldest of them is",
            value=seconds_late(now),
        )
        yield Gauge(
            "bonafix_deadlines_set_aside",
            "Deadlines that could not be acted on and are tried again; the clock's log says why",
            value=count_set_aside(),
        )
        jobs = Gauge("bonafix_queue_jobs", "Deferred work", labels=["status"])
        waiting = 0.0
        found = {status: (number, age) for status, number, age in _queue()}
        for status in JOBS:
            number, age = found.get(status, (0, 0.0))
            jobs.add_metric([status], number)
            waiting = age if status == "todo" else waiting
        yield jobs
        yield Gauge(
            "bonafix_queue_oldest_seconds",
            "How long the oldest piece of work has been due",
            value=max(0.0, float(waiting)),
        )


def seconds_late(now: datetime) -> float:
    """How late the oldest deadline is that nobody has tried to fire; 0 when none is."""
    since = overdue_since(now)
    return (now - since).total_seconds() if since else 0.0


def _queue() -> list[tuple[str, int, float]]:
    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
        return [(status, number, float(age)) for status, number, age in cursor.fetchall()]


def _by_operator(now: datetime) -> Iterator[Metric]:
    repairs = Gauge("bonafix_reports", "Reports ever taken in", labels=["operator", "status"])
    deadlines = Gauge(
        "bonafix_deadlines",
        "Deadlines ever set; fired: nobody acted in time",
        labels=["operator", "status"],
    )
    notices = Gauge(
        "bonafix_notices", "What people were told", labels=["operator", "channel", "status"]
    )
    heads = Gauge("bonafix_heads_unanchored", "Chains moved since", labels=["operator"])
    age = Gauge("bonafix_anchor_age_seconds", "Age of the newest anchor", labels=["operator"])
    for operator in Operator.objects.order_by("slug"):
        with act_as(operator.id):
            _fill(repairs, operator.slug, Repair.objects.all(), "status")
            _fill(deadlines, operator.slug, Deadline.objects.all(), "status")
            _fill(notices, operator.slug, Notice.objects.all(), "channel", "status")
            mine = Stream.objects.filter(operator_id=operator.id, seq__gt=F("anchored_seq"))
            heads.add_metric([operator.slug], mine.count())
            newest = Anchor.objects.filter(operator_id=operator.id).aggregate(at=Max("at"))["at"]
            if newest is not None:
                age.add_metric([operator.slug], (now - newest).total_seconds())
    yield from (repairs, deadlines, notices, heads, age)


def _fill(family: Gauge, slug: str, rows: "QuerySet[Any]", *names: str) -> None:
    counted = rows.order_by().values_list(*names).annotate(number=Count("pk"))
    for *words, number in counted:
        family.add_metric([slug, *map(str, words)], number)
