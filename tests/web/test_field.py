"""The page without signal: what it keeps in the open, what it is given, what it may not know."""

import json
import re
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.repairs.test_late import late, offline_visit, who_goes
from tests.support.doors import SHOWN, prove
from tests.support.lives import DOOR, lead
from tests.support.world import World, build

from bonafix.kit import clock
from bonafix.operators.models import Operator
from bonafix.people.actions import add_staff
from bonafix.repairs.actions.elsewhere import take_back
from bonafix.repairs.actions.pictures import KINDS
from bonafix.repairs.actions.steps import VERBS
from bonafix.repairs.rules.door import BITS, verifier
from bonafix.repairs.rules.doors import PREMISES
from bonafix.repairs.rules.states import BY_VERB, ENDS

HEADERS = {"host": "lock.test"}


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    operator.demonstration = True
    operator.save()
    return build(operator.id, clock.now())


def client(world: World, role: str, party_id: UUID | None = None) -> Client:
    account = add_staff(
        world.staff("admin"),
        clock.now(),
        username=f"{uuid4().hex[:8]}@example.com",
        password=None,
        roles=[(role, party_id)],
    )
    one = Client(headers=HEADERS)
    one.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return one


def test_the_shell_that_a_browser_keeps_in_the_open_holds_nobodys_data(world: World) -> None:
    case = lead(world, "arranged")
    one = client(world, "technician", who_goes(world, case))
    text = one.get("/staff/field/").content.decode()
    for secret in (case.number, "正大街", "王", "@example.com"):
        assert secret not in text
    assert 'type="module"' in text and "<script>" not in text


def test_the_day_holds_what_a_visit_needs_and_neither_code_nor_telephone_number(
    world: World,
) -> None:
    case = lead(world, "arranged")
    one = client(world, "technician", who_goes(world, case))
    answer = one.get("/staff/field/day.json")
    (visit,) = answer.json()["visits"]
    assert (visit["number"], visit["status"]) == (case.number, "arranged")
    assert "正大街" in visit["address"] and visit["pass"].startswith("data:image/svg+xml")
    assert {price["code"] for price in visit["prices"]} == {"cylinder", "visit"}
    bare = json.dumps({**visit, "pass": "", "door": ""}, ensure_ascii=False)
    assert "13900000000" not in bare and "王小明" not in bare
    assert set(visit["door"]) == {"salt", "check"}
    assert visit["door"]["check"] < 1 << BITS
    again = one.get("/staff/field/day.json").json()["visits"][0]
    assert again["door"] == visit["door"], "asking again tells nothing more of the code"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_day_of_others_is_not_given_and_strangers_log_in(world: World) -> None:
    case = lead(world, "arranged")
    other = next(one for one in world.technicians if one != who_goes(world, case))
    assert client(world, "technician", other).get("/staff/field/day.json").json()["visits"] == []
    assert Client(headers=HEADERS).get("/staff/field/day.json").status_code == 302


def test_the_worker_knows_the_files_of_the_page_and_they_are_there(world: World) -> None:
    text = Client(headers=HEADERS).get("/staff/field/worker.js").content.decode()
    facts = json.loads(re.match(r"self\.bonafix = (\{.*?\});\n", text)[1])  # type: ignore[index]
    assert facts["shell"] == "/staff/field/"
    for asset in facts["assets"]:
        assert finders.find(asset.removeprefix("/static/")), asset
    shell = client(world, "technician", world.technicians[0]).get("/staff/field/").content.decode()
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', shell):
        assert address in facts["assets"], address
    modules = {one for one in facts["assets"] if one.endswith(".js")}
    for module in modules:
        source = Path(str(finders.find(module.removeprefix("/static/")))).read_text("utf-8")
        for name in re.findall(r'from "\./(\w+)\.js"', source):
            assert f"/static/bonafix/field/{name}.js" in modules


