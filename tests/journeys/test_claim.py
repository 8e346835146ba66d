"""Claims as their people see them: an honest one paid, a doctored one shown, nobody judged
by a machine."""

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from PIL.Image import Resampling
from playwright.sync_api import Browser, Page, expect

from bonafix.claims.rules.people import ACCUSING
from bonafix.config.demo import claim_pictures as pictures
from tests.journeys.conftest import DESK, Open
from tests.journeys.people import log_in, place_of_technician
from tests.journeys.test_lock import door_code
from tests.support.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.service]
REASONS = "两张照片为同一画面，仅碗口一处不同，没有其他照片可以对照。"


class Hand:
    """Counts what a person does: each tap, each field, each file is one; each page is a screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0
        self.screens: list[str] = []

    def see(self) -> None:
        path = re.sub(r"/[\w-]{20,}/", "/…/", self.page.url.partition("//")[2].partition("/")[2])
        if not self.screens or self.screens[-1] != path:
            self.screens.append(path)

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.count += 1
        self.see()

    def fill(self, selector: str, text: str) -> None:
        self.page.locator(selector).first.fill(text)
        self.count += 1

    def file(self, selector: str, path: Path) -> None:
        self.page.locator(selector).first.set_input_files(path)
        self.count += 1


def merchant_of(service: Service) -> str:
    with service.superuser() as database:
        row = database.execute(
            "SELECT party_id FROM people_membership WHERE role = 'merchant'"
        ).fetchone()
    assert row is not None
    return str(row[0])


def order(service: Service, ref: str, fen: int = 6800) -> str:
    """An order of the merchant's; the address of the page where its buyer begins."""
    bought = datetime.now(UTC) - timedelta(days=3)
    with httpx.Client(base_url=service.url, timeout=60) as client:
        who = service.logins()["agent"]
        page = client.get("/staff/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None
        client.post(
            "/staff/account/login/",
            data={
                "login": who["username"], "password": who["password"],
                "csrfmiddlewaretoken": token[1],
            },
        )  # fmt: skip
        answer = client.post(
            "/api/v1/orders",
            json={
                "ref": ref, "title": "青釉汤碗", "goods_fen": fen, "paid_fen": fen,
                "bought_at": bought.isoformat(), "merchant": merchant_of(service),
                "buyer": {"name": "云中锦", "phone": "13912340001"},
            },
            headers={"X-CSRFToken": client.cookies["csrftoken"]},
        )  # fmt: skip
    assert answer.status_code == 201, answer.text
    return str(answer.json()["claim_url"].partition("/o/")[2])


@pytest.fixture
def shots(tmp_path: Path) -> dict[str, Path]:
    """Honest pictures, the shop's own, and the shop's own with a line drawn on it."""
    made = {
        "honest": pictures.broken(77), "shop": pictures.goods(78),
        "doctored": pictures.doctored(78),
    }  # fmt: skip
    found = {}
    for name, picture in made.items():
        found[name] = tmp_path / f"{name}.jpg"
        # As large as a telephone's, and no less sharp: the capture says so of smaller ones.
        found[name].write_bytes(pictures.jpeg(picture.resize((1280, 960), Resampling.NEAREST)))
    return found


def claim(hand: Hand, service: Service, token: str, first: Path, second: Path) -> str:
    """From the link of the order to the sent pictures; the case number."""
    hand.page.goto(f"{service.url}/o/{token}")
    hand.see()
    hand.tap("[name=reason][value=damaged]")
    hand.tap("[name=wish][value=refund_only]")
    hand.fill("[name=statement]", "收到时碗口缺了一块。")
    hand.tap("main form .primary")
    number = hand.page.title().split()[0]
    capture(hand, first, second)
    return number


def capture(hand: Hand, first: Path, second: Path) -> None:
    """From the claim's page to the one that guides, one thing after another, and back."""
    hand.tap("form[action$='/capture/'] .primary")
    hand.tap("[name=ai][value=no]")
    hand.tap("form[data-device] .primary")
    for shot, path in (("overview", first), ("damage", second)):
        hand.file(f"[data-shot={shot}] [data-take=camera]", path)
    expect(hand.page.locator("main")).to_contain_text("材料已齐", timeout=90_000)
    hand.tap("a.button.primary[href^='/c/']")


def until(page: Page, words: str, seconds: int = 90) -> None:
    """Look again until the page says it: the worker measures pictures meanwhile."""
    for _ in range(seconds):
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(f"{words} did not come: {page.inner_text('main')[:500]}")


def test_an_honest_claim_from_photo_to_money_within_25_taps_and_6_screens(
    service: Service, window: Open, shots: dict[str, Path]
) -> None:
    hand = Hand(window())
    token = order(service, "J-HONEST-1")
    number = claim(hand, service, token, shots["honest"], shots["honest"])
    assert hand.count <= 25, hand.count
    assert len(hand.screens) <= 6, hand.screens
    until(hand.page, "等商家答复")

    merchant = window(DESK)
    log_in(merchant, service, "merchant", "/staff/claims/")
    box = merchant.locator(f"input[value='{number}']")
    box.check()
    merchant.locator("button[form=bulk]:not([name])").click()
    expect(merchant.locator("main")).to_contain_text("已同意 1 件申请")
    until(hand.page, "已付 ¥68.00")
    assert not ACCUSING.search(hand.page.inner_text("body"))


def test_a_doctored_one_is_contested_reviewed_refused_appealed_and_bundled(
    service: Service, window: Open, shots: dict[str, Path], tmp_path: Path
) -> None:
    buyer = Hand(window())
    token = order(service, "J-DOCTORED-1")
    number = claim(buyer, service, token, shots["doctored"], shots["doctored"])
    until(buyer.page, "等商家答复")

    merchant = window(DESK)
    log_in(merchant, service, "merchant", f"/staff/claims/{number}/")
    merchant.locator("#id_goods").set_input_files(shots["shop"])
    merchant.locator("form[action$='/do/goods/'] button").click()
    merchant.locator("[name=kind][value=contest]").check()
    merchant.locator("form[action$='/do/answer/'] [name=text]").fill(
        "商品照片的同一位置没有缺口，请对照。"
    )
    merchant.locator("form[action$='/do/answer/'] button").click()
    expect(merchant.locator("main")).to_contain_text("审核中")

    desk = window(DESK)
    log_in(desk, service, "reviewer", f"/staff/claims/{number}/")
    until(desk, "两张照片与不同之处")
    expect(desk.locator(".side-by-side img").first).to_be_visible()
    expect(desk.locator("main")).to_contain_text("不能说明")
    assert not ACCUSING.search(desk.inner_text("main"))
    # The draft alone is no reason.
    decide = desk.locator("form[action$='/do/decide/']")
    decide.locator("[name=outcome][value=refuse]").check()
    decide.locator("button").click()
    expect(desk.locator("main")).to_contain_text("请写明理由")
    # Without a mouse, by the keys that the page names.
    expect(desk.locator("[data-desk]")).to_be_visible()
    desk.keyboard.press("j")
    expect(desk.locator("[data-stop]").first).to_be_focused()
    desk.keyboard.press("r")
    desk.keyboard.press("e")
    desk.keyboard.press("Control+A")
    desk.keyboard.insert_text(REASONS)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("main")).to_contain_text("未支持")

    buyer.page.reload()
    expect(buyer.page.locator("main")).to_contain_text(REASONS)
    assert not ACCUSING.search(buyer.page.inner_text("body"))
    buyer.fill("form[action$='/do/appeal/'] [name=text]", "请再看第二张照片，我可以寄回来。")
    buyer.tap("form[action$='/do/appeal/'] .primary")
    expect(buyer.page.locator("main")).to_contain_text("另一位审核人员正在复核")
    # Whoever decided before is not asked again.
    desk.reload()
    expect(desk.locator("main")).to_contain_text("须由其他人决定")
    expect(desk.locator("form[action$='/do/decide/']")).to_have_count(0)
    _bundled_and_verified(service, number, tmp_path)


