"""When a person is erased, or locked away by a law, their links and words end with them."""

import pytest
from django.test import Client

from bonafix.cases.models import Case
from bonafix.kit.clock import now as instant
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.people.actions import erase, export
from bonafix.people.errors import PersonErased
from bonafix.people.models import LinkToken
from bonafix.people.tokens import issue
from bonafix.repairs.actions.ending import cancel
from bonafix.repairs.actions.finish import close
from tests.support.desk import HOST, logged_in
from tests.support.lives import lead
from tests.support.world import World, build

WORDS = "钥匙断在锁芯里"
NAME = "闻人若兰"


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, instant())


def over(world: World, outcome: str) -> Case:
    """A case that is over: a law keeps a paid one, and lets a cancelled one go."""
    status = "guaranteed" if outcome == "archived" else "arranged"
    case = lead(world, status, 1, description=WORDS, name=NAME)
    if outcome == "archived":
        close(world.staff("agent"), world.now, case.id)
    else:
        cancel(world.staff("agent"), world.now, case.number, "solved")
    return case


def link(world: World, case: Case) -> str:
    return issue(world.operator_id, "track", case.id, world.now, 3600)


def statuses(token: str) -> set[int]:
    page = Client(HTTP_HOST=HOST)
    return {
        page.get(f"/t/{token}/{part}").status_code for part in ("", "part/", "live", "voucher/")
    }


@pytest.mark.parametrize("outcome", ["archived", "erased"])
def test_no_link_of_an_erased_persons_cases_opens_anything(world: World, outcome: str) -> None:
    case, other = over(world, outcome), lead(world, "arranged", 2)
    tokens, others = [link(world, case), link(world, case)], link(world, other)
    assert 200 in statuses(tokens[0])
    assert erase(world.staff("manager"), world.now, world.repair(case.id).customer_id).status == (
        outcome
    )
    left = LinkToken.objects.filter(subject_id=case.id, revoked_at__isnull=True)
    assert left.count() == 0
    assert Entry.objects.filter(kind="people.links_revoked").count() == 1
    # One that was made later, by a message that was on its way: nothing is shown to it either.
    for token in (*tokens, link(world, case)):
        assert statuses(token) == {404}
    assert 200 in statuses(others), "other people's links stay"
    assert audit_operator(world.operator_id).faults == []


@pytest.mark.parametrize("outcome", ["archived", "erased"])
def test_no_member_of_staff_reads_the_words_of_an_erased_person(world: World, outcome: str) -> None:
    case = over(world, outcome)
    page = f"/staff/cases/{case.number}/"
    manager = logged_in(world, "manager")
    assert WORDS in manager.get(page).content.decode()
    customer_id = world.repair(case.id).customer_id
    erase(world.staff("manager"), world.now, customer_id)
    seen = manager.get(page).content.decode()
    seen += manager.post(f"{page}unmask/", {"reason": "回电确认"}, follow=True).content.decode()
    seen += manager.post(f"{page}data/", follow=True).content.decode()
    assert WORDS not in seen and NAME not in seen
    with pytest.raises(PersonErased):
        export(world.staff("manager"), world.now, customer_id)


def test_a_person_whose_repair_is_open_keeps_their_links(world: World) -> None:
    case = lead(world, "arranged")
    token = link(world, case)
    outcome = erase(world.staff("manager"), world.now, world.repair(case.id).customer_id)
    assert outcome.status == "refused"
    assert 200 in statuses(token)
