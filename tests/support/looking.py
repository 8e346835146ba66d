"""A technician looks at the goods of a claim, step by step."""

from typing import Any
from uuid import uuid4

from bonafix.cases.models import Case
from bonafix.claims.actions.looking import newest
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.inspecting import Found
from bonafix.repairs.actions.pictures import take_file
from tests.support.claims import picture
from tests.support.world import World

WORDS = "碗口有一处缺口，长约两厘米，断口是旧的，底部编号清楚。"


def visit_of(case: Case) -> Case:
    row = newest(case.id)
    assert row is not None
    assert row.visit_id is not None
    return Case.objects.get(pk=row.visit_id)


def at_the_door(streets: World, case: Case) -> Case:
    """The technician stands before the goods."""
    visit = visit_of(case)
    arrange_visit(streets.system, streets.now, visit.id)
    streets.step(visit, "depart")
    streets.step(visit, "arrive", code=streets.door_code(visit.id))
    return visit


def look(streets: World, visit: Case, seen: str = "as_claimed", pictures: int = 1) -> Any:
    technician_id = streets.repair(visit.id).technician_id
    assert technician_id is not None
    actor = streets.technician(technician_id)
    for number in range(pictures):
        given = (uuid4(), "before", picture(number + 50), streets.now)
        take_file(actor, streets.now, visit.number, *given)
    return streets.step(visit, "inspect", found=Found(seen, WORDS, "SN-2026/07"))