def test_the_telephone_knows_every_step_every_state_and_every_picture_of_the_house(
    world: World,
) -> None:
    case = lead(world, "arranged")
    shell = client(world, "technician", who_goes(world, case)).get("/staff/field/").content.decode()
    rules = Path(str(finders.find("bonafix/field/rules.js"))).read_text("utf-8")
    after = re.search(r"AFTER = \{(.*?)\};", rules, re.S)
    over = re.search(r"OVER = \[(.*?)\];", rules, re.S)
    assert after is not None and over is not None
    follows = dict(re.findall(r'(\w+): "(\w+)"', after[1]))
    assert set(follows) == set(VERBS)
    for verb in VERBS:
        assert f'data-step="{verb}"' in shell and f'data-word="did-{verb}"' in shell, verb
        # "gone": the visit is somebody else's from then on.
        assert follows[verb] in {BY_VERB[verb].after, "gone"}, verb
    for kind in KINDS:
        assert f'data-word="picture-{kind}"' in shell, kind
    # In every state in which a technician has the visit, there is a next step or it is over.
    whens = set(" ".join(re.findall(r'data-when="([^"]+)"', shell)).split())
    before = {one for verb in VERBS for one in BY_VERB[verb].before}
    assert before == whens
    assert set(re.findall(r'"(\w+)"', over[1])) >= set(follows.values()) - whens
    assert set(re.findall(r'"(\w+)"', over[1])) >= ENDS


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "居民身份证"), ("en", "Lease")])
def test_the_day_says_what_a_door_asks_for_in_words(
    world: World, language: str, words: str
) -> None:
    case = lead(world, DOOR)
    one = client(world, "technician", who_goes(world, case))
    one.cookies["django_language"] = language
    (visit,) = one.get("/staff/field/day.json").json()["visits"]
    asked = visit["proofs"]
    assert words in json.dumps(asked, ensure_ascii=False)
    assert {one["name"] for one in asked["premises"]} == set(PREMISES)
    assert (asked["proved"], asked["keep_number"], asked["unverified"]) == (False, True, True)
    prove(world, case)
    text = one.get("/staff/field/day.json").content.decode()
    assert json.loads(text)["visits"][0]["proofs"]["proved"] is True
    assert SHOWN["identity_number"] not in text and SHOWN["witness_name"] not in text
    plain = client(world, "technician", who_goes(world, other := lead(world, "arranged", 1)))
    given = plain.get("/staff/field/day.json").json()["visits"]
    assert {v["number"]: v["proofs"] for v in given}[other.number] is None


codes = st.integers(0, 9999).map("{:04d}".format)


@given(case_id=st.uuids(), code=codes, secret=st.binary(min_size=32, max_size=32))
def test_the_right_code_always_fits(case_id: UUID, code: str, secret: bytes) -> None:
    assert verifier(secret, case_id, code).fits(code)


@given(case_id=st.uuids(), code=codes)
@settings(max_examples=20, deadline=None)
def test_a_telephone_taken_apart_is_left_with_hundreds_of_codes(case_id: UUID, code: str) -> None:
    held = verifier(b"s" * 32, case_id, code)
    fitting = sum(held.fits(f"{one:04d}") for one in range(10_000))
    # 10,000 / 32 = 312; five tries at the house find one of them in 1.6 % of cases.
    assert 200 < fitting < 450


def test_the_desk_sees_both_versions_and_decides(world: World) -> None:
    case = lead(world, "under_way")
    first, code = who_goes(world, case), world.door_code(case.id)
    take_back(world.staff("dispatcher"), world.now, case.number, "silent")
    list(offline_visit(world, case, first, code))
    desk = client(world, "dispatcher")
    page = desk.get(f"/staff/cases/{case.number}/").content.decode()
    for words in ("离线手机的内容与记录不同", "到门码", "cylinder · ZX-100/7", "签名"):
        assert words in page, words
    looker = client(world, "auditor").get(f"/staff/cases/{case.number}/").content.decode()
    assert "离线手机的内容与记录不同" in looker and 'name="how"' not in looker
    sent = {"duty": "settle_conflict", "how": "both"}
    desk.post(f"/staff/cases/{case.number}/do/done/", sent)
    page = desk.get(f"/staff/cases/{case.number}/").content.decode()
    assert "两者都属实" in page and 'name="how"' not in page
    picture = re.search(r"picture/\?id=[0-9a-f-]{36}", page)
    assert picture is not None
    shown = desk.get(f"/staff/cases/{case.number}/{picture[0]}")
    assert shown.headers["Content-Type"] == "image/jpeg"


def test_a_case_that_ended_stands_in_the_queue_while_a_conflict_is_open(world: World) -> None:
    from bonafix.repairs.actions.ending import cancel

    case = lead(world, "under_way")
    who = who_goes(world, case)
    cancel(world.holder(case.id), world.now, case.number, "customer")
    late(world, case, who, "arrive", 30, code="0000")
    assert case.number in client(world, "dispatcher").get("/staff/queue/").content.decode()