def test_an_ordered_inspection_is_a_visit_whose_record_comes_back(
    service: Service, window: Open, shots: dict[str, Path]
) -> None:
    buyer = Hand(window())
    number = claim(buyer, service, order(service, "J-LOOK-1"), shots["honest"], shots["honest"])
    until(buyer.page, "等商家答复")
    merchant = window(DESK)
    log_in(merchant, service, "merchant", f"/staff/claims/{number}/")
    merchant.locator("[name=kind][value=contest]").check()
    merchant.locator("form[action$='/do/answer/'] [name=text]").fill(
        "照片看不清缺口在哪里，请看实物。"
    )
    merchant.locator("form[action$='/do/answer/'] button").click()

    desk = window(DESK)
    log_in(desk, service, "reviewer", f"/staff/claims/{number}/")
    desk.locator("details:has(form[action$='/do/order_inspection/']) summary").click()
    asked = desk.locator("form[action$='/do/order_inspection/']")
    asked.locator("[name=text]").fill("两张照片都看不到碗底，请看缺口的断面和编号。")
    asked.locator("button").click()
    expect(desk.locator("main")).to_contain_text("已征询买家意见")

    buyer.page.reload()
    expect(buyer.page.locator("main")).to_contain_text("不向您收费")
    buyer.fill("[name=address]", place_of_technician(service).address)
    buyer.tap("[name=consent]")
    buyer.tap("form[action$='/do/agree_inspection/'] .primary")
    until(buyer.page, "谁来、什么时间")
    until(buyer.page, "已安排")
    buyer.tap("form[action$='/do/visit/'] button")
    code = door_code(buyer.page)
    buyer.page.go_back()
    visit = _looked_at(service, window, number, code, shots["honest"])
    until(buyer.page, "碗口有一处缺口")
    expect(buyer.page.locator("main")).to_contain_text("不能说明是什么时候、怎样造成的")
    desk.reload()
    for words in (visit, "来自师傅", "BOWL-7", "从不向买家收费"):
        expect(desk.locator("main")).to_contain_text(words)
    decide = desk.locator("form[action$='/do/decide/']")
    decide.locator("[name=outcome][value=grant]").check()
    decide.locator("[name=amount]").fill("68.00")
    decide.locator("[name=reasons]").fill("师傅看到碗口的缺口，与买家照片一致。")
    decide.locator("button").click()
    until(buyer.page, "已付 ¥68.00")


