"""Visits that are passed to outlets: the yes in time, the pay before it, and what was kept."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.cases.models import Case
from bonafix.dispatch.actions import add_shifts, enrol
from bonafix.files.actions import store
from bonafix.kit.errors import BonafixError, Invalid, NotAllowed, NotFound
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_organisation, add_person
from bonafix.products import actions as products
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.elsewhere import hand_back
from bonafix.repairs.actions.offers import publish_rate
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.actions.taking_on import lapse, take_on
from bonafix.repairs.models import Promise
from bonafix.repairs.offers import kept_by_outlet
from bonafix.repairs.passed import Offer
from bonafix.repairs.rules.offers import Pay, Rate, accept_by, counted, pay_at
from bonafix.repairs.rules.policies import LIMITS, Policy, check_values
from tests.access.test_outlets import dispatcher_of
from tests.repairs.test_late import who_goes
from tests.support.lives import lead, let_pass
from tests.support.world import PLACE, World, build


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    world = build(operator.id, now, technicians=1)
    asked = {"accept_minutes": 30, "accept_urgent_minutes": 3}
    publish_policy(world.staff("manager"), now, now, asked)
    return world


def second_outlet(world: World) -> UUID:
    """A neighbour that serves the same place, with one technician."""
    with begin(world.staff("manager"), world.now) as act:
        outlet = add_organisation(act, title="邻近维修部", role="outlet")
        paper = store(act, b"letter", "text/plain", "authorisation", None, "authorisation next")
        products.authorise_outlet(
            act,
            outlet_id=outlet.id,
            brand_id=world.brand_id,
            document_id=paper.id,
            valid_from=world.now,
            valid_to=world.now + timedelta(days=365),
        )
        products.add_coverage(
            act,
            party_id=outlet.id,
            brand_id=world.brand_id,
            division_code=PLACE,
            edition="2025-12-31",
            urgent=True,
            standby=[{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}],
        )
    with begin(world.system, world.now) as act:
        person = add_person(act, name="邻师傅", phone="+8613600001111")
        enrol(
            act,
            person.id,
            public_name="邻师傅",
            division_code=PLACE,
            skills=["lock"],
            outlet_id=outlet.id,
        )
        start = world.now - timedelta(hours=2)
        add_shifts(act, person.id, [(start, start + timedelta(days=9), "shift")])
    return outlet.id


def offer_of(case: Case) -> Offer:
    return Offer.objects.filter(case_id=case.id).order_by("-id")[0]


def pay(world: World, outlet: int = 8000, technician: int = 5000) -> None:
    publish_rate(
        world.staff("manager"),
        world.now,
        since=world.now,
        kind="repair",
        brand_id=world.brand_id,
        pay={"usual": Pay(outlet, technician), "urgent": Pay(outlet * 2, technician * 2)},
    )


def desk_of(world: World) -> Actor:
    return dispatcher_of(world, world.outlet_id)


def test_an_outlet_takes_a_visit_on_and_the_technician_moves_next(world: World) -> None:
    pay(world)
    case = lead(world, "arranged")
    offer = offer_of(case)
    assert (offer.status, offer.outlet_fen, offer.technician_fen) == ("offered", 8000, 5000)
    assert offer.accept_by == world.now + timedelta(minutes=30)
    case.refresh_from_db()
    assert (case.owner, case.owner_party_id) == ("outlet", world.outlet_id)
    for _twice in range(2):
        take_on(desk_of(world), world.now, case.number)
    offer.refresh_from_db()
    assert (offer.status, offer.accepted_by) == ("accepted", "outlet")
    case.refresh_from_db()
    assert case.owner == "technician"
    lapse(world.operator_id, world.now + timedelta(hours=1), case.id)
    assert world.repair(case.id).status == "arranged"


def test_a_visit_that_no_outlet_took_on_in_time_goes_to_the_next_without_penalty(
    world: World,
) -> None:
    case = lead(world, "arranged", urgent=True)
    first = offer_of(case)
    other = second_outlet(world)
    assert first.accept_by == world.now + timedelta(minutes=3)
    let_pass(world, case, world.now + timedelta(minutes=2, seconds=59))
    assert world.repair(case.id).status == "arranged"
    let_pass(world, case, world.now + timedelta(minutes=3))
    first.refresh_from_db()
    assert first.status == "lapsed"
    late = world.now + timedelta(minutes=3)
    arrange_visit(world.system, late, case.id)
    second = offer_of(case)
    assert (second.outlet_id, second.status) == (other, "offered")
    assert Promise.objects.get(pk=first.promise_id).status == "released"
    # No penalty: the very next visit may be theirs again.
    again = lead(world, "accepted", 1)
    assert world.outlet_id not in world.repair(again.id).not_again
    with pytest.raises(BonafixError):
        take_on(desk_of(world), late, case.number)


def test_whoever_leaves_has_taken_it_on(world: World) -> None:
    case = lead(world, "under_way")
    assert (offer_of(case).status, offer_of(case).accepted_by) == ("accepted", "technician")
    lapse(world.operator_id, world.now + timedelta(hours=1), case.id)
    assert world.repair(case.id).status == "under_way"


def test_the_technician_says_yes_from_the_telephone_once(world: World) -> None:
    case = lead(world, "arranged")
    world.step(case, "take_on")
    assert offer_of(case).accepted_by == "technician"
    assert world.repair(case.id).technician_id == who_goes(world, case)
    assert world.repair(case.id).status == "arranged"


def test_where_the_policy_asks_nobody_a_visit_stands_at_once(
    operator: Operator, now: datetime
) -> None:
    world = build(operator.id, now)
    case = lead(world, "arranged")
    offer = offer_of(case)
    assert (offer.status, offer.accepted_by, offer.accept_by) == ("accepted", "standing", None)
    case.refresh_from_db()
    assert case.owner == "technician"
    assert offer.outlet_fen is None, "no rate on file is not a rate of nothing"


def test_another_outlet_can_neither_see_nor_take_it(world: World) -> None:
    case = lead(world, "arranged")
    with pytest.raises(NotFound):
        take_on(dispatcher_of(world, uuid4()), world.now, case.number)
    assert offer_of(case).status == "offered"


def test_a_rate_begins_later_and_changes_no_offer_that_was_made(world: World) -> None:
    pay(world)
    first = lead(world, "arranged")
    boss = world.staff("manager")
    for kind, amounts in (("repair", (5000, 8000)), ("nothing", (8000, 5000))):
        with pytest.raises(Invalid):
            publish_rate(
                boss,
                world.now,
                since=world.now,
                kind=kind,
                brand_id=None,
                pay={"usual": Pay(*amounts), "urgent": Pay(*amounts)},
            )
    with pytest.raises(NotAllowed):
        publish_rate(
            desk_of(world),
            world.now,
            since=world.now,
            kind="repair",
            brand_id=None,
            pay={"usual": Pay(1, 1), "urgent": Pay(1, 1)},
        )
    pay(world, 9000, 6000)
    assert offer_of(first).outlet_fen == 8000


def test_a_brand_sees_how_outlets_keep_their_word(world: World) -> None:
    other = second_outlet(world)
    kept = lead(world, "arrived")
    given_back = lead(world, "arranged", 1)
    held = offer_of(given_back)
    hand_back(dispatcher_of(world, held.outlet_id), world.now, given_back.number, "ill")
    rows = {one.outlet_id: one for one in kept_by_outlet(world.now, world.now)}
    assert sum(one.offered for one in rows.values()) == Offer.objects.count()
    mine = rows[offer_of(kept).outlet_id]
    assert (mine.arrived_in_time, mine.settled) == (1, 1)
    assert rows[held.outlet_id].handed_back == 1
    assert set(rows) <= {world.outlet_id, other}
    assert kept_by_outlet(world.now, world.now, brands=[]) == []


@given(
    usual=st.integers(0, LIMITS["accept_minutes"][1]),
    urgent=st.integers(0, LIMITS["accept_urgent_minutes"][1]),
)
@example(usual=3, urgent=4)
@example(usual=0, urgent=4)
def test_an_urgent_answer_is_never_waited_for_longer(usual: int, urgent: int) -> None:
    values = {"accept_minutes": usual, "accept_urgent_minutes": urgent}
    now = datetime.fromisoformat("2026-11-24T00:00:00+00:00")
    if usual and urgent > usual:
        with pytest.raises(Invalid):
            check_values(values)
        return
    policy = Policy.of(1, values)
    soon, later = accept_by(policy, True, now), accept_by(policy, False, now)
    assert (soon is None, later is None) == (urgent == 0, usual == 0)
    assert not (soon and later) or soon <= later


rates = st.builds(
    Rate,
    id=st.uuids(),
    version=st.integers(1, 9),
    brand_id=st.sampled_from([None, UUID(int=1), UUID(int=2)]),
    kind=st.sampled_from(["repair", "inspection"]),
    since=st.integers(1, 9).map(lambda day: datetime(2026, 1, day, tzinfo=UTC)),
    pay=st.builds(Pay, st.integers(0, 9), st.just(0)),
    urgent=st.builds(Pay, st.integers(10, 19), st.just(0)),
)


@given(st.lists(rates, max_size=6), st.booleans())
def test_the_brands_own_rate_goes_before_the_one_for_all(held: list[Rate], urgent: bool) -> None:
    at, brand = datetime(2026, 1, 5, tzinfo=UTC), UUID(int=1)
    found = pay_at(held, brand, "repair", urgent, at)
    fitting = [one for one in held if one.kind == "repair" and one.since <= at]
    if found is None:
        assert not [one for one in fitting if one.brand_id in (None, brand)]
        return
    rate, paid = found
    assert rate in fitting and paid == (rate.urgent if urgent else rate.pay)
    own = [one for one in fitting if one.brand_id == brand]
    assert rate.brand_id == (brand if own else None)
    assert all(one.since <= rate.since for one in fitting if one.brand_id == rate.brand_id)


def test_nothing_offered_counts_nothing() -> None:
    assert counted([]) == []
