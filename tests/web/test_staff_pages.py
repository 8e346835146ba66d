"""The staff's pages: each opens for the roles that may, and for nobody else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, expect, sync_playwright
from tests.support.world import ADDRESS, PLACE, World, build

from bonafix.cases.models import Case
from bonafix.deadlines.models import Deadline, Due
from bonafix.dispatch.actions import add_shifts, enrol
from bonafix.dispatch.models import Booking
from bonafix.kit.clock import SHANGHAI, local, now
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_organisation, add_person, add_staff
from bonafix.people.models import Consent
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.ending import cancel
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.actions.watch import call_customer
from bonafix.web.staff import day, queue

ROLES = ("agent", "dispatcher", "outlet_dispatcher", "technician", "manager", "auditor", "admin")
PAGES = {
    "/staff/queue/": {"agent", "dispatcher", "manager", "auditor"},
    "/staff/board/": {"dispatcher", "outlet_dispatcher", "manager"},
    "/staff/day/": {"dispatcher", "outlet_dispatcher", "technician"},
    "/staff/overview/": {"manager", "auditor"},
    "/staff/policy/": {"manager", "admin"},
    "/staff/setup/": {"dispatcher", "outlet_dispatcher", "manager", "admin"},
    "case": set(ROLES) - {"admin"},
}
OWN = ("/staff/account/2fa/", "/staff/account/password/change/", "/staff/account/logout/")


@dataclass
class House:
    """A world with one case that is on its way, one that nobody took, and log-ins."""

    world: World
    arranged: Case
    waiting: Case

    @property
    def technician_id(self) -> UUID:
        found = self.world.repair(self.arranged.id).technician_id
        assert found is not None
        return found

    def board(self, more: str = "") -> str:
        """The board of the day of the arranged visit: shortly before midnight it is tomorrow's."""
        arrives = Booking.objects.get(case_id=self.arranged.id).arrive_at
        return f"/staff/board/?day={local(arrives).date()}{more}"

    def page(self, name: str) -> str:
        return f"/staff/cases/{self.arranged.number}/" if name == "case" else name

    def client(self, role: str, party_id: UUID | None = None, language: str = "zh-hans") -> Client:
        """Logged in with that role."""
        party = {"outlet_dispatcher": self.world.outlet_id, "technician": self.technician_id}
        boss = Actor(self.world.operator_id, "staff", id=uuid4(), roles=frozenset({"admin"}))
        account = add_staff(
            boss,
            now(),
            username=f"{role}-{uuid4().hex[:8]}@example.com",
            password=None,
            roles=[(role, party_id or party.get(role))],
        )
        client = Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client


@pytest.fixture
def house(operator: Operator) -> House:
    # Only a demonstration lets people in without a second step.
    operator.demonstration = True
    operator.save()
    world = build(operator.id, now())
    taken = world.report(1, now=now(), name="司马" + "长" * 18, description="门" * 300)
    arrange_visit(world.system, now(), taken.case.id)
    waiting = world.report(2, now=now())
    return House(world, taken.case, waiting.case)


def text(answer: Any, *statuses: int) -> str:
    assert answer.status_code in (statuses or (200,))
    return str(answer.content.decode())


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_those_who_may_and_for_nobody_else(house: House, role: str) -> None:
    client = house.client(role)
    for name, allowed in PAGES.items():
        expected = 200 if role in allowed else 403
        assert client.get(house.page(name)).status_code == expected, name
    for path in OWN:
        assert client.get(path, follow=True).status_code == 200, path


@pytest.mark.parametrize("role", ROLES)
def test_everybody_begins_on_a_page_that_opens(house: House, role: str) -> None:
    assert house.client(role).get("/staff/", follow=True).status_code == 200


