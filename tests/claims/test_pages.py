"""Pages and API of claims, as far as a person or a program meets them."""

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bonafix.claims.actions.examining import examine_claim
from bonafix.claims.actions.opening import order_link
from bonafix.claims.models import Claim, Decision, Standing
from bonafix.claims.models import Policy as PolicyRow
from bonafix.claims.rules.policies import Policy
from bonafix.kit.clock import format_instant
from bonafix.kit.clock import now as clock_now
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_api_key, add_staff
from bonafix.people.tokens import issue
from bonafix.web.claims.policy_form import shown
from tests.support.claims import REASONS, ClaimWorld, build_claims, lead_claim, picture


@pytest.fixture
def world(operator: Operator) -> ClaimWorld:
    """Pages look at the clock: the world is of today."""
    return build_claims(operator.id, clock_now())


def visitor(**headers: str) -> Client:
    return Client(HTTP_HOST="lock.test", headers=headers)


def staff(world: ClaimWorld, role: str, party: Any = None) -> Client:
    admin = world.staff("admin")
    name = f"{role}-{uuid4().hex[:6]}@lock.test"
    account = add_staff(admin, clock_now(), username=name, password=None, roles=[(role, party)])
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    client = visitor()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def link(world: ClaimWorld, case_id: Any) -> str:
    return f"/c/{issue(world.operator_id, 'claim', case_id, clock_now(), 3600)}/"


def key(world: ClaimWorld) -> Client:
    admin = Actor(world.operator_id, "staff", id=uuid4(), roles=frozenset({"admin"}))
    _row, secret = add_api_key(
        admin, clock_now(), party_id=world.merchant_id, title="t",
        scopes=["claims:read", "claims:write"],
    )  # fmt: skip
    return visitor(authorization=f"Bearer {secret}")


def send(client: Client, path: str, body: Any = None) -> Any:
    return client.post(path, json.dumps(body or {}), content_type="application/json")


def test_a_buyer_opens_a_claim_by_the_link_of_the_order(world: ClaimWorld) -> None:
    order = world.order()
    path = f"/o/{order_link(world.operator_id, order.id, clock_now())}/"
    client = visitor()
    assert order.title in client.get(path).content.decode()
    wrong = client.post(path, {"reason": "wrong_item", "wish": "refund_only", "amount": "99"})
    assert wrong.status_code == 422
    assert not Claim.objects.exists()
    right = client.post(path, {"reason": "damaged", "wish": "refund_only", "amount": "99"})
    assert right.status_code == 302
    (claim,) = Claim.objects.all()
    page = client.get(right["Location"]).content.decode()
    assert claim.case.number in page
    for slot in ("overview", "detail"):
        file = SimpleUploadedFile("a.jpg", picture(3))
        client.post(f"{right['Location']}give/", {"slot": slot, "ai": "no", "picture": file})
    client.post(f"{right['Location']}do/complete/")
    claim.refresh_from_db()
    assert claim.status == "evidenced"


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_with_a_sentence(world: ClaimWorld, content: bytes) -> None:
    case = world.open().case
    file = SimpleUploadedFile("a.jpg", content, "image/jpeg")
    client = visitor()
    client.post(f"{link(world, case.id)}give/", {"slot": "overview", "picture": file})
    page = client.get(link(world, case.id)).content.decode()
    assert "照片" in page
    assert world.claim(case).status == "opened"
    from bonafix.claims.models import Shot

    assert not Shot.objects.exists()


def test_a_link_of_an_order_opens_nothing_else(world: ClaimWorld) -> None:
    order = world.order()
    token = order_link(world.operator_id, order.id, clock_now())
    for path in (f"/c/{token}/", f"/t/{token}/", "/o/abc/"):
        assert visitor().get(path).status_code == 404, path


def test_a_merchant_accepts_several_at_once_and_only_its_own(world: ClaimWorld) -> None:
    mine = [lead_claim(world, "answering") for _ in range(2)]
    other = build_claims(world.operator_id, world.now, phone="+8613900002222")
    foreign = lead_claim(other, "answering")
    client = staff(world, "merchant", world.merchant_id)
    page = client.get("/staff/claims/").content.decode()
    assert mine[0].number in page
    assert foreign.number not in page
    numbers = [case.number for case in (*mine, foreign)]
    client.post("/staff/claims/bulk/", {"number": numbers})
    assert [world.claim(case).status for case in (*mine, foreign)] == [
        "granted", "granted", "answering",
    ]  # fmt: skip


def test_a_merchant_gives_several_the_same_answer_with_a_reason(world: ClaimWorld) -> None:
    mine = [lead_claim(world, "answering") for _ in range(2)]
    client = staff(world, "merchant", world.merchant_id)
    numbers = [case.number for case in mine]
    # Without a reason nothing moves, and each is named.
    silent = client.post("/staff/claims/bulk/", {"number": numbers, "kind": "ask_return"})
    told = client.get(silent.headers["Location"]).content.decode()
    assert all(number in told for number in numbers)
    assert {world.claim(case).status for case in mine} == {"answering"}
    refused = client.post("/staff/claims/bulk/", {"number": numbers, "kind": "refuse"})
    assert refused.status_code == 422
    client.post("/staff/claims/bulk/", {"number": numbers, "kind": "ask_return", "text": REASONS})
    assert {world.claim(case).status for case in mine} == {"returning"}


