"""Chains grow without gaps, anchors skip nothing, whoever writes at the same time."""

import threading
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from bonafix.ledger.acts import begin
from bonafix.ledger.anchors import anchor_operator
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Anchor, AnchorLeaf, Entry, Stream
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from tests.conftest import found
from tests.support.threads import at_once


@pytest.fixture
def committed(fresh_database: str) -> Operator:
    """An operator in a database where every action is a transaction of its own."""
    return found("lock", "lock.test")


def note(operator: Operator, now: datetime, *streams: tuple[str, UUID]) -> None:
    with begin(Actor.system(operator.id), now) as act:
        for stream in streams:
            act.record("repairs.nobody_free", stream, body={"reasons": {}})


def test_many_writers_of_one_stream_leave_no_gap(committed: Operator, now: datetime) -> None:
    stream = ("case", uuid4())

    def write() -> None:
        for _number in range(10):
            note(committed, now, stream, stream)

    assert at_once([write] * 8) == [None] * 8
    with act_as(committed.id):
        seqs = Entry.objects.order_by("position").values_list("seq", flat=True)
        assert list(seqs) == list(range(1, 161))
        assert audit_operator(committed.id).faults == []


def test_actions_that_share_streams_in_any_order_do_not_deadlock(
    committed: Operator, now: datetime
) -> None:
    one, two = ("case", uuid4()), ("case", uuid4())

    def write(*streams: tuple[str, UUID]) -> None:
        for _number in range(15):
            note(committed, now, *streams)

    jobs = [lambda: write(one, two), lambda: write(two, one)] * 3
    assert at_once(jobs) == [None] * 6
    with act_as(committed.id):
        assert {s.seq for s in Stream.objects.all()} == {90}
        assert audit_operator(committed.id).faults == []


def test_an_action_that_commits_late_is_in_a_later_anchor(
    committed: Operator, now: datetime
) -> None:
    late, early = ("case", uuid4()), ("case", uuid4())
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            note(committed, now, late)
            written.set()
            assert may_commit.wait(20)

    def anchors() -> list[int]:
        assert written.wait(20)
        seqs = []
        for _round in range(3):
            # Later entries are anchored while the earlier one is not there yet.
            note(committed, now, early)
            anchor = anchor_operator(committed.id, now)
            assert anchor is not None
            seqs.append(anchor.leaves)
        may_commit.set()
        return seqs

    assert at_once([slow, anchors]) == [None, [1, 1, 1]]
    with act_as(committed.id):
        last = anchor_operator(committed.id, now)
        assert last is not None
        leaf = AnchorLeaf.objects.get(anchor_id=last.id)
        assert (leaf.stream_kind, leaf.stream_id, leaf.seq) == (*late, 1)
        assert anchor_operator(committed.id, now) is None
        assert not [s for s in Stream.objects.all() if s.anchored_seq != s.seq]
        assert audit_operator(committed.id).faults == []


def test_a_stream_that_grows_while_it_is_held_is_anchored_with_what_it_had(
    committed: Operator, now: datetime
) -> None:
    stream, other = ("case", uuid4()), ("case", uuid4())
    note(committed, now, stream)
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            note(committed, now, stream)
            written.set()
            assert may_commit.wait(20)

    def anchors() -> None:
        assert written.wait(20)
        note(committed, now, other)
        anchor_operator(committed.id, now)
        may_commit.set()

    assert at_once([slow, anchors]) == [None, None]
    anchor_operator(committed.id, now)
    with act_as(committed.id):
        leaves = AnchorLeaf.objects.filter(stream_id=stream[1])
        assert list(leaves.values_list("seq", flat=True)) == [2]
        assert audit_operator(committed.id).faults == []


def test_two_clocks_make_one_chain_of_anchors(committed: Operator, now: datetime) -> None:
    def clock() -> None:
        for _round in range(10):
            note(committed, now, ("case", uuid4()))
            anchor_operator(committed.id, now)

    assert at_once([clock] * 4) == [None] * 4
    anchor_operator(committed.id, now)
    with act_as(committed.id):
        seqs = list(Anchor.objects.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))
        assert AnchorLeaf.objects.count() == 40
        assert audit_operator(committed.id).faults == []


def test_an_action_that_fails_leaves_neither_rows_nor_entries_nor_work(
    committed: Operator, now: datetime
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    def broken() -> None:
        with begin(Actor.system(committed.id), now) as act:
            act.record("repairs.nobody_free", ("case", uuid4()), body={"reasons": {}})
            act.defer("repairs.nobody_free", case_id=uuid4())
            raise ValueError

    (ended,) = at_once([broken])
    assert isinstance(ended, ValueError)
    with act_as(committed.id):
        counts = (Entry.objects.count(), Stream.objects.count(), ProcrastinateJob.objects.count())
    assert counts == (0, 0, 0)
