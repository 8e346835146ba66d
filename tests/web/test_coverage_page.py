"""The coverage page: a pasted list is shown before it is taken, and nothing is guessed."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests.support.world import PLACE, World, build

from bonafix.kit.clock import now
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_staff
from bonafix.places import EDITION, units
from bonafix.products.models import Coverage
from bonafix.products.queries import extent_at
from bonafix.web.look.dotmap import draw

PAGE = "/staff/coverage/"


@pytest.fixture
def world(operator: Operator) -> Iterator[World]:
    Operator.objects.filter(pk=operator.pk).update(demonstration=True)
    return build(operator.id, now() - timedelta(hours=1))


def client(world: World, role: str, party_id: UUID | None = None, language: str = "en") -> Client:
    boss = Actor(world.operator_id, "staff", id=uuid4(), roles=frozenset({"admin"}))
    account = add_staff(
        boss,
        now(),
        username=f"{role}-{uuid4().hex[:8]}@example.com",
        password=None,
        roles=[(role, party_id)],
    )
    one = Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")
    one.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    one.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return one


def who(world: World) -> str:
    return f"{world.outlet_id}/{world.brand_id}"


def test_a_list_is_shown_first_and_nothing_is_changed(world: World) -> None:
    manager = client(world, "manager")
    before = Entry.objects.count()
    text = "永和县、朝阳区、南昌市湾里区、重庆市渝北区、随便、浙江省（舟山除外）、鄢陵县部分乡镇"
    answer = manager.post(PAGE + "read/", {"who": who(world), "text": text})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert Entry.objects.count() == before
    assert 'value="+360112" checked' in page  # a former name with one successor
    assert 'value="+33" checked' in page and 'value="-3309" checked' in page
    assert '<option value="+110105">' in page and '<option value="+220104">' in page
    assert '<option value="+500109">' in page and '<option value="+500157">' in page
    assert "3 areas are not certain" in page
    assert "declared already" in page  # 永和县 is
    assert 'value="+411024">' in page  # read in part only: nobody has ticked it
    assert "2019" in page  # why: the year in which the name ended


def test_what_is_accepted_is_declared_with_its_edition_and_once(world: World) -> None:
    manager = client(world, "manager")
    areas = ["+411024", "-3309", "", "+411024", f"+{PLACE}"]
    answer = manager.post(PAGE + "accept/", {"who": who(world), "area": areas})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    rows = Coverage.objects.filter(party_id=world.outlet_id, until__isnull=True)
    assert {(r.division_code, r.exclude, r.edition) for r in rows} == {
        (PLACE, False, EDITION),
        ("411024", False, EDITION),
        ("3309", True, EDITION),
    }
    ended = rows.get(division_code="411024")
    manager.post(f"{PAGE}{ended.id}/end/")
    assert not rows.filter(division_code="411024").exists()


@pytest.mark.parametrize("area", ["+999999", "+360105", "141032", "+", "*11"])
def test_one_area_that_cannot_be_declared_refuses_them_all(world: World, area: str) -> None:
    manager = client(world, "manager")
    before = Entry.objects.count()
    sent = {"who": who(world), "area": ["+411024", area], "text": "许昌市鄢陵县"}
    answer = manager.post(PAGE + "accept/", sent)
    assert answer.status_code == 422
    assert Entry.objects.count() == before
    assert "许昌市鄢陵县" in answer.content.decode()  # nothing of what was typed is lost


@pytest.mark.parametrize("sent", [{"text": "x"}, {"who": "a/b", "text": "x"}, {"text": ""}])
def test_a_list_that_cannot_be_read_comes_back_filled_in(
    world: World, sent: dict[str, str]
) -> None:
    given = {"who": who(world), **sent} if sent["text"] == "" else sent
    answer = client(world, "manager").post(PAGE + "read/", given)
    assert answer.status_code == 422
    assert f">{sent['text']}</textarea>" in answer.content.decode()


def test_an_outlet_speaks_for_itself_only(world: World) -> None:
    outlet = client(world, "outlet_dispatcher", world.outlet_id)
    page = outlet.get(PAGE).content.decode()
    assert re.findall(r'<option value="([^"]+)"', page) == [who(world)]
    brand = Coverage.objects.get().brand
    before = Entry.objects.count()
    foreign = {"who": f"{brand.party_id}/{brand.id}", "area": ["+411024"]}
    assert outlet.post(PAGE + "accept/", foreign).status_code == 403
    assert Entry.objects.count() == before
    assert client(world, "agent").get(PAGE).status_code == 403


def test_the_map_and_its_table_say_the_same(world: World) -> None:
    states = extent_at(now())
    assert set(states) == set(units())
    assert [c for c, s in states.items() if s != "not"] == [PLACE]
    drawn = draw(states)
    assert drawn.counts == {"covered": 1, "partly": 0, "not": len(states) - 1}
    assert drawn.paths[-1][1].count("M") == 1
    assert sum(p.total for p in drawn.provinces) == len(states)
    page = client(world, "manager").get(PAGE).content.decode()
    assert f"Of {len(states)} counties 1 are served" in page
    assert len(page) < 200_000


def test_a_township_makes_its_county_partly_covered(world: World) -> None:
    manager = client(world, "manager")
    manager.post(PAGE + "accept/", {"who": who(world), "area": ["+411024100", f"-{PLACE}100"]})
    states = extent_at(now())
    assert (states["411024"], states[PLACE]) == ("partly", "partly")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_table_taken_away_is_the_one_that_can_be_brought_in(world: World, form: str) -> None:
    answer = client(world, "manager").get(f"{PAGE}export.{form}")
    assert answer.status_code == 200
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert PLACE in rows[1]
    else:
        assert answer.content[:2] == b"PK"
    assert client(world, "manager").get(f"{PAGE}export.pdf").status_code == 404
