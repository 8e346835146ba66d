"""Goods instead of money, as buyers, merchants and programs meet it."""

from typing import Any

import pytest

from bonafix.claims.models import Policy as Row
from bonafix.claims.rules.policies import LONG_NOTICE, NOTICE, Policy, notice_for
from bonafix.kit.clock import now as clock_now
from bonafix.operators.models import Operator
from bonafix.web.claims.policy_form import read, shown
from tests.claims.test_pages import key, link, send, staff, visitor
from tests.support.claims import REASONS, ClaimWorld, build_claims, lead_claim
from tests.support.desk import logged_in

PARCEL = "顺丰 SF7654321"


@pytest.fixture
def world(operator: Operator) -> ClaimWorld:
    """Pages look at the clock: the world is of today."""
    return build_claims(operator.id, clock_now())


def merchant(world: ClaimWorld) -> Any:
    return staff(world, "merchant", world.merchant_id)


def test_a_merchant_sends_another_one_and_the_buyer_says_that_it_came(world: ClaimWorld) -> None:
    case = lead_claim(world, "answering", wish="exchange")
    desk, page = merchant(world), f"/staff/claims/{case.number}/"
    held = desk.get(page).content.decode()
    assert "换一件完好的" in held and 'value="ask_destroy"' not in held
    assert 'value="offer_exchange"' not in held and 'value="offer_repair"' in held
    desk.post(f"{page}do/answer/", {"kind": "accept"})
    assert 'name="parcel"' in desk.get(page).content.decode()
    desk.post(f"{page}do/send_out/", {"parcel": PARCEL})
    buyer, path = visitor(), link(world, case.id)
    assert PARCEL in buyer.get(path).content.decode()
    buyer.post(f"{path}do/confirm/")
    assert world.claim(case).status == "settled"
    assert "do/not_right/" in buyer.get(path).content.decode()
    buyer.post(f"{path}do/not_right/", {"text": "换来的杯子在同一处也有裂纹，请再看。"})
    reviewer = staff(world, "reviewer")
    held = reviewer.get(page).content.decode()
    assert "曾答应但未能做到" in held and 'name="remedy"' in held
    verdict = {"outcome": "grant", "remedy": "exchange", "reasons": REASONS}
    reviewer.post(f"{page}do/decide/", verdict)
    assert world.claim(case).status == "fulfilling"


def test_the_buyer_is_led_to_the_picture_or_sends_it_back(world: ClaimWorld) -> None:
    case = lead_claim(world, "destroying")
    buyer, path = visitor(), link(world, case.id)
    page = buyer.get(path).content.decode()
    assert "电池" in page and "我寄回商品" in page
    led = buyer.post(f"{path}do/proof/")
    assert led.status_code == 302 and led["Location"].startswith("/e/")
    assert buyer.get(led["Location"]).status_code == 200
    buyer.post(f"{path}do/decline_destroy/")
    assert world.claim(case).status == "returning"
    assert buyer.post(f"{path}do/proof/").status_code == 404


def test_the_desk_asks_for_no_destruction_by_hand(world: ClaimWorld) -> None:
    case = world.open().case
    page = staff(world, "agent").get(f"/staff/cases/{case.number}/evidence/").content.decode()
    assert 'value="overview"' in page and 'value="destroyed"' not in page


def test_a_program_of_the_merchant_sends_and_cannot_speak_for_the_buyer(world: ClaimWorld) -> None:
    case = lead_claim(world, "fulfilling")
    client, path = key(world), f"/api/v1/claims/{case.number}"
    assert send(client, f"{path}/remedy", {"way": "fly"}).status_code == 422
    assert send(client, f"{path}/received", {"agreed": True}).status_code == 403
    told = send(client, f"{path}/remedy", {"way": "send", "parcel": PARCEL}).json()
    assert (told["status"], told["remedy"], told["sent_out_by"]) == (
        "delivered", "exchange", PARCEL,
    )  # fmt: skip
    assert told["decision"]["remedy"] == "exchange" and told["charges"] == []
    assert send(client, f"{path}/destroying", {"agreed": False}).status_code == 403


def test_who_pays_for_a_look_and_what_may_be_destroyed_is_chosen_in_the_form(
    world: ClaimWorld,
) -> None:
    texts = {**shown(Policy()), "inspection_payer": "operator", "destroy:missing": ["general"]}
    values = read(texts).values
    made = Policy.of(0, values)
    assert made.inspection_payer == "operator"
    assert {one: made.destroys_for(one) for one in ("missing", "damaged")} == {
        "missing": ("general",), "damaged": (),
    }  # fmt: skip
    assert "inspection_payer" in read({**texts, "inspection_payer": "buyer"}).faults
    client = logged_in(world, "manager", language="en")  # type: ignore[arg-type]
    page = client.get("/staff/claims/policy/").content.decode()
    assert 'name="inspection_payer" value="operator"' in page
    answer = client.post("/staff/claims/policy/", {**texts, "since": "2027-03-01T00:00"})
    assert answer.status_code == 302
    (row,) = Row.objects.all()
    assert Policy.of(row.version, row.values) == Policy.of(1, values)
    assert "Always the operator" in client.get("/rules/").content.decode()


def test_a_merchant_that_is_to_pay_more_is_told_fifteen_days_ahead() -> None:
    for before, after, wanted in (
        ("operator", "asker", LONG_NOTICE), ("asker", "merchant", LONG_NOTICE),
        ("merchant", "operator", NOTICE), ("asker", "operator", NOTICE),
    ):  # fmt: skip
        old, new = Policy(inspection_payer=before), Policy(inspection_payer=after)
        assert notice_for(major=False, before=old, after=new) == wanted, (before, after)