def test_a_merchant_gives_and_ends_its_standing_instruction(world: ClaimWorld) -> None:
    client = staff(world, "merchant", world.merchant_id)
    client.post("/staff/claims/standing/", {"up_to": "30", "reasons": ["damaged", "missing"]})
    (row,) = Standing.objects.all()
    assert (row.up_to_fen, row.reasons, row.until) == (3000, ["damaged", "missing"], None)
    assert row.given_by.startswith("staff:")
    client.post("/staff/claims/standing/", {"end": str(row.id)})
    row.refresh_from_db()
    assert row.until is not None


def test_the_draft_alone_is_no_reason(world: ClaimWorld) -> None:
    case = lead_claim(world, "reviewing")
    client = staff(world, "reviewer")
    page = client.get(f"/staff/claims/{case.number}/").content.decode()
    draft = page.partition('name="reasons"')[2].partition(">")[2].partition("<")[0]
    assert "¥99.00" in draft
    path = f"/staff/claims/{case.number}/do/decide/"
    client.post(path, {"outcome": "refuse", "reasons": draft})
    assert world.claim(case).status == "reviewing"
    client.post(path, {"outcome": "refuse", "reasons": draft + REASONS})
    assert world.claim(case).status == "refused"
    assert Decision.objects.filter(case_id=case.id).count() == 1


def test_findings_stand_in_words_with_what_they_do_not_show(world: ClaimWorld) -> None:
    case = lead_claim(world, "evidenced")
    examine_claim(world.system, world.now, case.id)
    page = staff(world, "reviewer").get(f"/staff/claims/{case.number}/").content.decode()
    for words in ("不能说明", "方法的误差"):
        assert words in page


def test_history_is_shown_to_reviewers_only_and_says_that_it_decides_nothing(
    world: ClaimWorld,
) -> None:
    earlier, case = lead_claim(world, "refused"), lead_claim(world, "reviewing")
    path = f"/staff/claims/{case.number}/"
    page = staff(world, "reviewer").get(path).content.decode()
    assert "不决定任何事" in page
    assert earlier.number in page
    for role, party in (("merchant", world.merchant_id), ("agent", None), ("manager", None)):
        other = staff(world, role, party).get(path).content.decode()
        assert "不决定任何事" not in other
        assert earlier.number not in other


def test_every_version_of_the_rules_can_be_read_and_taken_along(world: ClaimWorld) -> None:
    client = staff(world, "manager")
    fields = shown(Policy())
    soon = (clock_now() + timedelta(days=2)).date().isoformat() + "T00:00"
    short = client.post("/staff/claims/policy/", {**fields, "since": soon})
    assert short.status_code == 422
    assert "7 天" in short.content.decode()
    assert not PolicyRow.objects.exists()
    tried = client.post("/staff/claims/policy/", {**fields, "since": soon, "try": "yes"})
    assert "没有任何改动" in tried.content.decode()
    assert not PolicyRow.objects.exists()
    later = (clock_now() + timedelta(days=20)).date().isoformat() + "T00:00"
    answer = client.post("/staff/claims/policy/", {**fields, "answer_hours": "72", "since": later})
    assert answer.status_code == 302
    told = visitor().get("/rules/?as=json")
    assert [one["version"] for one in json.loads(told.content)] == [1]
    assert "72" in visitor().get("/rules/").content.decode()


def test_a_program_registers_an_order_opens_a_claim_and_answers_it(world: ClaimWorld) -> None:
    client = key(world)
    bought = format_instant(clock_now() - timedelta(days=2))
    order = send(client, "/api/v1/orders", {
        "ref": "P-1", "title": "碗", "goods_fen": 5000, "paid_fen": 5000, "bought_at": bought,
        "buyer": {"name": "买家", "phone": "13900003333"},
    })  # fmt: skip
    assert order.status_code == 201, order.content
    assert "/o/" in order.json()["claim_url"]
    body = {"order": "P-1", "reason": "damaged", "wish": "refund_only", "amount_fen": 5000}
    made = send(client, "/api/v1/claims", body)
    assert made.status_code == 201, made.content
    path = f"/api/v1/claims/{made.json()['number']}"
    for slot in ("overview", "detail"):
        content = base64.b64encode(picture(4)).decode()
        assert (
            send(client, f"{path}/pictures", {"slot": slot, "content": content}).status_code == 200
        )
    assert send(client, f"{path}/complete").json()["status"] == "evidenced"
    granted = send(client, f"{path}/answer", {"kind": "accept"}).json()
    assert (granted["status"], granted["decision"]["basis"]) == ("granted", "merchant")


def test_a_merchants_program_does_not_speak_for_the_buyer(world: ClaimWorld) -> None:
    case = world.open().case
    client, path = key(world), f"/api/v1/claims/{case.number}"
    content = base64.b64encode(picture(4)).decode()
    assert (
        send(client, f"{path}/pictures", {"slot": "label", "content": content}).status_code == 403
    )
    assert send(client, f"{path}/offer", {"agreed": True}).status_code == 403
    assert send(client, f"{path}/withdraw").status_code == 403
    assert world.claim(case).status == "opened"


def test_the_number_of_a_claim_leads_the_desk_to_the_claim(world: ClaimWorld) -> None:
    case = world.open().case
    client = staff(world, "agent")
    answer = client.get(f"/staff/queue/?q={case.number}", follow=True)
    assert answer.redirect_chain[-1][0] == f"/staff/claims/{case.number}/"
    assert case.number in answer.content.decode()
    assert client.get(f"/api/v1/repairs/{case.number}").status_code == 404
