"""Evidence is asked for once, in words that cannot be misread, until an instant."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.deadlines.loop import fire_due
from bonafix.evidence.shots import (
    DAMAGE,
    SHOTS,
    NothingAsked,
    NoTimeLeft,
    Received,
    check_asked,
    is_complete,
    new_code,
    states,
)
from bonafix.kit.ids import ALPHABET
from bonafix.ledger.acts import begin


def ask(world: Any, case: Any, *what: str, days: float = 2, **more: Any) -> Any:
    from bonafix.evidence.actions import ask_for_evidence

    with begin(world.system, world.now) as act:
        until = world.now + timedelta(days=days)
        return ask_for_evidence(act, case, what or DAMAGE, until, **more)


def test_an_ask_goes_to_the_customer_with_a_fresh_code_and_a_deadline(
    world: Any, case: Any
) -> None:
    from bonafix.cases.queries import customer_of
    from bonafix.deadlines.queries import next_deadline
    from bonafix.evidence.queries import evidence_of

    first, second = ask(world, case), ask(world, case, "clip", "card")
    assert first.ask.party_id == customer_of(case.id)
    assert first.ask.code != second.ask.code and first.token != second.token
    assert second.ask.wanted == ["card", "clip"]
    due = next_deadline(("ask", first.ask.id))
    assert due is not None and due.due_at == first.ask.until
    told = evidence_of(case)
    assert [one.ask.id for one in told] == [first.ask.id, second.ask.id]
    assert set(told[0].states.values()) == {"missing"} and not told[0].complete


@pytest.mark.parametrize("what", [(), ("overview", "overview"), ("selfie",)])
def test_what_does_not_exist_is_not_asked_for(world: Any, case: Any, what: Any) -> None:
    from bonafix.evidence.actions import ask_for_evidence
    from bonafix.evidence.models import Ask

    with pytest.raises(NothingAsked), begin(world.system, world.now) as act:
        ask_for_evidence(act, case, what, world.now + timedelta(days=1))
    assert not Ask.objects.exists()


def test_nobody_is_asked_for_the_past(world: Any, case: Any) -> None:
    with pytest.raises(NoTimeLeft):
        ask(world, case, days=0)


def test_an_ask_whose_time_is_over_says_so_once_and_a_withdrawn_one_never(
    world: Any, case: Any
) -> None:
    from bonafix.evidence.actions import run_out, withdraw
    from bonafix.evidence.models import Ask

    over, withdrawn = ask(world, case).ask, ask(world, case).ask
    with begin(world.system, world.now) as act:
        withdraw(act, withdrawn.id)
        withdraw(act, withdrawn.id)
    later = world.now + timedelta(days=2)
    fire_due(later, 10)
    for one in (over, withdrawn, over):
        run_out(world.operator_id, later, one.id)
    assert Ask.objects.get(pk=over.id).status == "over"
    assert Ask.objects.get(pk=withdrawn.id).status == "withdrawn"
    from bonafix.ledger.models import Entry

    kinds = [one.kind for one in Entry.objects.filter(stream_id=case.id)]
    assert kinds.count("evidence.ran_out") == kinds.count("evidence.withdrawn") == 1


SHOT = st.sampled_from(sorted(SHOTS))
GIVEN = st.lists(
    st.builds(Received, SHOT, st.sampled_from([None, (), ("too_dark",), ("too_small", "blurred")]))
)


@given(st.sets(SHOT, min_size=1), GIVEN)
@example({"card"}, [Received("card", ("too_dark",)), Received("card", ()), Received("card", None)])
def test_one_usable_picture_is_enough_and_nothing_less(
    wanted: set[str], got: list[Received]
) -> None:
    told = states(wanted, got)
    for shot in wanted:
        usable = any(one.shot == shot and one.problems == () for one in got)
        assert (told[shot] == "usable") == usable
        assert (told[shot] == "missing") == (not any(one.shot == shot for one in got))
    assert is_complete(wanted, got) == all(state == "usable" for state in told.values())


@given(st.permutations(sorted(SHOTS)))
def test_shots_are_asked_for_in_the_order_of_the_page(what: list[str]) -> None:
    from tests.conftest import NOW

    assert check_asked(what, NOW + timedelta(seconds=1), NOW) == list(SHOTS)


def test_codes_are_fresh_and_cannot_be_misread() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert set("".join(codes)) <= set(ALPHABET)
