"""A repair holds no longer: somebody comes again, free under guarantee, kindly paid after it."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.cases.models import Case, CaseLink
from bonafix.intake.actions import Taken
from bonafix.intake.revisits import Wish, ask_again
from bonafix.kit.clock import now as clock_now
from bonafix.kit.errors import BonafixError, Invalid, NotFound
from bonafix.operators.models import Operator
from bonafix.people.tokens import issue
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.elsewhere import hand_back, take_back
from bonafix.repairs.actions.ending import cost_of_cancelling
from bonafix.repairs.actions.finish import answer_quote
from bonafix.repairs.errors import GuaranteeOver, NotToBeRepeated
from bonafix.repairs.models import Guarantee, Quote
from bonafix.repairs.passed import Revisit
from bonafix.repairs.rules.revisits import OTHER_FAULT, is_guaranteed, priced
from tests.repairs.test_offers import second_outlet
from tests.repairs.test_walks import _picture
from tests.support.desk import HOST, logged_in
from tests.support.lives import ROAD, _go, lead
from tests.support.world import World, build

AGAIN = "又转不动了"


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now, technicians=1, days=200)


def ask(world: World, case: Case, now: datetime | None = None, **wish: Any) -> Taken:
    given = Wish(**{"description": AGAIN, **wish})
    return ask_again(world.holder(case.id), now or world.now, case.number, given, "form")


def over(world: World, case: Case) -> datetime:
    """The first moment at which the guarantee holds no more."""
    return world.now + timedelta(days=Guarantee.objects.get(case_id=case.id).days + 2)


def at_the_door(world: World, case: Case) -> None:
    arrange_visit(world.system, world.now, case.id)
    world.step(case, "depart")
    world.step(case, "arrive", code=world.door_code(case.id))


def quoted(case: Case) -> Quote:
    return Quote.objects.filter(case_id=case.id).order_by("-id")[0]


def test_a_customer_under_guarantee_asks_once_and_pays_nothing_for_the_same_fault(
    world: World,
) -> None:
    case = lead(world, "guaranteed")
    taken = ask(world, case)
    assert ask(world, case).case.id == taken.case.id, "asking twice is asking once"
    old, new = world.repair(case.id), taken.repair
    assert (new.product_id, new.place_code, new.customer_id) == (
        old.product_id,
        old.place_code,
        old.customer_id,
    )
    link = CaseLink.objects.get(case_id=taken.case.id)
    assert (link.other_id, link.kind) == (case.id, "revisit_of")
    at_the_door(world, taken.case)
    assert cost_of_cancelling(world.repair(taken.case.id), world.now) == 0
    world.step(taken.case, "quote", lines=(("visit", 1), ("cylinder", 2)))
    offer = quoted(taken.case)
    assert offer.total_fen == 0 and {line["fen"] for line in offer.lines} == {0}


def test_another_fault_is_priced_only_with_a_picture_and_the_customers_yes(world: World) -> None:
    case = ask(world, lead(world, "guaranteed")).case
    at_the_door(world, case)
    world.step(case, "quote", lines=(("visit", 1),))
    answer_quote(world.holder(case.id), world.now, case.number, quoted(case).id, agreed=True)
    lines = (("visit", 1), ("cylinder", 1))
    with pytest.raises(BonafixError):
        world.step(case, "requote", lines=lines, why=OTHER_FAULT)
    shown = _picture(world, case, "difference")
    world.step(case, "requote", lines=lines, why=OTHER_FAULT, picture=shown)
    offer = quoted(case)
    assert {line["code"]: line["fen"] for line in offer.lines} == {"visit": 0, "cylinder": 12000}
    assert (offer.status, world.repair(case.id).status) == ("offered", "quoted")


def test_after_the_guarantee_a_paid_visit_is_offered_kindly(world: World) -> None:
    case = lead(world, "guaranteed")
    late = over(world, case)
    cases = Case.objects.count()
    with pytest.raises(GuaranteeOver) as refused:
        ask(world, case, late)
    assert str(Guarantee.objects.get(case_id=case.id).ends_on) in str(refused.value.params)
    assert Case.objects.count() == cases and not Revisit.objects.exists()
    taken = ask(world, case, late, paid=True)
    assert Revisit.objects.get(case_id=taken.case.id).guarantee_id is None
    assert CaseLink.objects.get(case_id=taken.case.id).kind == "follows"


def test_whoever_did_the_work_goes_first_and_another_one_where_they_cannot(world: World) -> None:
    other = second_outlet(world)
    case = lead(world, "arranged")
    hand_back(world.outlet(world.outlet_id), world.now, case.number, "ill")
    for state in ROAD[1 : ROAD.index("guaranteed") + 1]:
        _go(world, case, state)
    assert world.repair(case.id).outlet_id == other
    # Somebody's other visit makes them the later one, and they go all the same.
    first = lead(world, "arranged", 1)
    take_back(world.staff("dispatcher"), world.now, first.number, "customer_asks")
    arrange_visit(world.system, world.now, first.id)
    assert world.repair(first.id).outlet_id == other
    again = ask(world, case).case
    arrange_visit(world.system, world.now, again.id)
    assert world.repair(again.id).outlet_id == other
    hand_back(world.outlet(other), world.now, again.number, "ill")
    arrange_visit(world.system, world.now, again.id)
    assert world.repair(again.id).outlet_id == world.outlet_id


@pytest.mark.parametrize("status", ["arranged", "approved", "quoted"])
def test_what_is_not_over_is_not_repeated(world: World, status: str) -> None:
    with pytest.raises(NotToBeRepeated):
        ask(world, lead(world, status))
    with pytest.raises(Invalid):
        ask(world, lead(world, "guaranteed", 1), description="  ")
    assert not Revisit.objects.exists()


def test_a_stranger_cannot_ask_for_somebody_elses_repair(world: World) -> None:
    case, other = lead(world, "guaranteed"), lead(world, "accepted", 1)
    with pytest.raises(NotFound):
        ask_again(world.holder(other.id), world.now, case.number, Wish(AGAIN), "form")


@pytest.mark.parametrize(
    ("language", "free", "paid"),
    [("zh-hans", "不收费用", "付费上门"), ("en", "costs nothing", "paid visit")],
)
def test_the_page_says_what_it_costs_before_it_is_sent(
    world: World, language: str, free: str, paid: str
) -> None:
    case = lead(world, "guaranteed")
    client = Client(HTTP_HOST=HOST)
    client.cookies["django_language"] = language
    page = f"/t/{issue(world.operator_id, 'track', case.id, clock_now(), 3600)}/"
    assert f"{page}again/" in client.get(page).content.decode()
    assert free in client.get(f"{page}again/").content.decode()
    missing = client.post(f"{page}again/", {"description": "", "when": "soon"})
    assert missing.status_code == 422 and not Revisit.objects.exists()
    Guarantee.objects.filter(case_id=case.id).update(ends_on=date(2020, 1, 1))
    shown = client.get(f"{page}again/").content.decode()
    assert paid in shown and free not in shown
    sent = client.post(f"{page}again/", {"description": AGAIN, "when": "soon", "paid": "yes"})
    assert sent.status_code == 302 and sent.headers["Location"].startswith("/t/")
    followed = client.get(sent.headers["Location"]).content.decode()
    assert case.number in followed


def test_the_desk_and_a_connected_system_ask_for_the_customer(world: World) -> None:
    case = lead(world, "guaranteed")
    desk = logged_in(world, "agent")
    desk.post(f"/staff/cases/{case.number}/do/revisit/", {"description": AGAIN})
    new = Case.objects.get(pk=Revisit.objects.get().case_id)
    assert new.channel == "phone"
    page = desk.get(f"/staff/cases/{new.number}/").content.decode()
    assert case.number in page and "保修期内" in page
    again = lead(world, "guaranteed", 1)
    boss = logged_in(world, "manager")
    path = f"/api/v1/repairs/{again.number}/revisit"
    answer = boss.post(path, json.dumps({"description": AGAIN}), content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["number"] != again.number
    assert Revisit.objects.count() == 2


prices = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.just("x"), st.integers(0, 9999)), max_size=6
)


@given(
    prices,
    st.booleans(),
    st.sets(st.sampled_from("abcdef")),
    st.sampled_from(["", "other_fault", "more_work"]),
)
def test_under_guarantee_only_another_fault_costs_anything(
    held: dict[str, tuple[str, int]], free: bool, covered: set[str], why: str
) -> None:
    found = priced(held, free, covered, why)
    assert found.keys() == held.keys()
    for code, (title, fen) in held.items():
        paid = not free or (why == OTHER_FAULT and code not in covered)
        assert found[code] == (title, fen if paid else 0)


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(-400, 400))
@example(date(2026, 3, 1), 0)
@example(date(2026, 3, 1), 1)
def test_the_last_day_still_counts(ends_on: date, later: int) -> None:
    assert is_guaranteed(ends_on, ends_on + timedelta(days=later)) == (later <= 0)
    assert not is_guaranteed(None, ends_on)
