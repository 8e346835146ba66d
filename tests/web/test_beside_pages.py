"""Pages and API of recordings and of whoever is named: said plainly, masked, with a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests.support.desk import HOST, logged_in
from tests.support.lives import lead
from tests.support.world import World, build

from bonafix.cases.contacting import Named, contact_of, name_contact
from bonafix.cases.models import Case
from bonafix.kit.clock import format_instant
from bonafix.kit.clock import now as instant
from bonafix.ledger.models import Entry
from bonafix.operators.models import Operator
from bonafix.people.tokens import issue
from bonafix.repairs.actions.calls import Call, attach_call
from bonafix.repairs.actions.policy import publish_policy
from bonafix.repairs.actions.recording import choose_recording, is_allowed
from bonafix.repairs.recordings import Recording

SOUND = b"#!AMR\n" + bytes(range(200))
WHY = "双方对报价经过说法不同"


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, instant())


@pytest.fixture
def case(world: World) -> Case:
    return lead(world, "arrived")


def page(language: str = "zh-hans") -> Client:
    client = Client(HTTP_HOST=HOST, REMOTE_ADDR="127.0.0.1")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def link(world: World, case: Case) -> str:
    return f"/t/{issue(world.operator_id, 'track', case.id, instant(), 3600)}/"


def recorded(world: World, case: Case) -> Recording:
    choose_recording(world.holder(case.id), world.now, case.number, True)
    call = Call(uuid4(), SOUND, 90, world.now, notice="call-1", consent=True)
    row, _replayed = attach_call(world.staff("agent"), world.now, case.number, call)
    return row


def test_the_customers_page_says_no_recording_and_takes_a_yes_and_a_no(
    world: World, case: Case
) -> None:
    mine = link(world, case)
    text = page().get(mine).content.decode()
    assert "不录音。除非您想录" in text and "不录音，一切照旧" in text
    page().post(f"{mine}do/recording/")
    assert is_allowed(case.id, instant())
    recorded_text = page("en").get(mine).content.decode()
    assert "You allow that the technician records" in recorded_text
    page().post(f"{mine}do/no_recording/")
    assert not is_allowed(case.id, instant())


def test_where_nothing_is_recorded_no_page_speaks_of_it(world: World, case: Case) -> None:
    publish_policy(world.staff("manager"), world.now, world.now, {"recording_days": 0})
    assert "录音" not in page().get(link(world, case)).content.decode()
    desk = logged_in(world, "agent")
    assert "录音" not in desk.get(f"/staff/cases/{case.number}/").content.decode()


def test_the_desk_sees_that_a_recording_exists_and_a_manager_listens_with_a_reason(
    world: World, case: Case
) -> None:
    row = recorded(world, case)
    path = f"/staff/cases/{case.number}/recordings/{row.id}/"
    agent = logged_in(world, "agent").get(f"/staff/cases/{case.number}/").content.decode()
    assert "现有一段录音" in agent and path not in agent
    boss = logged_in(world, "manager")
    assert path in boss.get(f"/staff/cases/{case.number}/").content.decode()
    assert boss.post(path, {"reason": ""}).status_code == 302
    assert boss.get(path).status_code == 404, "nothing is played before a reason"
    player = boss.post(path, {"reason": WHY}).content.decode()
    source = player.partition('src="/staff/')[2].partition('"')[0]
    heard = boss.get(f"/staff/{source}")
    assert b"".join(heard.streaming_content) == SOUND  # type: ignore[attr-defined]
    assert (heard["Content-Type"], heard["X-Content-Type-Options"]) == ("audio/amr", "nosniff")
    other = logged_in(world, "manager")
    assert other.get(f"/staff/{source}").status_code == 404, "an address is one person's"
    assert Entry.objects.filter(kind="repairs.recording_opened").count() == 1


def test_a_key_never_listens(world: World, case: Case) -> None:
    row = recorded(world, case)
    path = f"/staff/cases/{case.number}/recordings/{row.id}/"
    assert page().post(path, {"reason": WHY}).status_code == 302
    assert not Entry.objects.filter(kind="repairs.recording_opened").exists()


def test_a_recording_of_a_visit_comes_by_api_in_pieces(world: World, case: Case) -> None:
    choose_recording(world.holder(case.id), world.now, case.number, True)
    who = logged_in(world, "technician", world.repair(case.id).technician_id)
    path, client_id = f"/api/v1/visits/{case.number}/recordings", str(uuid4())
    began = instant()
    told = {
        "client_id": client_id,
        "length": len(SOUND),
        "media_type": "audio/amr",
        "seconds": 5,
        "began_at": format_instant(began),
        "sent_at": format_instant(began + timedelta(seconds=6)),
    }
    said = who.post(path, told, content_type="application/json").json()
    assert (said["state"], said["offset"]) == ("open", 0)
    for at in (0, 100):
        piece = SOUND[at : at + 100] if at == 0 else SOUND[at:]
        kind = "application/octet-stream"
        answer = who.post(f"{path}/{client_id}?offset={at}", piece, content_type=kind)
    assert answer.json()["state"] == "whole"
    wrong = who.post(f"{path}/{client_id}?offset=7", b"x", content_type=kind)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "other_offset")
    choose_recording(world.holder(case.id), world.now, case.number, False)
    refused = who.post(path, {**told, "client_id": str(uuid4())}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "recording_not_wanted")


def test_naming_somebody_on_the_customers_page_and_the_form_comes_back_filled_in(
    world: World, case: Case
) -> None:
    mine = link(world, case)
    given = {"name": "王晓华", "phone": "12", "relation": "child", "told": "yes"}
    wrong = page().post(f"{mine}contact/", given)
    assert wrong.status_code == 422 and "王晓华" in wrong.content.decode()
    assert contact_of(case.id) is None
    page().post(f"{mine}contact/", {**given, "phone": "13800001111"})
    text = page().get(mine).content.decode()
    assert "王**" in text and "138****1111" in text and "13800001111" not in text
    page().post(f"{mine}contact/", {"do": "end"})
    assert contact_of(case.id) is None


def test_the_desk_names_sees_masked_and_unmasks_with_a_reason(world: World) -> None:
    case = lead(world, "arranged")
    desk = logged_in(world, "agent")
    path = f"/staff/cases/{case.number}/"
    given = {"name": "王晓华", "phone": "13800001111", "relation": "neighbour"}
    desk.post(f"{path}do/contact/", given)
    text = desk.get(path).content.decode()
    assert "138****1111" in text and "13800001111" not in text
    shown = desk.post(f"{path}contact/unmask/", {"reason": "回拨家人"}).content.decode()
    assert "13800001111" in shown
    assert Entry.objects.filter(kind="people.unmasked").count() == 1
    desk.post(f"{path}do/tell_code/")
    assert Entry.objects.filter(kind="repairs.code_told").exists()


def test_a_report_by_form_or_api_names_somebody(world: World) -> None:
    body = {
        "product": "T-1",
        "fault": "jammed",
        "description": "坏了",
        "address": "临汾市永和县城关街道正大街5号",
        "contact": {"name": "王", "phone": "13900007777"},
        "beside": {"name": "王晓华", "phone": "13800001111", "relation": "child", "told": True},
    }
    Operator.objects.update(keyless_reports=True)
    answer = page().post("/api/v1/repairs", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    case = Case.objects.get(number=answer.json()["number"])
    row = contact_of(case.id)
    assert row is not None and row.relation == "child"
    body["beside"] = {"name": "", "phone": "x"}
    assert page().post("/api/v1/repairs", body, content_type="application/json").status_code == 422


def test_a_link_of_somebody_named_shows_neither_data_nor_recordings(
    world: World, case: Case
) -> None:
    recorded(world, case)
    row = name_contact(
        world.staff("agent"), world.now, case.number, Named("王晓华", "13800001111", "child")
    )
    token = issue(world.operator_id, "contact", row.id, instant(), 3600)
    text = page().get(f"/t/{token}/").content.decode()
    assert case.number in text and "录音" not in text and f"/t/{token}/data/" not in text