def test_a_stranger_is_asked_to_log_in(house: House) -> None:
    client = Client(HTTP_HOST="lock.test", REMOTE_ADDR="127.0.0.1")
    for name in PAGES:
        answer = client.get(house.page(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/staff/account/login/?next=")
    assert "登录，开始工作" in text(client.get("/staff/account/login/"))


def test_without_a_second_step_a_manager_sets_one_up_first(house: House) -> None:
    operator = Operator.objects.get(id=house.world.operator_id)
    operator.demonstration = False
    operator.save()
    answer = house.client("manager").get("/staff/overview/")
    assert (answer.status_code, answer["Location"]) == (302, "/staff/account/2fa/totp/activate/")


def test_a_deadline_that_was_set_aside_is_shown_to_the_manager(house: House) -> None:
    before = text(house.client("manager").get("/staff/overview/"))
    assert "暂搁的时限" not in before
    held = Deadline.objects.filter(subject_id=house.waiting.id, status="waiting").first()
    assert held is not None
    Due.objects.filter(pk=held.pk).update(tries=1, retry_at=now())
    shown = text(house.client("manager").get("/staff/overview/"))
    assert "暂搁的时限" in shown
    assert house.waiting.number in shown


def test_a_page_that_is_not_there_is_a_404(house: House) -> None:
    assert house.client("agent").get("/staff/nothing/").status_code == 404


def test_the_case_shows_the_customer_masked(house: House) -> None:
    for role in PAGES["case"]:
        shown = text(house.client(role).get(house.page("case")))
        assert "13900000001" not in shown and "司马" not in shown, role


def test_an_outlet_sees_only_its_own(house: House) -> None:
    world = house.world
    with begin(world.system, now()) as act:
        other = add_organisation(act, title="别处的维修部", role="outlet")
        person = add_person(act, name="别处师傅", phone="+8613899999999")
        enrol(
            act,
            person.id,
            public_name="别处师傅",
            division_code=PLACE,
            skills=["lock"],
            outlet_id=other.id,
        )
        add_shifts(act, person.id, [(now(), now() + timedelta(hours=8), "shift")])
    ours = text(house.client("outlet_dispatcher").get(house.board("&all=1")))
    assert house.arranged.number in ours and house.waiting.number in ours
    assert "别处师傅" not in ours
    stranger = house.client("outlet_dispatcher", other.id)
    theirs = text(stranger.get(house.board("&all=1")))
    assert "别处师傅" in theirs
    assert house.arranged.number not in theirs and house.waiting.number not in theirs
    assert stranger.get(house.page("case")).status_code in (403, 404)


def test_technicians_without_visits_are_a_count_until_asked_for(house: House) -> None:
    client = house.client("dispatcher")
    board = text(client.get(house.board()))
    assert len(re.findall(r'<th scope="row" class="who">', board)) == 1
    assert "另有 1 位当班师傅未派单" in board and "all=1" in board
    everybody = text(client.get(house.board("&all=1")))
    assert len(re.findall(r'<th scope="row" class="who">', everybody)) == 2


def test_a_day_without_anybody_and_a_nonsense_day_are_designed(house: House) -> None:
    client = house.client("dispatcher")
    assert "这一天没有师傅当班" in text(client.get("/staff/board/?day=2030-01-01"))
    assert client.get("/staff/board/?day=yesterday&page=x").status_code == 200
    queue = house.client("agent").get("/staff/queue/?status=approved")
    assert "这里没有等待处理的单" in text(queue)


def test_a_technician_calls_only_with_a_reason_which_is_on_the_record(house: House) -> None:
    client = house.client("technician", house.technician_id)
    day = text(client.get("/staff/day/"))
    assert "139****0001" in day and "tel:+8613900000001" not in day
    address = f"/staff/day/{house.arranged.number}/phone/"
    assert "tel:+86" not in text(client.post(address, {"reason": ""}))
    before = Entry.objects.filter(kind="people.unmasked").count()
    assert "13900000001" in text(client.post(address, {"reason": "找不到楼号"}))
    assert Entry.objects.filter(kind="people.unmasked").count() == before + 1


@pytest.mark.parametrize(("minutes", "found"), [(20, True), (7 * 60, False)])
def test_who_is_sent_shortly_before_midnight_finds_the_visit_of_the_night(
    house: House, monkeypatch: pytest.MonkeyPatch, minutes: int, found: bool
) -> None:
    client = house.client("technician", house.technician_id)
    midnight = datetime.combine(local(now()).date(), time(), SHANGHAI) + timedelta(days=1)
    Booking.objects.filter(case_id=house.arranged.id).update(
        arrive_at=midnight + timedelta(minutes=minutes)
    )
    monkeypatch.setattr(day, "now", lambda: midnight - timedelta(minutes=8))
    assert (house.arranged.number in text(client.get("/staff/day/"))) is found


def test_another_technician_learns_no_number(house: House) -> None:
    other = next(one for one in house.world.technicians if one != house.technician_id)
    client = house.client("technician", other)
    assert house.arranged.number not in text(client.get("/staff/day/"))
    answer = client.post(f"/staff/day/{house.arranged.number}/phone/", {"reason": "看看"})
    assert "13900000001" not in text(answer, 403, 404)


def test_the_case_whose_time_runs_out_first_stands_first_whatever_came_before_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PER_PAGE", 1)
    # Reported last, and a promise that is due long before the others.
    urgent = house.world.report(3, now=now(), urgent=True).case
    client = house.client("agent")
    assert urgent.number in text(client.get("/staff/queue/"))
    assert urgent.number not in text(client.get("/staff/queue/?page=2"))


def test_the_desk_chooses_among_the_places_that_an_address_may_mean(house: House) -> None:
    case = house.world.report(4, now=now(), address="朝阳区").case
    client, page = house.client("agent"), f"/staff/cases/{case.number}/"
    shown = text(client.get(page))
    assert "北京市朝阳区" in shown and "吉林省长春市朝阳区" in shown
    client.post(f"{page}do/place/", {"code": "某处"})
    assert house.world.repair(case.id).status == "waiting"
    client.post(f"{page}do/place/", {"code": "临汾市永和县"})
    repair = house.world.repair(case.id)
    assert (repair.status, repair.place_code) == ("accepted", PLACE)


def test_what_a_person_owes_stands_on_the_case_until_it_is_done(house: House) -> None:
    call_customer(house.world.system, now(), house.arranged.id)
    client, page = house.client("agent"), house.page("case")
    assert "我已告知顾客" in text(client.get(page))
    assert "我已告知顾客" not in text(house.client("technician").get(page))
    client.post(f"{page}do/done/", {"duty": "call_customer"})
    assert "我已告知顾客" not in text(client.get(page))


def test_a_manager_hands_a_customer_their_data_and_erases_what_the_law_lets_go(
    house: House,
) -> None:
    manager, agent, page = house.client("manager"), house.client("agent"), house.page("case")
    assert "这位顾客的资料" not in text(agent.get(page))
    held = manager.post(f"{page}data/")
    assert "attachment" in held["Content-Disposition"]
    assert "司马" in held.content.decode()
    manager.post(f"{page}erase/")
    assert "尚未删除" in text(manager.get(page)), "an open repair is finished first"
    cancel(house.world.staff("agent"), now(), house.arranged.number, "solved")
    manager.post(f"{page}erase/")
    after = text(manager.get(page))
    assert "已删除" in after and "司马" not in after
    assert agent.post(f"{page}erase/").status_code == 403


CALL = {
    "all": "1",
    "draft": "call",
    "product": "T-1",
    "fault": "jammed",
    "address": ADDRESS,
    "when": "soon",
    "name": "来电人",
    "phone": "13755551234",
    "consent": "on",
}


def test_without_a_second_step_nobody_files_in_the_desks_name(house: House) -> None:
    operator = Operator.objects.get(id=house.world.operator_id)
    operator.demonstration = False
    operator.save()
    before = set(Case.objects.values_list("id", flat=True))
    answer = house.client("manager").post("/report/", CALL)
    assert answer["Location"].startswith("/t/")
    case = Case.objects.exclude(id__in=before).get()
    assert case.channel == "form"


def test_a_report_by_telephone_is_filed_by_the_desk_and_says_so(house: House) -> None:
    client = house.client("agent")
    assert "电话报修" in text(client.get("/staff/queue/"))
    answer = client.post("/report/", CALL)
    number = answer["Location"].rstrip("/").rpartition("/")[2]
    case = Case.objects.get(number=number)
    entry = Entry.objects.get(stream_id=case.id, kind="repairs.reported")
    assert (case.channel, entry.actor.partition(":")[0]) == ("phone", "staff")
    assert Consent.objects.get(party_id=house.world.repair(case.id).customer_id).channel == "phone"


def test_a_manager_publishes_a_policy_and_a_slip_keeps_what_was_typed(house: House) -> None:
    client = house.client("manager")
    good = {
        "customer_moves": "5",
        "wait_minutes": "20",
        "silent_minutes": "10",
        "accept_minutes": "30",
        "accept_urgent_minutes": "3",
        "recording_days": "30",
        "fee_arrived": "",
        "fee_approved": "visit",
        "since": "",
    }
    slip = client.post("/staff/policy/", {**good, "wait_minutes": "soon"})
    assert 'value="soon"' in text(slip, 422) and 'value="5"' in text(slip, 422)
    past = client.post("/staff/policy/", {**good, "since": "2020-01-01T00:00"})
    assert "不能从过去" in text(past, 422)
    assert client.post("/staff/policy/", good).status_code == 302
    held = policy_at(now())
    assert (held.version, held.customer_moves, held.fee_arrived) == (1, 5, "")
    assert "第 1 版现在生效" in text(client.get("/staff/policy/"))


def test_a_technician_gives_a_visit_back_or_ends_it_for_a_second_one(house: House) -> None:
    client = house.client("technician", house.technician_id)
    number, day = house.arranged.number, text(client.get("/staff/day/"))
    assert "我接不了这一单" in day and "家里没人" not in day
    world = house.world
    for verb, given in (("depart", {}), ("arrive", {"code": world.door_code(house.arranged.id)})):
        client.post(f"/staff/day/{number}/{verb}/", {"client_id": str(uuid4()), **given})
    assert "需要第二次上门" in text(client.get("/staff/day/"))
    wrong = {"client_id": str(uuid4()), "why": "part", "part": "cylinder", "expected": "soon"}
    client.post(f"/staff/day/{number}/adjourn/", wrong)
    assert world.repair(house.arranged.id).status == "arrived"
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    client.post(f"/staff/day/{number}/adjourn/", {**wrong, "expected": tomorrow})
    assert world.repair(house.arranged.id).status == "adjourned"


# In the browser: the pages as the test client gets them, their static files beside them.

SEEN = [
    ("agent", "/staff/queue/"),
    ("dispatcher", "case"),
    ("dispatcher", "/staff/board/?all=1"),
    ("technician", "/staff/day/"),
    ("manager", "/staff/overview/"),
    ("manager", "/staff/policy/"),
    ("manager", "/staff/account/2fa/"),
]


@contextmanager
def opened(client: Client, path: str, width: int, theme: str) -> Iterator[Page]:
    """What the client gets at `path`, in a window of `width`.

    The browser starts after the database was asked: its loop and Django's database exclude
    each other.
    """
    client.cookies["bonafix_theme"] = theme
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]

    def serve(route: Route) -> None:
        asked = urlsplit(route.request.url).path
        if asked.startswith("/static/"):
            route.fulfill(path=str(finders.find(asked.removeprefix("/static/"))))
        elif asked == urlsplit(path).path:
            route.fulfill(
                body=answer.content,
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": policy},
            )
        else:
            route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": width, "height": 740}, reduced_motion="reduce")
        page.route("**/*", serve)
        page.goto(f"http://lock.test{path}")
        yield page
        browser.close()


@pytest.mark.parametrize(("role", "name"), SEEN)
@pytest.mark.parametrize(
    ("width", "language", "theme"), [(360, "zh-hans", "light"), (1280, "en", "dark")]
)
def test_axe_finds_nothing_and_nothing_is_cut(
    house: House, role: str, name: str, width: int, language: str, theme: str
) -> None:
    client = house.client(role, language=language)
    with opened(client, house.page(name), width, theme) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_the_board_is_walked_from_the_keyboard_and_its_rows_are_dense(house: House) -> None:
    with opened(house.client("dispatcher"), house.board("&all=1"), 1280, "light") as page:
        heights = page.evaluate(
            "[...document.querySelectorAll('.day-board tbody tr')].map(r => r.offsetHeight)"
        )
        assert heights and max(heights) <= 44
        chosen = page.locator("tr[aria-current='true']")
        page.keyboard.press("j")
        expect(chosen).to_contain_text(house.waiting.number)
        page.keyboard.press("j")
        expect(chosen).to_contain_text(house.arranged.number)
        page.keyboard.press("?")
        expect(page.locator("#keys-help")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#keys-help")).to_be_hidden()
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/staff/cases/{house.waiting.number}/")


def test_the_next_step_of_a_visit_is_large_and_at_the_thumb(house: House) -> None:
    client = house.client("technician", house.technician_id)
    with opened(client, "/staff/day/", 360, "light") as page:
        box = page.locator(".visit .button.primary").bounding_box()
        assert box is not None
        assert box["height"] >= 52 and box["width"] >= 280
        assert 740 / 2 < box["y"] < 740 - box["height"] + 1
