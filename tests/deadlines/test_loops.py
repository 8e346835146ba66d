"""Many loops, killed loops, and people who are faster than the loop: each fires exactly once."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from bonafix.deadlines.actions import meet, set_deadline
from bonafix.deadlines.loop import fire_due
from bonafix.deadlines.models import Deadline, Due
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit
from bonafix.operators.actions import found_operator
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from tests.support import database

LOOP = """
import django; django.setup()
from datetime import datetime
from bonafix.deadlines.loop import fire_due
print("ready", flush=True)
while True:
    fire_due(datetime.fromisoformat("{now}"), 100)
"""


def two_with_deadlines(now: datetime, each: int) -> list[tuple[Operator, list[UUID]]]:
    found = []
    for slug in ("lock", "other"):
        operator = found_operator(slug, slug, [], now)
        subjects = [uuid4() for _ in range(each)]
        with begin(Actor.system(operator.id), now) as act:
            for subject in subjects:
                set_deadline(act, ("case", subject), "arrive", now + timedelta(seconds=1))
        found.append((operator, subjects))
    return found


def in_threads(jobs: list[Callable[[], int]]) -> list[int]:
    def closing(job: Callable[[], int]) -> int:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(60) for future in [pool.submit(closing, job) for job in jobs]]


def fired_events() -> Counter[str]:
    return Counter(job.args["ids"]["deadline_id"] for job in ProcrastinateJob.objects.all())


def assert_all_fired_once(found: list[tuple[Operator, list[UUID]]]) -> None:
    for operator, subjects in found:
        with act_as(operator.id):
            rows = list(Deadline.objects.all())
            assert {row.subject_id for row in rows} == set(subjects)
            assert {row.status for row in rows} == {"fired"}
    events = fired_events()
    assert len(events) == sum(len(subjects) for _operator, subjects in found)
    assert set(events.values()) == {1}
    assert not Due.objects.exists()
    assert not audit().faults


def test_four_loops_at_once_fire_each_deadline_exactly_once(
    fresh_database: str, now: datetime
) -> None:
    found = two_with_deadlines(now, 40)
    later = now + timedelta(seconds=2)
    counts = in_threads([lambda: fire_due(later, 1000)] * 4)
    assert sum(counts) == 80
    assert_all_fired_once(found)


def test_a_hundred_deadlines_of_one_second_fire_within_five(
    fresh_database: str, now: datetime
) -> None:
    two_with_deadlines(now, 50)
    started = time.monotonic()
    assert fire_due(now + timedelta(seconds=2), 1000) == 100
    assert time.monotonic() - started < 5


def test_loops_killed_in_the_middle_lose_and_double_nothing(
    fresh_database: str, now: datetime
) -> None:
    found = two_with_deadlines(now, 150)
    environment = {
        **os.environ,
        "DATABASE_RUNTIME_URL": database.url("bonafix_app", fresh_database),
    }
    code = LOOP.format(now=(now + timedelta(seconds=2)).isoformat())
    partly = 0
    for _round in range(3):
        loops = [
            subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE)
            for _ in range(2)
        ]
        for loop in loops:
            assert loop.stdout is not None
            assert loop.stdout.readline() == b"ready\n"
        time.sleep(0.15)
        for loop in loops:
            loop.kill()
            loop.communicate()
        partly += 0 < Due.objects.count() < 300
    while fire_due(now + timedelta(seconds=2), 100):
        pass
    assert partly, "no loop was killed in the middle of its work"
    assert_all_fired_once(found)


def test_meeting_and_firing_at_once_never_blocks_and_only_one_wins(
    fresh_database: str, now: datetime
) -> None:
    ((operator, subjects), _other) = two_with_deadlines(now, 40)
    later = now + timedelta(seconds=2)

    def meet_all() -> int:
        won = 0
        for subject in subjects:
            with begin(Actor.system(operator.id), now) as act:
                won += meet(act, ("case", subject), "arrive") is not None
        return won

    met, first, second = in_threads(
        [meet_all, lambda: fire_due(later, 1000), lambda: fire_due(later, 1000)]
    )
    fire_due(later, 1000)
    assert met + first + second <= 80
    with act_as(operator.id):
        ended = Counter(Deadline.objects.values_list("status", flat=True))
    assert ended["met"] == met
    assert ended["met"] + ended["fired"] == len(subjects)
    assert sum(fired_events().values()) == 80 - met
    assert not Due.objects.exists()
    assert not audit().faults
