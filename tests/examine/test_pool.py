"""Reading processes are kept, few, and lent to one at a time."""

import threading

from bonafix.examine.model import Picture
from bonafix.examine.pool import Pool
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
