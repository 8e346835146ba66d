"""The customer's pages: every report is taken, no answer is lost, nothing personal leaks."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client, override_settings
from tests.conftest import found
from tests.support.threads import at_once
from tests.support.world import ADDRESS, World, build

from bonafix.cases.models import Case
from bonafix.dispatch.actions import enrol
from bonafix.intake import limits
from bonafix.kit.clock import local, now
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.notices.models import Notice
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_organisation, add_person
from bonafix.people.models import Consent
from bonafix.people.queries import persons_of_phone
from bonafix.people.sealing import unseal
from bonafix.people.tokens import issue, revoke
from bonafix.products import actions as products
from bonafix.products.models import Brand
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.voucher import issue_guarantee
from bonafix.repairs.models import Quote, Repair

NAME, PHONE = "欧阳明月", "13912345678"
GOOD = {
    "all": "1",
    "product": "T-1",
    "fault": "jammed",
    "description": "钥匙断在锁里",
    "address": ADDRESS,
    "when": "soon",
    "name": NAME,
    "phone": PHONE,
    "consent": "yes",
}


@pytest.fixture
def world(operator: Operator) -> World:
    return build(operator.id, now())


@pytest.fixture
def client(world: World) -> Client:
    return Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")


def post(client: Client, path: str = "/report/", **answers: Any) -> HttpResponse:
    return client.post(path, answers)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def arranged(world: World, number: int = 0) -> Case:
    taken = world.report(number, now=now())
    arrange_visit(world.system, now(), taken.case.id)
    return taken.case


def link(world: World, case: Case) -> str:
    return f"/t/{issue(world.operator_id, 'track', case.id, now(), 3600)}/"


def quoted(world: World, number: int = 0) -> Case:
    case = arranged(world, number)
    world.step(case, "depart")
    world.step(case, "arrive", code=world.door_code(case.id))
    world.step(case, "quote", lines=(("visit", 1),))
    return case


# Reporting ------------------------------------------------------------------------------


def walk(client: Client, answers: dict[str, dict[str, str]]) -> list[str]:
    """Answer question by question; every address that was seen."""
    seen, place = ["/report/"], "/report/"
    for step in ("product", "fault", "place", "time", "contact", "send"):
        answer = client.post(place, answers.get(step, {}))
        assert answer.status_code == 302, (step, text(answer))
        place = answer["Location"]
        seen.append(place)
    return seen


ANSWERS = {
    "product": {"product": "T-1"},
    "fault": {"fault": "jammed", "description": "钥匙断在锁里"},
    "place": {"address": ADDRESS},
    "time": {"when": "soon"},
    "contact": {"name": NAME, "phone": PHONE, "consent": "yes"},
}


def test_five_questions_make_a_case_and_lead_to_its_page(client: Client) -> None:
    seen = walk(client, ANSWERS)
    case = Case.objects.get()
    page = client.get(seen[-1])
    assert case.number in text(page)
    repair = Repair.objects.get(case_id=case.id)
    assert unseal(bytes(repair.description)) == "钥匙断在锁里"
    assert (repair.status, repair.place_code) == ("accepted", "141032")
    assert Consent.objects.get(party_id=repair.customer_id).purpose == "repair"


def test_nothing_personal_stands_in_an_address_or_readable_in_the_session(client: Client) -> None:
    seen = walk(client, ANSWERS | {"contact": {"name": "", "phone": ""}} | ANSWERS)
    for secret in (NAME, PHONE, ADDRESS, "永和", "钥匙"):
        assert not any(secret in address for address in seen)
    client.post("/report/", {"product": "T-1"})
    stored = json.dumps([one.get_decoded() for one in Session.objects.all()], ensure_ascii=False)
    assert stored != "[]"
    for secret in (NAME, PHONE, ADDRESS, "T-1"):
        assert secret not in stored


def test_the_last_button_says_when_somebody_can_be_there(client: Client) -> None:
    place = "/report/"
    for step in ("product", "fault", "place", "time", "contact"):
        place = client.post(place, ANSWERS[step])["Location"]
    assert re.search(r"提交报修，师傅最快(今天|明天) \d\d:\d\d 到", text(client.get(place)))


def test_no_question_can_be_skipped(client: Client) -> None:
    begun = client.post("/report/", {"product": "T-1"})["Location"]
    jumped = client.get(begun.replace("/fault/", "/send/"))
    assert jumped["Location"] == begun


def test_the_same_report_sent_twice_is_one_case(client: Client) -> None:
    place = "/report/"
    for step in ("product", "fault", "place", "time", "contact"):
        place = client.post(place, ANSWERS[step])["Location"]
    first, second = client.post(place), client.post(place)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"].startswith("/t/")
    assert client.get(second["Location"]).status_code == 200
    assert Case.objects.count() == 1
    again = {**GOOD, "draft": "my-own-draft", "phone": "13900000009"}
    assert [post(client, **again).status_code for _ in range(2)] == [302, 302]
    assert Case.objects.count() == 2


def test_a_plain_form_sent_again_without_a_session_is_one_case(world: World) -> None:
    """As a browser does that kept no cookie, or came back by its list of open pages."""
    sent = {**GOOD, "draft": "form-1"}
    answers = [post(Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1"), **sent)]
    answers += [post(Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1"), **sent)]
    assert [one.status_code for one in answers] == [302, 302]
    case = Case.objects.get()
    for one in answers:
        shown = Client(HTTP_HOST="lock.test").get(one["Location"])
        assert case.number in text(shown)


def test_the_same_form_with_other_answers_is_a_report_of_its_own(client: Client) -> None:
    """Whoever goes back and writes about a second lock is not answered with the first."""
    for description in ("钥匙断在锁里", "另一把锁也坏了"):
        sent = {**GOOD, "draft": "form-1", "description": description}
        assert post(client, **sent).status_code == 302
    assert Case.objects.count() == 2
    other = {**GOOD, "draft": "form-2", "description": "钥匙断在锁里"}
    assert post(client, **other).status_code == 302
    assert Case.objects.count() == 3, "two forms are two reports"


def test_plain_forms_that_come_at_once_are_one_case(fresh_database: str) -> None:
    operator = found("lock", "lock.test")
    with act_as(operator.id):
        build(operator.id, now())
    sent = {**GOOD, "draft": "form-1"}

    def send() -> HttpResponse:
        return post(Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1"), **sent)

    answers = at_once([send] * 8)
    assert [getattr(one, "status_code", one) for one in answers] == [302] * 8
    with act_as(operator.id):
        case = Case.objects.get()
        assert not audit_operator(operator.id).faults
    for one in answers:
        assert isinstance(one, HttpResponse)
        assert case.number in text(Client(HTTP_HOST="lock.test").get(one["Location"]))


def test_the_database_itself_refuses_a_second_case_of_one_form(world: World) -> None:
    taken = world.report(1, now=now())
    first, second = taken.case, world.report(2, now=now()).case
    with begin(world.system, now()) as act:
        first.sent_key = "a" * 64
        act.record("cases.shared", ("case", first.id), rows=[first])
    with pytest.raises(IntegrityError), begin(world.system, now()) as act:
        second.sent_key = "a" * 64
        act.record("cases.shared", ("case", second.id), rows=[second])


def test_an_ambiguous_place_is_asked_for_and_the_choice_is_taken(client: Client) -> None:
    begun = client.post("/report/", ANSWERS["product"])["Location"]
    place = client.post(begun, ANSWERS["fault"])["Location"]
    answer = client.post(place, {"address": "朝阳区建国路1号"})
    shown = client.get(answer["Location"])
    assert "北京市朝阳区" in text(shown)
    seen = re.search(r'name="seen" value="([^"]+)"', text(shown))
    assert seen is not None
    unanswered = client.post(place, {"address": "朝阳区建国路1号", "seen": seen[1]})
    assert unanswered.status_code == 422
    assert "请选择是哪一个地方" in text(unanswered)
    picked = {**GOOD, "address": "朝阳区建国路1号", "place_code": "110105"}
    assert post(client, **picked).status_code == 302
    assert Repair.objects.get().place_code == "110105"


def test_a_chosen_code_counts_only_if_it_was_offered(client: Client) -> None:
    assert post(client, **{**GOOD, "place_code": "110105"}).status_code == 302
    assert Repair.objects.get().place_code == "141032"


def test_a_place_that_nobody_serves_is_said_so_and_taken_all_the_same(client: Client) -> None:
    begun = client.post("/report/", ANSWERS["product"])["Location"]
    place = client.post(begun, ANSWERS["fault"])["Location"]
    told = client.get(client.post(place, {"address": "北京市朝阳区建国路1号"})["Location"])
    assert "目前还没有网点能上门" in text(told)
    answer = post(client, **{**GOOD, "address": "北京市朝阳区建国路1号"})
    assert Repair.objects.get().status == "waiting"
    assert "这个地方目前没有网点上门" in text(client.get(answer["Location"]))


BAD = [
    ("product", "", "请选择是什么产品"),
    ("product", "T-9'; DROP TABLE cases_case; --", "我们不认识这个产品"),
    ("product", "T-1\x00", "我们不认识这个产品"),
    ("fault", "no-such", "故障列表里没有这一项"),
    ("description", "x" * 1_000_000, "内容太长了，最多 2000 个字"),
    ("description", "坏\x00了", ""),
    ("address", "", "请填写上门地址"),
    ("address", "街" * 400, "内容太长了，最多 300 个字"),
    ("when", "", "请选择您方便的时间"),
    ("when", "yesterday", "请选择您方便的时间"),
    ("when", "choose", "请选一个方便的日子"),
    ("name", "", "请填写您的称呼"),
    ("name", "名" * 100, "内容太长了，最多 60 个字"),
    ("phone", "", "请填写能联系到您的电话号码"),
    ("phone", "call me", "电话号码只有数字"),
    ("phone", "12345", "这个号码我们打不通"),
    ("consent", "", "请您同意"),
]


@pytest.mark.parametrize(("name", "value", "says"), BAD, ids=lambda value: str(value)[:20])
def test_each_bad_answer_gets_its_sentence_and_the_form_is_kept(
    client: Client, name: str, value: str, says: str
) -> None:
    given = {**GOOD, name: value}
    answer = post(client, **given)
    assert answer.status_code == 422
    body = text(answer)
    assert says in body
    assert f'id="id_{name}_error"' in body
    assert body.count('class="error"') == 1
    for kept in {"description", "address", "name", "phone"} - {name}:
        assert given[kept] in body
    assert Case.objects.count() == 0


def test_a_past_day_is_refused_and_everything_else_is_kept(client: Client) -> None:
    yesterday = (local(now()) - timedelta(days=1)).date().isoformat()
    answer = post(client, **{**GOOD, "when": "choose", "day_1": yesterday})
    assert answer.status_code == 422
    assert 'id="id_when_error"' in text(answer)
    assert NAME in text(answer)
    nonsense = post(client, **{**GOOD, "when": "choose", "day_1": "<b>tomorrow"})
    assert "请从列表里选日期" in text(nonsense)
    assert Case.objects.count() == 0


def test_what_people_write_is_shown_as_text_never_as_markup(client: Client) -> None:
    nasty = "<script>alert(1)</script>' OR 1=1 --"
    body = text(post(client, **{**GOOD, "description": nasty, "name": nasty, "phone": ""}))
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_an_address_that_names_no_place_is_taken_and_waits_for_a_person(client: Client) -> None:
    answer = post(client, **{**GOOD, "address": "火星基地三号门"})
    assert answer.status_code == 302
    assert Repair.objects.get().waiting_reason == "place_none"


def test_a_flood_of_reports_from_one_address_is_slowed_down(
    client: Client, one_minute: None
) -> None:
    flood = Client(HTTP_HOST="lock.test", REMOTE_ADDR="203.0.113.9")
    sent = {**GOOD, "draft": "one"}
    statuses = [flood.post("/report/", sent).status_code for _ in range(61)]
    assert statuses[:60] == [302] * 60
    assert statuses[60] == 429


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine: all requests of a test fall into one window of the limits."""
    count, minute = limits._count, now().replace(second=0, microsecond=0)
    monkeypatch.setattr(limits, "_count", lambda caller, _minute: count(caller, minute))


