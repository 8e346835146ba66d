"""A door to be opened, without signal: proofs before a price, and the way out above all."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page, Playwright, expect

from bonafix.kit import clock
from bonafix.kit.errors import Invalid
from bonafix.operators.tenancy import act_as
from bonafix.repairs.actions.opening import needs_of
from bonafix.repairs.models import DoorDecline, DoorProof, VisitFile, VisitStep
from bonafix.repairs.rules.doors import Needs, Shown, check_shown
from tests.conftest import found
from tests.journeys.test_offline import chromium, everything_sent, kept, tap
from tests.support.doors import ready
from tests.support.house_live import LiveHouse, live
from tests.support.lives import lead
from tests.support.telephone import Telephone, draw
from tests.support.world import build

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser]
# What counts as not filled in.
BLANK = ("", "  ", "x" * 61)


@pytest.fixture
def house(chromium: Playwright, fresh_database: str) -> Iterator[LiveHouse]:
    del chromium
    operator = found("lock", "127.0.0.1")
    operator.demonstration = True
    operator.save()
    with act_as(operator.id):
        world = ready(build(operator.id, clock.now(), technicians=1))
        with live(world) as one:
            yield one
    connections.close_all()


def test_a_door_without_signal_is_proved_before_a_price_or_stays_closed(
    house: LiveHouse, chromium: Playwright, tmp_path: Path
) -> None:
    world = house.world
    case = lead(world, "under_way", kind="door_open")
    who = world.repair(case.id).technician_id
    telephone = Telephone(chromium, tmp_path / "profile", house.url)
    page = telephone.start(house.session(clock.now(), "technician", who))
    expect(page.locator(f"#v-{case.number}")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    agree(page, needs_of(world.repair(case.id), clock.now()))
    telephone.cut(True)
    page.locator(f"#code-{case.number}").fill(world.door_code(case.id))
    tap(page, case, "我到门口了")
    kept(page, case, 1)
    expect(page.locator("[data-step=quote]")).to_have_count(0)
    tap(page, case, "记录下来")
    expect(page.locator("#note")).to_contain_text("身份证件")
    kept(page, case, 1)
    for name, value in {
        "premises": "home",
        "identity": "id_card",
        "right": "lease",
        "witness": "community",
    }.items():
        page.locator(f"#{name}-{case.number}").select_option(value)
    page.locator(f"#identity_number-{case.number}").fill("110101199003070000")
    page.locator(f"#witness_name-{case.number}").fill("赵主任")
    draw(page, f"#door-customer-{case.number}")
    tap(page, case, "记录下来")
    expect(page.locator("#note")).to_contain_text("见证人签字")
    draw(page, f"#door-witness-{case.number}")
    tap(page, case, "记录下来")
    kept(page, case, 4)
    page.locator("[data-step=quote] [name='quantity:visit']").fill("1")
    tap(page, case, "把报价发给顾客")
    kept(page, case, 5)
    closed = page.locator("[data-step=decline_door]")
    closed.locator("summary").click()
    closed.locator("[value=unsure]").check()
    tap(page, case, "不开锁，结束上门")
    kept(page, case, 6)
    assert not DoorProof.objects.exists(), "nothing has left it yet"

    telephone.cut(False)
    everything_sent(page)
    verbs = VisitStep.objects.filter(case_id=case.id).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["depart", "arrive", "prove_door", "quote", "decline_door"]
    row = DoorProof.objects.get(case_id=case.id)
    assert (row.identity, row.right, row.witness) == ("id_card", "lease", "community")
    kinds = VisitFile.objects.filter(case_id=case.id).values_list("kind", flat=True)
    assert sorted(kinds) == ["signature", "witness"]
    assert DoorDecline.objects.get(case_id=case.id).why == "unsure"
    assert world.repair(case.id).status == "not_opened"
    assert telephone.complaints == []
    telephone.off()


def agree(page: Page, asked: Needs) -> None:
    """The telephone misses what the house would miss, over every kind of gap."""
    tried = [one for one in shown_ones(asked)]
    found_ = page.evaluate(
        """async tried => {
          const store = await import("/static/bonafix/field/store.js");
          const { missing } = await import("/static/bonafix/field/rules.js");
          const [visit] = await store.visits();
          return tried.map(one => missing(visit.proofs, one));
        }""",
        tried,
    )
    assert len(set(found_)) > 6
    assert found_ == [house_misses(asked, one) for one in tried]


def shown_ones(asked: Needs) -> Iterator[dict[str, Any]]:
    right = [*sorted(asked.right["home"]), *sorted(asked.right["vehicle"]), "", "word"]
    witness = [*sorted(asked.witness), "guarantor", ""]
    for premises, identity, number in itertools.product(
        ("home", "vehicle", "ship"), ("id_card", "card"), ("1", *BLANK)
    ):
        for one, who, name in itertools.product(right, witness, ("赵", *BLANK)):
            yield {
                "premises": premises,
                "identity": identity,
                "identity_number": number,
                "right": one,
                "witness": who,
                "witness_name": name,
                "witness_number": "",
            }


def house_misses(asked: Needs, one: dict[str, Any]) -> str:
    try:
        check_shown(asked, Shown(**one))
    except Invalid as error:
        return str(error.field)
    return ""
