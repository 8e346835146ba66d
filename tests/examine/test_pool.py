"""Reading processes are kept, few, and lent to one at a time."""

import os
import sys
import threading

import pytest

from bonafix.examine.model import Picture
from bonafix.examine.pool import Pool
from bonafix.examine.reading.lent import laid_down, read_lent
from tests.support.claims import picture


def test_one_reading_process_serves_one_claim_after_the_other() -> None:
    pool, seen = Pool(1), []
    for seed in range(3):
        with pool.one() as runner:
            assert runner.thumbnail(Picture("a", picture(seed)), 64)
            seen.append(runner.reader.process_id)
    assert len(set(seen)) == 1
    pool.close()


def test_whoever_comes_when_all_are_lent_waits_and_then_gets_one() -> None:
    pool, order = Pool(1), []

    def late() -> None:
        with pool.one():
            order.append("late")

    with pool.one():
        waiting = threading.Thread(target=late)
        waiting.start()
        waiting.join(0.2)
        order.append("first")
    waiting.join(30)
    assert order == ["first", "late"]


def test_a_reading_process_that_died_is_started_again() -> None:
    pool = Pool(1)
    with pool.one() as runner:
        runner.thumbnail(Picture("a", picture(1)), 64)
        runner.close()
    with pool.one() as runner:
        assert runner.thumbnail(Picture("a", picture(1)), 64)
    pool.close()


def test_pictures_that_are_lent_are_read_as_if_each_job_had_been_sent_them() -> None:
    pool = Pool(1)
    mine, other = Picture("a", picture(1)), Picture("b", picture(1, crack=True))
    with pool.one() as runner:
        sent = runner.examine(other, [mine], [mine])
        with runner.lending([mine, other]):
            lent = runner.examine(other, [mine], [mine])
            # One that is not among them goes with its job, in its place.
            third = runner.examine(mine, [Picture("c", picture(1, crack=True)), mine])
        again = runner.examine(other, [mine], [mine])
    assert sent == lent == again
    assert any(one.kind == "derivative" for one in lent.findings)
    assert third == runner_alone(mine)
    pool.close()


def runner_alone(mine: Picture) -> object:
    with Pool(1).one() as runner:
        found = runner.examine(mine, [Picture("c", picture(1, crack=True)), mine])
        runner.close()
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory files are of Linux")
def test_whoever_is_lent_a_picture_cannot_change_it_and_it_is_gone_afterwards() -> None:
    with laid_down([Picture("a", b"0123456789")]) as held:
        (handle,) = held.values()
        with pytest.raises(PermissionError):
            os.pwrite(handle, b"x", 0)
        with pytest.raises(PermissionError):
            os.ftruncate(handle, 1)
        assert read_lent(os.dup(handle), 4) == b"0123"
        assert read_lent(os.dup(handle), 99) == b"0123456789"
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handle)
