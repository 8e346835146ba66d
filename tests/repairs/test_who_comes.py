"""A message that names who comes says, too, when they do not come in the brand's name."""

import pytest
from django.utils.translation import override

from bonafix.config.wiring import _technician
from bonafix.kit.clock import now
from bonafix.ledger.acts import begin
from bonafix.operators.models import Operator
from bonafix.products.actions import revoke_outlet
from bonafix.products.models import Authorisation
from bonafix.repairs.actions.arrange import arrange_visit
from tests.support.world import World, build


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, now())


@pytest.mark.parametrize("independent", [False, True])
def test_an_independent_technician_is_named_as_one(world: World, independent: bool) -> None:
    if independent:
        with begin(world.staff("manager"), now()) as act:
            revoke_outlet(act, Authorisation.objects.get().id)
    case = world.report(now=now()).case
    arrange_visit(world.system, now(), case.id)
    sent = str(world.repair(case.id).technician_id)
    with override("zh-hans"):
        told = _technician(world.operator_id, case.id, sent, now())
    assert told.startswith("李师傅")
    assert ("独立维修，非品牌官方" in told) == independent