def _looked_at(service: Service, window: Open, number: str, code: str, shot: Path) -> str:
    """The technician goes there and puts on record what lies there; the visit's number."""
    with service.superuser() as database:
        row = database.execute(
            "SELECT v.number, (r.arrive_by AT TIME ZONE 'Asia/Shanghai')::date::text"
            " FROM claims_inspection i JOIN cases_case c ON c.id = i.case_id"
            " JOIN cases_case v ON v.id = i.visit_id JOIN repairs_repair r ON r.case_id = v.id"
            " WHERE c.number = %s",
            [number],
        ).fetchone()
    assert row is not None
    visit, day = str(row[0]), str(row[1])
    page = window()
    log_in(page, service, "technician", f"/staff/day/?day={day}")
    card = page.locator(f"#v-{visit}")
    card.locator("form .primary").click()
    expect(page.locator("body")).to_contain_text("已完成，并已记录")
    page.goto(f"{service.url}/staff/day/?day={day}")
    card.locator("[name=code]").fill(code)
    card.locator("form .primary").click()
    expect(page.locator("body")).to_contain_text("已完成，并已记录")
    page.goto(f"{service.url}/staff/day/?day={day}")
    form = page.locator(f"#v-{visit} form[action$='/inspect/']")
    form.locator("[name=seen][value=as_claimed]").check()
    form.locator("[name=words]").fill("碗口有一处缺口，长约两厘米，断口是旧的，碗底编号清楚。")
    form.locator("[name=serial]").fill("BOWL-7")
    form.locator("[name=picture]").set_input_files(shot)
    form.locator(".primary").click()
    expect(page.locator("body")).to_contain_text("已完成，并已记录")
    return visit


def _bundled_and_verified(service: Service, number: str, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    made = service.cli(
        "bundle", number, "--edition", "full", "-o", str(out), "--to", "景洪市人民法院",
        "--by", "周经理", "--reason", "法院调取", "--data", str(service.data),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    public = made.stdout.split("--key ")[1].split("`")[0]
    assert service.cli("verify", str(out), "--key", public).returncode == 0
    with zipfile.ZipFile(out) as bundle:
        part = json.loads(bundle.read("parts/claims.json"))
        names = bundle.namelist()
    assert part["claims_decision"][0]["reasons"]["text"] == REASONS
    assert len(part["claims_shot"]) == 3
    assert part["products_order"][0]["ref"] == "J-DOCTORED-1"
    # Three pictures, their previews, the overlays.
    assert sum(name.startswith("files/") for name in names) >= 6


@pytest.mark.parametrize(
    ("name", "silent", "ref"),
    [("complete_evidence", "buyer", "J-SILENT-1"), ("answer_claim", "merchant", "J-SILENT-2")],
)
def test_silence_of_either_side_goes_to_a_person(
    service: Service, window: Open, shots: dict[str, Path], name: str, silent: str, ref: str
) -> None:
    hand = Hand(window())
    hand.page.goto(f"{service.url}/o/{order(service, ref)}")
    hand.tap("[name=reason][value=damaged]")
    hand.tap("[name=wish][value=refund_only]")
    hand.tap("main form .primary")
    if silent == "merchant":
        capture(hand, shots["honest"], shots["honest"])
        until(hand.page, "等商家答复")
    _let_time_run_out(service, hand.page.title().split()[0], name)
    until(hand.page, "审核人员会写明理由作出决定")


def _let_time_run_out(service: Service, number: str, name: str) -> None:
    """The deadline's instant comes, as if days had gone by."""
    with service.superuser() as database:
        changed = database.execute(
            "UPDATE deadlines_due SET due_at = now() WHERE deadline_id IN (SELECT d.id FROM"
            " deadlines_deadline d JOIN cases_case c ON c.id = d.subject_id"
            " WHERE c.number = %s AND d.name = %s AND d.status = 'waiting')",
            [number, name],
        )
    assert changed.rowcount == 1


@pytest.fixture(scope="module", autouse=True)
def record_is_whole_afterwards(service: Service, browser: Browser) -> Iterator[None]:
    del browser
    yield
    audit = service.cli("audit", "--data", str(service.data))
    assert audit.returncode == 0, audit.stdout + audit.stderr
