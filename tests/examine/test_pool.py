"""Reading processes are kept, few, and lent to one at a time."""

import os
import sys
import threading
from typing import Any

import pytest

from bonafix.examine.model import Finding, Picture
from bonafix.examine.pool import Pool
from bonafix.examine.reading.lent import laid_down, read_lent
from bonafix.examine.reading.limits import Limits
from bonafix.examine.reading.reader import Reader
from bonafix.examine.runner import Runner
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


def session() -> list[Picture]:
    """Three pictures of one giver, the first with a crack drawn over the second."""
    drawn = (picture(1, crack=True), picture(1), picture(4))
    return [Picture(str(at), content) for at, content in enumerate(drawn)]


class Tired(Reader):
    """Comes to the first picture of a session only."""

    def analyse_each(self, *given: Any) -> list[list[Finding]]:
        return super().analyse_each(*given)[:1]


def test_a_session_is_read_once_and_says_what_each_picture_says_beside_the_others() -> None:
    mine, known = session(), [Picture("sold", picture(1))]
    with Runner() as runner:
        alone = [runner.examine(one, known, [x for x in mine if x is not one]) for one in mine]
        assert runner.examine_all(mine, known) == alone
        assert any(one.analyser == "views" for report in alone for one in report.findings)
        # What the one fork does not come to is done by a fork for each.
        runner.reader.close()
        runner.reader = Tired(list(runner.places.values()))
        assert runner.examine_all(mine, known) == alone
        assert runner.examine_all(mine[:1]) == [runner.examine(mine[0])]


def test_a_file_that_is_too_large_stands_in_its_place_among_the_others() -> None:
    mine = session()[:2]
    most = max(len(one.content) for one in mine)
    huge = Picture("huge", bytes(most + 1))
    with Runner(limits=Limits(content=most)) as runner:
        first, large, second = runner.examine_all([mine[0], huge, mine[1]])
        assert [one.kind for one in large.findings] == ["not_read"]
        assert [first, second] == runner.examine_all(mine)