def flood(count: int, path: str, sent: dict[str, str], **meta: str) -> list[int]:
    client = Client(HTTP_HOST="lock.test", **meta)
    return [client.post(path, sent).status_code for _ in range(count)]


@override_settings(TRUSTED_PROXIES="127.0.0.1", PROXIED=True)
def test_behind_a_proxy_each_customer_has_a_limit_of_its_own(
    world: World, one_minute: None
) -> None:
    """One who floods is slowed down, also with a made-up header; the neighbour is not."""
    sent = {"number": "400-888-0000"}
    through = {"REMOTE_ADDR": "127.0.0.1"}
    first = flood(21, "/check/", sent, **through, HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert (first[:20], first[20]) == ([200] * 20, 422)
    forged = flood(1, "/check/", sent, **through, HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9")
    assert forged == [422]
    assert flood(1, "/check/", sent, **through, HTTP_X_FORWARDED_FOR="198.51.100.1") == [200]


@override_settings(TRUSTED_PROXIES="127.0.0.1")
def test_a_stranger_with_a_made_up_header_is_still_one_stranger(
    world: World, one_minute: None
) -> None:
    answers = []
    for number in range(21):
        meta = {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
        answers += flood(1, "/check/", {"number": "400-888-0000"}, **meta)
    assert (answers[:20], answers[20]) == ([200] * 20, 422)


@override_settings(PROXIED=True, TRUSTED_PROXIES="")
def test_a_proxy_that_names_nobody_opens_no_door_without_limit(
    world: World, one_minute: None
) -> None:
    answers = flood(21, "/check/", {"number": "400-888-0000"}, REMOTE_ADDR="127.0.0.1")
    assert answers[20] == 422


@override_settings(TRUSTED_PROXIES="127.0.0.1")
def test_every_door_asks_the_same_function(world: World, one_minute: None) -> None:
    """A limit that was used up behind the proxy at one door; then a neighbour comes."""
    sent = {
        "/report/": ({**GOOD, "draft": "x"}, 60),
        "/follow/": ({"number": "", "phone": ""}, 20),
    }
    for path, (answers, most) in sent.items():
        through = {"REMOTE_ADDR": "127.0.0.1"}
        used = flood(most + 1, path, answers, **through, HTTP_X_FORWARDED_FOR="203.0.113.9")
        assert used[most] == 429, path
        fine = flood(1, path, answers, **through, HTTP_X_FORWARDED_FOR="203.0.113.10")
        assert fine != [429], path


# Following ------------------------------------------------------------------------------


def pages(token: str) -> list[tuple[str, str]]:
    return [
        ("get", f"/t/{token}/"),
        ("get", f"/t/{token}/part/"),
        ("get", f"/t/{token}/live"),
        ("get", f"/t/{token}/voucher/"),
        ("get", f"/t/{token}/time/"),
        ("get", f"/t/{token}/cancel/"),
        ("post", f"/t/{token}/time/"),
        *(("post", f"/t/{token}/do/{verb}/") for verb in ("approve", "sign_off", "cancel", "x")),
    ]


@pytest.fixture
def foreign(world: World) -> Iterator[str]:
    """A good link of another operator."""
    other = found("other", "other.test")
    with act_as(other.id):
        case = build(other.id, now()).report(7, now=now()).case
        yield issue(other.id, "track", case.id, now(), 3600)


def test_a_link_of_another_operator_opens_nothing_here(client: Client, foreign: str) -> None:
    for method, path in pages(foreign):
        assert getattr(client, method)(path).status_code == 404, path


def test_unknown_expired_and_revoked_links_open_nothing(client: Client, world: World) -> None:
    case = arranged(world)
    over = issue(world.operator_id, "track", case.id, now() - timedelta(days=2), 3600)
    visit = issue(world.operator_id, "visit", case.id, now(), 3600)
    ended = issue(world.operator_id, "track", case.id, now(), 3600)
    revoke(world.operator_id, case.id, now())
    for token in (over, visit, ended, "x" * 43, "%00"):
        for method, path in pages(token):
            assert getattr(client, method)(path).status_code == 404, path
    assert Repair.objects.get().status == "arranged"


def test_the_page_shows_who_comes_when_and_the_code_for_the_door(
    client: Client, world: World
) -> None:
    case = arranged(world)
    body = text(client.get(link(world, case)))
    assert "李师傅" in body
    assert world.door_code(case.id) in body
    assert "品牌授权" in body
    assert "独立维修" not in body
    assert "data-live" in body
    assert 'http-equiv="refresh"' in body
    for hidden in ("王小明", "13900000000", ADDRESS):
        assert hidden not in body


def test_who_is_not_authorised_says_so_on_every_page(operator: Operator) -> None:
    # The brand's letter of this world holds for a year.
    world = build(operator.id, now() - timedelta(days=400))
    client = Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")
    case = world.report(now=now()).case
    for path in ("/", "/report/", "/service/", link(world, case)):
        assert "独立维修" in text(client.get(path)), path


def test_the_door_code_is_gone_once_it_was_used(client: Client, world: World) -> None:
    case = quoted(world)
    assert "您的到门码" not in text(client.get(link(world, case)))


def test_the_customer_answers_the_quote_that_was_shown(client: Client, world: World) -> None:
    case = quoted(world)
    page = link(world, case)
    offer = world.open_quote(case.id)
    assert "同意报价 ¥50.00" in text(client.get(page))
    client.post(f"{page}do/approve/", {"quote": str(uuid4())})
    assert Repair.objects.get().status == "quoted"
    client.post(f"{page}do/approve/", {"quote": "nonsense"})
    assert Repair.objects.get().status == "quoted"
    client.post(f"{page}do/approve/", {"quote": str(offer.id)})
    assert Repair.objects.get().status == "approved"
    late = client.post(f"{page}do/decline/", {"quote": str(offer.id)}, follow=True)
    assert late.status_code == 200
    assert Quote.objects.get().status == "approved"


def test_sign_off_gives_a_voucher_that_any_program_can_save(client: Client, world: World) -> None:
    case = quoted(world)
    page = link(world, case)
    assert client.get(f"{page}voucher/").status_code == 404
    client.post(f"{page}do/approve/", {"quote": str(world.open_quote(case.id).id)})
    world.step(case, "repair")
    client.post(f"{page}do/sign_off/")
    issue_guarantee(world.system, now(), case.id)
    answer = client.get(f"{page}voucher/")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == (
        f'attachment; filename="voucher-{case.number}.pdf";'
        f" filename*=UTF-8''%E7%BB%B4%E4%BF%AE%E5%87%AD%E8%AF%81%20{case.number}.pdf"
    )
    assert "下载凭证" in text(client.get(page))


def test_the_visit_is_moved_and_a_bad_time_keeps_the_old_one(client: Client, world: World) -> None:
    case = arranged(world)
    page = link(world, case)
    past = {"when": "choose", "day_1": "2020-01-01"}
    assert client.post(f"{page}time/", past).status_code == 422
    assert client.post(f"{page}time/", {}).status_code == 422
    assert Repair.objects.get().status == "arranged"
    day = (local(now()) + timedelta(days=1)).date().isoformat()
    moved = client.post(f"{page}time/", {"when": "choose", "day_1": day, "part_1": "noon"})
    assert moved.status_code == 302
    repair = Repair.objects.get()
    assert (repair.status, len(repair.preferred)) == ("accepted", 1)


def test_cancelling_asks_once_and_then_holds(client: Client, world: World) -> None:
    page = link(world, arranged(world))
    assert client.get(f"{page}cancel/").status_code == 200
    client.post(f"{page}do/cancel/")
    assert Repair.objects.get().status == "cancelled"
    assert client.get(f"{page}time/").status_code == 302
    assert "这次上门已取消" in text(client.get(page))


def test_number_and_phone_open_the_page_with_the_code_that_was_sent(
    client: Client, world: World
) -> None:
    case = arranged(world)
    phone = "139 0000 0000"
    asked = client.post("/follow/", {"number": case.number.lower(), "phone": phone})
    assert asked["Location"] == "/follow/code/"
    code = unseal(bytes(Notice.objects.get(kind="one_time_code").secret))
    wrong = client.post("/follow/code/", {"code": "0" if code != "0" else "1"})
    assert wrong.status_code == 422
    opened = client.post("/follow/code/", {"code": code})
    assert case.number in text(client.get(opened["Location"]))


def test_nobody_learns_by_asking_who_has_a_case(client: Client, world: World) -> None:
    mine, other = arranged(world, 0), world.report(1, now=now()).case
    for number, phone in ((mine.number, "13900000001"), (other.number, "13812341234")):
        asked = client.post("/follow/", {"number": number, "phone": phone})
        assert asked["Location"] == "/follow/code/"
    assert not Notice.objects.filter(kind="one_time_code").exists()
    assert persons_of_phone("13900000001")


def test_a_mistyped_number_gets_a_sentence_beside_its_field(client: Client) -> None:
    answer = client.post("/follow/", {"number": "AAAA-AAAA", "phone": "x"})
    assert answer.status_code == 422
    assert 'id="id_number_error"' in text(answer)
    assert 'id="id_phone_error"' in text(answer)
    assert 'value="AAAA-AAAA"' in text(answer)


# What the operator says of itself -------------------------------------------------------


def test_the_service_page_names_areas_prices_and_process(client: Client) -> None:
    body = text(client.get("/service/"))
    for shown in ("永和县", "¥120.00", "上门检测"):
        assert shown in body


def test_a_technicians_number_is_known_and_a_strangers_is_not(client: Client) -> None:
    assert "李师傅0" in text(client.post("/check/", {"number": "137 0000 0000"}))
    assert "不认识这个号码" in text(client.post("/check/", {"number": "13011112222"}))
    assert client.post("/check/", {"number": ""}).status_code == 422
    assert client.post("/check/", {"number": "<b>"}).status_code == 422


def test_the_signing_keys_are_published(client: Client, world: World) -> None:
    told = json.loads(client.get("/keys.json").content)
    assert told["operator"]["id"] == str(world.operator_id)
    (key,) = told["keys"]
    assert UUID(key["id"])
    assert len(bytes.fromhex(key["public_key"])) == 32
    assert key["retired"] is None
    assert key["public_key"] in text(client.get("/keys/"))


def test_every_public_page_answers_in_both_languages(client: Client) -> None:
    paths = ("/", "/report/", "/report/?all=1", "/follow/", "/check/", "/service/", "/keys/")
    for path in paths:
        assert 'lang="zh-Hans"' in text(client.get(path))
        client.cookies["django_language"] = "en"
        assert 'lang="en"' in text(client.get(path))
        del client.cookies["django_language"]


# Who comes, and in whose name -----------------------------------------------------------


def also_independent(world: World, code: str = "460105") -> UUID:
    """An outlet without any paper of the brand serves a place of its own."""
    founder = Actor(world.operator_id, "staff", roles=frozenset({"admin", "manager"}))
    with begin(founder, now()) as act:
        outlet = add_organisation(act, title="椰城锁具维修部", role="outlet")
        products.add_coverage(
            act,
            party_id=outlet.id,
            brand_id=world.brand_id,
            division_code=code,
            edition="2025-12-31",
        )
    return outlet.id


def test_independent_service_is_marked_where_it_is_and_nowhere_else(
    client: Client, world: World
) -> None:
    authorised = [text(client.get(path)) for path in ("/service/", "/report/?all=1")]
    assert not any("独立维修" in shown for shown in authorised)
    also_independent(world)
    page = text(client.get("/service/"))
    hainan, shanxi = page.partition("海南省")[2][:900], page.partition("山西省")[2][:900]
    assert "独立维修" in hainan
    assert "独立维修" not in shanxi.partition("</details>")[0]
    assert "独立维修" in text(client.get("/report/?all=1"))
    asked = {**GOOD, "address": "海南省海口市秀英区永兴镇1号", "consent": ""}
    again = post(client, **asked)
    assert again.status_code == 422
    assert "独立维修，非品牌官方" in text(again)


def test_a_place_left_out_is_not_answered_with_the_city_around_it(
    client: Client, world: World
) -> None:
    founder = Actor(world.operator_id, "staff", roles=frozenset({"admin", "manager"}))
    with begin(founder, now()) as act:
        brand_party = Brand.objects.get(pk=world.brand_id).party_id
        for code, party, exclude in (("31", world.outlet_id, False), ("310104", brand_party, True)):
            products.add_coverage(
                act,
                party_id=party,
                brand_id=world.brand_id,
                division_code=code,
                edition="2025-12-31",
                exclude=exclude,
            )
    taken = world.report(3, address="上海市徐汇区漕溪北路1号", now=now())
    assert taken.repair.waiting_reason == "outside_coverage"
    assert len(taken.repair.nearest_code) == 6
    assert taken.repair.nearest_code.startswith("31")
    assert taken.repair.nearest_code != "310104"


def test_a_technician_of_a_series_given_to_nobody_is_found_by_the_number(
    client: Client, world: World
) -> None:
    with begin(world.system, now()) as act:
        person = add_person(act, name="王师傅", phone="+8614000310105")
        enrol(
            act,
            person.id,
            public_name="王师傅",
            division_code="141032",
            skills=["lock"],
            outlet_id=world.outlet_id,
        )
    for given in ("+86 140 0031 0105", "14000310105"):
        assert "王师傅" in text(client.post("/check/", {"number": given}))
    assert client.post("/check/", {"number": "14000310106"}).status_code == 422


def test_pages_answer_a_head_and_the_api_answers_programs(client: Client) -> None:
    for path in ("/", "/service/", "/keys/", "/keys.json"):
        assert client.head(path).status_code == 200, path
    assert client.post("/").status_code == 405
    for path, method, status, code in (
        ("/api/v1/nothing", "get", 404, "no_such_address"),
        ("/api/elsewhere", "get", 404, "no_such_address"),
        ("/api/v1/repairs", "get", 405, "method_not_allowed"),
        ("/api/v1/repairs/ABCD-EFGH", "delete", 405, "method_not_allowed"),
    ):
        answer = getattr(client, method)(path)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert answer.json()["code"] == code
        assert answer.json()["status"] == status
    assert client.get("/api/v1/repairs")["Allow"] == "POST"
    assert "html" in client.get("/nothing/")["Content-Type"]
