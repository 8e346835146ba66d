"""Opening a door on the pages: what is asked is read before it is asked, and nothing is lost."""

import io
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.support.desk import HOST, logged_in
from tests.support.doors import SHOWN, prove, ready
from tests.support.lives import DOOR, lead
from tests.support.world import ADDRESS, World, build

from bonafix.cases.models import Case
from bonafix.kit.clock import format_instant, local
from bonafix.kit.clock import now as clock_now
from bonafix.operators.models import Operator
from bonafix.people.tokens import issue
from bonafix.repairs.models import DoorProof, LocalPermit, VisitFile

ENGLISH = "en"


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    return build(operator.id, now)


def text(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def drawing(name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return SimpleUploadedFile(f"{name}.png", out.getvalue(), "image/png")


def form(**other: Any) -> dict[str, Any]:
    given = {"client_id": str(uuid4()), "right_home": SHOWN["right"], **SHOWN}
    given |= {name: drawing(name) for name in ("signature", "witness_signature")}
    return {**given, **other}


def technician(world: World, case: Case, language: str = "zh-hans") -> Client:
    return logged_in(world, "technician", world.repair(case.id).technician_id, language)


def test_a_customer_reads_what_will_be_asked_before_anybody_comes(world: World) -> None:
    ready(world)
    case = lead(world, "accepted", kind="door_open")
    page = f"/t/{issue(world.operator_id, 'track', case.id, clock_now(), 3600)}/"
    for language, words in (
        ("zh-hans", ("到时会请您出示", "居民身份证", "租赁合同", "未核实", "110")),
        (ENGLISH, ("What you will be asked to show", "Identity card", "Not verified", "110")),
    ):
        client = Client(HTTP_HOST=HOST)
        client.cookies["django_language"] = language
        answer = client.get(page)
        assert answer.status_code == 200, answer
        shown = text(answer)
        assert [one for one in words if one not in shown] == [], language
    other = lead(world, "accepted", 1)
    token = issue(world.operator_id, "track", other.id, clock_now(), 3600)
    assert "到时会请您出示" not in text(Client(HTTP_HOST=HOST).get(f"/t/{token}/"))


def test_the_technicians_day_asks_for_proofs_before_a_price(world: World) -> None:
    case = lead(world, DOOR)
    client = technician(world, case)
    page = text(client.get("/staff/day/"))
    assert "quantity:visit" not in page
    assert "prove_door" in page and "decline_door" in page and "未核实" in page
    answer = client.post(f"/staff/day/{case.number}/prove_door/", form())
    assert answer.status_code == 302
    row = DoorProof.objects.get(case_id=case.id)
    assert (row.identity, row.right, row.witness) == ("id_card", "lease", "community")
    assert VisitFile.objects.filter(case_id=case.id, kind="witness").count() == 1
    assert "quantity:visit" in text(client.get("/staff/day/"))
    assert "Not verified" in text(
        technician(world, lead(world, DOOR, 2), ENGLISH).get("/staff/day/")
    )


def test_the_same_form_twice_is_one_record_and_two_pictures(world: World) -> None:
    case = lead(world, DOOR)
    client, client_id = technician(world, case), str(uuid4())
    for _time in range(2):
        client.post(f"/staff/day/{case.number}/prove_door/", form(client_id=client_id))
    assert DoorProof.objects.count() == 1
    assert VisitFile.objects.filter(case_id=case.id).count() == 2


@pytest.mark.parametrize("wrong", [{"witness": ""}, {"identity": "x"}, {"right_home": ""}])
def test_what_was_typed_comes_back_and_no_picture_is_taken(
    world: World, wrong: dict[str, str]
) -> None:
    case = lead(world, DOOR)
    answer = technician(world, case).post(f"/staff/day/{case.number}/prove_door/", form(**wrong))
    assert answer.status_code == 422
    assert SHOWN["witness_name"] in text(answer)
    assert not DoorProof.objects.exists()
    assert not VisitFile.objects.filter(case_id=case.id).exists()


def test_a_technician_leaves_a_lock_closed_from_the_page(world: World) -> None:
    case = lead(world, DOOR)
    client = technician(world, case)
    given = {"client_id": str(uuid4()), "why": "no_witness"}
    client.post(f"/staff/day/{case.number}/decline_door/", given)
    assert world.repair(case.id).status == "not_opened"
    desk = text(logged_in(world, "agent").get(f"/staff/cases/{case.number}/"))
    assert "没有开锁" in desk


def test_the_desk_sees_what_was_shown_without_names_and_numbers(world: World) -> None:
    case = lead(world, DOOR)
    prove(world, case)
    page = text(logged_in(world, "agent").get(f"/staff/cases/{case.number}/"))
    assert "租赁合同" in page
    assert SHOWN["witness_name"] not in page
    assert SHOWN["identity_number"] not in page


def test_a_manager_puts_a_permit_on_file_and_ends_it(world: World) -> None:
    boss = logged_in(world, "manager")
    today = local(world.now).date()
    given = {"holder": str(world.outlet_id), "region": "永和县", "first": today.isoformat()}
    given |= {"last": (today + timedelta(days=30)).isoformat()}
    paper = SimpleUploadedFile("p.pdf", b"%PDF-1.4", "application/pdf")
    answer = boss.post("/staff/setup/permits/add/", {**given, "document": paper})
    assert answer.status_code == 302, text(answer)
    row = LocalPermit.objects.get()
    assert (row.region_code, row.holder_id) == ("141032", world.outlet_id)
    assert "永和县" in text(boss.get("/staff/setup/permits/"))
    boss.post("/staff/setup/permits/end/", {"id": str(row.id)})
    row.refresh_from_db()
    assert row.valid_to <= clock_now()
    wrong = {**given, "region": "不存在的地方", "document": drawing("p")}
    assert boss.post("/staff/setup/permits/add/", wrong).status_code == 422
    assert LocalPermit.objects.count() == 1


def test_a_program_asks_what_a_door_needs_and_sends_the_proofs(world: World) -> None:
    case = lead(world, DOOR)
    client = technician(world, case)
    asked = client.get(f"/api/v1/visits/{case.number}/door").json()
    assert (asked["unverified"], asked["proved"]) == (True, False)
    assert "id_card" in asked["identity"] and "neighbour" not in asked["witness"]
    signed = {name: str(uuid4()) for name in ("signature", "witness_signature")}
    at = format_instant(world.now)
    for name, kind in (("signature", "signature"), ("witness_signature", "witness")):
        sent = {"client_id": signed[name], "kind": kind, "taken_at": at, "file": drawing(name)}
        assert client.post(f"/api/v1/visits/{case.number}/files", sent).status_code == 200
    step = {"client_id": str(uuid4()), "verb": "prove_door", "done_at": at}
    address = f"/api/v1/visits/{case.number}/steps"
    bare = client.post(address, json.dumps(step), content_type="application/json")
    assert bare.status_code == 422, bare.content
    step["proofs"] = {**SHOWN, **signed}  # type: ignore[assignment]
    answer = client.post(address, json.dumps(step), content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert client.get(f"/api/v1/visits/{case.number}/door").json()["proved"] is True


def test_a_report_by_api_and_by_form_says_what_the_visit_is_for(world: World) -> None:
    Operator.objects.filter(pk=world.operator_id).update(keyless_reports=True)
    body = {"product": "T-1", "kind": "inspection", "address": ADDRESS}
    body |= {"contact": {"name": "王", "phone": "13900007777"}}  # type: ignore[dict-item]
    client = Client(HTTP_HOST=HOST)
    headers = {"idempotency-key": "a"}
    answer = client.post(
        "/api/v1/repairs", json.dumps(body), content_type="application/json", headers=headers
    )
    assert answer.status_code == 201, answer.content
    number = answer.json()["number"]
    agent = logged_in(world, "agent")
    assert agent.get(f"/api/v1/repairs/{number}").json()["kind"] == "inspection"
    given = {"product": "T-1", "kind": "inspection", "address": ADDRESS, "when": "soon"}
    given |= {"name": "李", "phone": "13900008888", "consent": "yes", "all": "1"}
    sent = client.post("/report/?all=1", given)
    assert sent.status_code == 302, text(sent)
    assert sorted(world.repair(one.id).kind for one in Case.objects.all()) == ["inspection"] * 2
