"""A stranger founds a service beside another one and runs it, by what the pages offer alone."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect

from bonafix.kit.clock import local, now
from tests.journeys.conftest import DESK, Open
from tests.support.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.service]
HOST = "suoye.localhost"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
ADDRESS = "浙江省金华市婺城区新狮街道人民路8号"
COVERAGE = "网点,服务区域,加急,值守时间\n诚实锁业金华网点,浙江省金华市婺城区,是,每天 00:00-24:00\n"


class Stranger:
    """One person at a desk, who goes by what the pages say."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def log_in(self, username: str, password: str, path: str = "/staff/setup/") -> None:
        self.page.goto(self.url + path)
        self.page.locator("input[name=login]").fill(username)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("form:has(input[name=login]) button").click()
        self.page.wait_for_load_state()

    def second_factor(self, password: str) -> None:
        """Set it up where the page asks for it."""
        if self.page.locator("input[name=password]").count():
            self.page.locator("input[name=password]").fill(password)
            self.page.locator("main form button").first.click()
        secret = self.page.locator("main .secret").first
        text = secret.inner_text()
        counter = next(iter(yield_hotp_counters_from_time()))
        code = format_hotp_value(hotp_value(text.replace(" ", ""), counter))
        self.page.locator("input[name=code]").fill(code)
        self.page.locator("main form button").first.click()
        self.page.wait_for_load_state()

    def fill(self, part: str, deed: str, **given: str) -> str:
        """One form of one part; what the page says afterwards."""
        self.page.goto(f"{self.url}/staff/setup/{part}/")
        form = self.page.locator(f"form[action='/staff/setup/{part}/{deed}/']").last
        for name, value in given.items():
            control = form.locator(f"[name={name}]").first
            if name == "document":
                control.set_input_files(
                    {"name": "paper.png", "mimeType": "image/png", "buffer": PNG}
                )
            elif control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(label=value)
            elif control.get_attribute("type") == "radio":
                form.locator(f"[name={name}][value={value}]").check()
            elif control.get_attribute("type") == "checkbox":
                control.check()
            else:
                control.fill(value)
        form.locator("button").click()
        self.page.wait_for_load_state()
        return self.page.locator("main").inner_text()


def test_a_stranger_founds_a_service_and_the_first_customer_is_served(
    service: Service, window: Open, tmp_path: Path
) -> None:
    founded = service.cli(
        *("found", "suoye", "诚实锁业", HOST, "boss@suoye.cn"), "--data", str(service.data)
    )
    assert founded.returncode == 0, founded.stderr
    password = founded.stdout.split()[-1]
    url = f"http://{HOST}:{service.port}"
    boss = Stranger(window(DESK), url)
    boss.log_in("boss@suoye.cn", password)
    boss.second_factor(password)
    _set_up(boss, tmp_path)
    boss.page.goto(f"{url}/staff/setup/")
    expect(boss.page.locator("main .status.attention")).to_have_count(0)

    link = _report(window(), url)
    assert urlsplit(link).netloc == urlsplit(url).netloc

    shown = boss.fill("staff", "add", username="desk@suoye.cn", role="调度员：决定派谁上门")
    secret = boss.page.locator("main .secret").first.inner_text()
    assert "desk@suoye.cn" in shown
    desk = Stranger(window(DESK), url)
    desk.log_in("desk@suoye.cn", secret.strip(), "/staff/board/")
    desk.second_factor(secret.strip())
    desk.page.goto(f"{url}/staff/board/")
    expect(desk.page.locator("main")).to_contain_text("李师傅")

    foreign = window(DESK)
    foreign.goto(f"{service.url}/")
    expect(foreign.locator("body")).not_to_contain_text("诚实锁业")
    audit = service.cli("audit", "--data", str(service.data))
    assert audit.returncode == 0, audit.stdout


def _set_up(boss: Stranger, folder: Path) -> None:
    today = local(now()).date()
    boss.fill("brands", "add", title="诚实")
    boss.fill("goods", "add", brand="诚实", sku="CS-1", title="诚实一号门锁", category="lock")
    boss.fill(
        "faults",
        "add",
        category="lock",
        code="stuck",
        title="门打不开",
        minutes="45",
        skills="开锁",
        urgent_allowed="on",
    )
    boss.fill("prices", "set", owner="诚实", code="visit", title="上门", amount="50", unit="次")
    boss.fill("outlets", "add", title="诚实锁业金华网点")
    days = {"first": today.isoformat(), "last": (today + timedelta(days=365)).isoformat()}
    told = boss.fill(
        "outlets", "authorise", outlet="诚实锁业金华网点", brand="诚实", document="", **days
    )
    assert days["last"] in told
    boss.fill("hotlines", "claim", brand="诚实", number="400-123-4567")
    boss.fill("hotlines", "prove", hotline="400-123-4567 诚实", document="", **days)
    boss.fill(
        "technicians",
        "add",
        place="诚实锁业金华网点",
        name="李大力",
        phone="13811112222",
        division="浙江省金华市婺城区",
        skills="开锁",
    )
    week = {"first": today.isoformat(), "last": (today + timedelta(days=6)).isoformat()}
    hours = "每天 00:00-24:00"
    for kind in ("shift", "standby"):
        told = boss.fill(
            "roster", "fill", who="诚实锁业金华网点全部", kind=kind, hours=hours, **week
        )
        assert "李师傅" in told, told
    _bring_coverage(boss, folder)


def _bring_coverage(boss: Stranger, folder: Path) -> None:
    table = folder / "coverage.csv"
    table.write_text(COVERAGE, "utf-8")
    page = boss.page
    page.goto(f"{boss.url}/staff/imports/?kind=coverage")
    page.locator("input[type=file]").set_input_files(table)
    page.locator("main form .primary").first.click()
    page.locator("form[action$='/approve/'] button").click(timeout=60_000)
    expect(page.locator("main")).to_contain_text("已导入", timeout=60_000)


def _report(page: Page, url: str) -> str:
    """The customer's way, question by question; where they follow their case."""
    page.goto(f"{url}/report/?all=1")
    page.locator("[name=product][value=CS-1]").check()
    page.locator("[name=fault]").first.check()
    page.locator("[name=description]").fill("门打不开，家里有老人")
    page.locator("[name=address]").fill(ADDRESS)
    page.locator("[name=when][value=urgent]").check()
    page.locator("[name=name]").fill("王小明")
    page.locator("[name=phone]").fill("13912345678")
    page.locator("[name=consent]").check()
    page.locator("main form .primary").last.click()
    expect(page.locator("#case")).to_be_visible()
    expect(page.locator("#case")).to_contain_text("李师傅", timeout=30_000)
    return page.url
