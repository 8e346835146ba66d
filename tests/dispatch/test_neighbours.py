"""Several outlets serve one place: whoever of them can be there goes."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from bonafix.dispatch.actions import add_shifts, enrol
from bonafix.files.actions import store
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_organisation, add_person
from bonafix.products import actions as products
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.models import Promise
from tests.support.world import PLACE, World, build

ALWAYS = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}]


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    """The first outlet's only technician is at another door."""
    world = build(operator.id, now, technicians=1)
    arrange_visit(world.system, world.now, world.report(1).case.id)
    return world


def neighbour(world: World, *, authorised: bool) -> UUID:
    """A second outlet for the same place, with one technician who is free."""
    founder = Actor(world.operator_id, "staff", roles=frozenset({"admin", "manager"}))
    with begin(founder, world.now) as act:
        outlet = add_organisation(act, title="隔壁维修部", role="outlet")
        if authorised:
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
            standby=ALWAYS,
        )
        person = add_person(act, name="隔壁师傅", phone="+8613755550000")
        enrol(
            act,
            person.id,
            public_name="隔壁师傅",
            division_code=PLACE,
            skills=["lock"],
            outlet_id=outlet.id,
        )
        start = world.now - timedelta(hours=2)
        add_shifts(act, person.id, [(start, start + timedelta(days=3), "shift")])
    return outlet.id


def test_a_busy_outlet_does_not_keep_an_urgent_customer_from_its_free_neighbour(
    world: World,
) -> None:
    outlet = neighbour(world, authorised=True)
    case = world.report(2, urgent=True).case
    repair = world.repair(case.id)
    assert (repair.status, repair.outlet_id, repair.standing) == ("arranged", outlet, "authorised")
    assert Promise.objects.get(case_id=case.id).kind == "within_30"


def test_nobody_independent_is_sent_where_the_brands_own_service_was_promised(
    world: World,
) -> None:
    neighbour(world, authorised=False)
    case = world.report(2, urgent=True).case
    repair = world.repair(case.id)
    assert (repair.outlet_id, repair.standing) == (world.outlet_id, "authorised")
    assert Promise.objects.get(case_id=case.id).kind == "window"
