"""Without signal from the door to the signature, and the browser killed: all arrives, once."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from bonafix.cases.models import Case
from bonafix.kit import clock
from bonafix.operators.tenancy import act_as
from bonafix.repairs.models import VisitStep
from tests.conftest import found
from tests.journeys.conftest import ARGUMENTS, SMALL
from tests.support.house_live import LiveHouse, live
from tests.support.lives import lead
from tests.support.world import World, build

pytestmark = [pytest.mark.browser]
PATIENCE = 180_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def house(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveHouse]:
    # Playwright runs a loop in this thread, and is never waited for while we ask the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    operator = found("lock", "127.0.0.1")
    operator.demonstration = True
    operator.save()
    with act_as(operator.id):
        world = build(operator.id, clock.now(), technicians=2)
        with live(world) as one:
            yield one


class Telephone:
    """A Chromium with a profile on the disk: what is on it survives a kill."""

    def __init__(self, playwright: Playwright, profile: Path, house: LiveHouse) -> None:
        self.playwright, self.profile, self.house = playwright, profile, house
        self.complaints: list[str] = []
        self.context: BrowserContext
        self.page: Page

    def start(self, cookie: dict[str, Any] | None = None, *, cut: bool = False) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path="/usr/bin/chromium",
            args=ARGUMENTS,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **SMALL,
        )
        # Generous: on a busy machine everything takes its time, and nothing here is about speed.
        self.context.set_default_timeout(PATIENCE)
        self.context.set_default_navigation_timeout(PATIENCE)
        if cookie:
            self.context.add_cookies([{**cookie, "expires": clock.now().timestamp() + 86400}])
        self.context.set_offline(cut)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: "Content Security" in line.text and self.complaints.append(line.text),
        )
        return self.open()

    def open(self) -> Page:
        self.page.goto(f"{self.house.url}/staff/field/")
        self.page.wait_for_selector("html[data-field=ready]", state="attached")
        return self.page

    def kill(self) -> None:
        """As when the battery goes: no page, no worker, no write is told."""
        mine = str(self.profile).encode()
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and mine in (entry / "cmdline").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
        self.context.browser and self.context.browser.close()


def test_one_step_without_signal_arrives_later(house: LiveHouse, tmp_path: Path) -> None:
    world = house.world
    case = lead(world, "arranged")
    technician = world.repair(case.id).technician_id
    with sync_playwright() as playwright:
        telephone = Telephone(playwright, tmp_path / "profile", house)
        page = telephone.start(house.session(clock.now(), "technician", technician))
        card = page.locator(f"#v-{case.number}")
        expect(card).to_be_visible()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        telephone.context.set_offline(True)
        card.get_by_role("button", name="我现在出发").click()
        expect(card.locator(".kept-steps")).to_contain_text("尚未发送")
        assert not VisitStep.objects.filter(case_id=case.id).exists()
        telephone.context.set_offline(False)
        expect(card.locator(".kept-steps")).to_contain_text("已发送", timeout=PATIENCE)
        assert VisitStep.objects.get(case_id=case.id).verb == "depart"
        assert telephone.complaints == []
        telephone.context.close()
