"""A technician's pass: real while the visit is arranged, and called what it is otherwise."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from bonafix.operators.actions import rotate_signing_key
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.repairs.actions.elsewhere import take_back
from bonafix.repairs.actions.passes import check_pass, pass_of
from bonafix.repairs.rules.passes import NotAPass, judge, read_pass
from tests.conftest import found
from tests.support.lives import lead
from tests.support.world import World, build


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now)


def issued(world: World) -> str:
    text = pass_of(lead(world, "arranged").id)
    assert text is not None
    return text


def test_a_pass_says_who_comes_for_whom_and_for_which_case(world: World) -> None:
    case = lead(world, "arranged")
    shown = check_pass(pass_of(case.id) or "", world.now)
    technician = world.repair(case.id).technician
    assert technician is not None
    assert (shown.verdict, shown.number) == ("valid", case.number)
    assert (shown.technician, shown.standing) == (technician.public_name, "authorised")


def test_an_expired_pass_is_called_so(world: World) -> None:
    text = issued(world)
    until = check_pass(text, world.now).until
    assert until is not None
    assert check_pass(text, until - timedelta(seconds=1)).verdict == "valid"
    shown = check_pass(text, until)
    assert (shown.verdict, shown.technician) == ("expired", "")


def test_a_pass_shown_again_after_its_visit_was_given_away_or_done_is_called_so(
    world: World,
) -> None:
    taken = lead(world, "arranged", 1)
    old = pass_of(taken.id) or ""
    take_back(world.staff("dispatcher"), world.now, taken.number, "late")
    done = lead(world, "repaired", 2)
    kept = pass_of(done.id) or ""
    world.step(done, "sign_off", method="signature")
    for text in (old, kept):
        shown = check_pass(text, world.now)
        assert (shown.verdict, shown.technician, shown.number) == ("over", "", "")


@pytest.mark.parametrize("at", range(0, 105, 8))
def test_a_pass_with_any_byte_changed_is_forged(world: World, at: int) -> None:
    import base64

    raw = bytearray(base64.urlsafe_b64decode(issued(world) + "=="))
    raw[at] ^= 1
    text = base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()
    try:
        assert check_pass(text, world.now).verdict == "forged"
    except NotAPass:
        assert at == 0, "only another version is no pass at all"


def test_a_pass_of_another_operator_is_forged_here(world: World, now: datetime) -> None:
    text = issued(world)
    other = found("other", "other.test")
    with act_as(other.id):
        assert check_pass(text, world.now).verdict == "forged"


def test_a_key_that_is_retired_ends_no_visit(world: World) -> None:
    text = issued(world)
    rotate_signing_key(world.operator_id, world.now)
    assert check_pass(text, world.now).verdict == "valid"


@given(st.text(max_size=200))
def test_whatever_somebody_shows_is_no_pass_and_no_fault(text: str) -> None:
    with pytest.raises(NotAPass):
        read_pass(text)


@given(st.booleans(), st.booleans(), st.integers(-5, 5))
def test_only_signed_active_and_in_time_is_valid(signed: bool, active: bool, late: int) -> None:
    now = datetime.fromisoformat("2026-11-24T06:20:00+00:00")
    verdict = judge(signed, active, now, now + timedelta(seconds=late))
    assert (verdict == "valid") == (signed and active and late < 0)


def test_anybody_checks_a_pass_on_the_operators_own_page(world: World) -> None:
    client = Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")
    good = client.get(f"/pass/{issued(world)}/")
    assert good.status_code == 200
    for text in ("x", "A" * 140, "%00"):
        bad = client.get(f"/pass/{text}/")
        assert bad.status_code == 200
        assert "不是我们的上门凭证" in bad.content.decode()
