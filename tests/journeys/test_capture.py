"""The capture page as a buyer has it: in a browser, over a bad network, before a real worker."""

import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from tests.evidence import pictures
from tests.journeys.conftest import ARGUMENTS, DESK, SMALL, Open
from tests.support.service import Service
from tests.support.uploading import in_house

pytestmark = [pytest.mark.browser, pytest.mark.service]
# A picture is looked at by a worker that other tests keep busy as well.
LOOKED = 90_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """As everywhere, with a stand-in for the telephone's camera."""
    stand_in = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*ARGUMENTS, *stand_in]
        )
        yield found
        found.close()


def asked(service: Service, *what: str) -> str:
    """The address of a new ask's page."""
    return f"{service.url}/e/{in_house(service, 'ask', *what)}/"


def enter(page: Page, address: str, language: str = "zh-hans", *, device: bool = False) -> None:
    """The page with its one question answered."""
    cookie: Any = {"name": "django_language", "value": language, "url": address}
    page.context.add_cookies([cookie])
    page.goto(address)
    page.locator("[name=ai][value=no]").check()
    if device:
        page.locator("[name=device_agreed]").check()
    page.locator("main form button.primary").click()
    expect(page.locator("#shots")).to_be_visible()


def card(page: Page, shot: str) -> Locator:
    return page.locator(f"[data-shot={shot}]")


def give(page: Page, shot: str, content: bytes, take: str = "upload") -> None:
    """As when the telephone's own camera hands a picture over."""
    picture: Any = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content}
    card(page, shot).locator(f"[data-take={take}]").set_input_files(picture)


def state(page: Page, shot: str, words: str) -> None:
    expect(card(page, shot).locator("h2 .status")).to_have_text(words, timeout=LOOKED)


def code_of(page: Page) -> str:
    return page.locator(".code-note .ask-code").inner_text().strip()


def sound(page: Page) -> None:
    """axe finds nothing, and nothing is cut."""
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], (page.url, wide)


def test_what_is_missing_is_told_until_everything_can_be_used(
    service: Service, window: Open
) -> None:
    page, address = window(SMALL), asked(service, "overview,damage,card")
    enter(page, address, device=True)
    line = page.locator(".case-line")
    expect(line).to_contain_text("还缺 3 项")
    # The second one is taken while the first is still on its way.
    give(page, "overview", pictures.DARK, "camera")
    give(page, "damage", pictures.GOOD, "camera")
    state(page, "overview", "建议重拍")
    state(page, "damage", "已收到")
    expect(card(page, "overview")).to_contain_text("画面太暗")
    give(page, "overview", pictures.GOOD, "camera")
    state(page, "overview", "已收到")
    expect(card(page, "overview")).not_to_contain_text("画面太暗")
    expect(line).to_contain_text("还缺 1 项")
    # The sheet that the page itself offers for a second screen or a printer.
    give(page, "card", sheet(window(), address, pictures.thing()))
    expect(page.locator("main")).to_contain_text("材料已齐", timeout=LOOKED)
    expect(card(page, "card")).to_contain_text("验证码已识别")
    expect(page.locator("[data-take]")).to_have_count(0)


def sheet(page: Page, address: str, scene: Any) -> bytes:
    """The card as a second screen shows it, laid into a scene."""
    page.goto(address + "card/")
    shown = Image.open(io.BytesIO(page.locator(".code-card").screenshot())).convert("L")
    shown = shown.resize((shown.width * 3 // 2, shown.height * 3 // 2))
    shown.thumbnail((900, 1100))
    scene = scene.copy()
    scene[50 : 50 + shown.height, 300 : 300 + shown.width] = np.asarray(shown)
    return pictures.jpeg(scene)


def test_a_break_and_a_closed_page_lose_nothing_and_send_nothing_twice(
    service: Service, window: Open
) -> None:
    page, address = window(SMALL), asked(service, "overview,card")
    enter(page, address)
    large = pictures.jpeg(pictures.thing(3200, 2400), 97)
    assert len(large) > 3 * 1024 * 1024
    sent: list[int] = []

    def broken(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(int(route.request.headers["upload-offset"]))
            assert re.match(r"sha256 \S{44}$", route.request.headers["upload-checksum"])
            if len(sent) > 2:
                route.abort("internetdisconnected")
                return
        route.continue_()

    page.context.route("**/uploads/**", broken)
    give(page, "overview", large)
    expect(card(page, "overview").locator(".sending")).to_contain_text("没有网络", timeout=LOOKED)
    assert sent[:3] == [0, 1024 * 1024, 2 * 1024 * 1024]
    again = page.context.new_page()
    page.close()
    again.context.unroute("**/uploads/**")
    resumed: list[int] = []
    again.on(
        "request",
        lambda one: (
            resumed.append(int(one.headers["upload-offset"])) if one.method == "PATCH" else None
        ),
    )
    again.goto(address)
    state(again, "overview", "已收到")
    assert resumed[0] == 2 * 1024 * 1024
    left = again.evaluate(
        "new Promise((done) => { const open = indexedDB.open('bonafix-capture', 1);"
        " open.onsuccess = () => { const all = open.result.transaction('pending')"
        ".objectStore('pending').getAll(); all.onsuccess = () => done(all.result.length); }; })"
    )
    assert left == 0


@pytest.mark.parametrize(("size", "language"), [(SMALL, "zh-hans"), (DESK, "en")])
def test_axe_finds_nothing_on_any_state_of_the_page(
    service: Service, window: Open, size: dict[str, object], language: str
) -> None:
    # axe measures with styles of its own, which our policy would refuse.
    page = window(size, reduced_motion="reduce", bypass_csp=True)
    address = asked(service, "overview,damage,damage_left,label,card,clip")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": service.url}])
    page.goto(address)
    sound(page)
    enter(page, address, language)
    sound(page)
    give(page, "damage", pictures.DARK)
    expect(card(page, "damage").locator(".problem")).to_be_visible(timeout=LOOKED)
    sound(page)
    page.goto(address + "card/")
    sound(page)


def test_where_only_the_camera_is_taken_the_page_opens_it_itself(
    service: Service, window: Open
) -> None:
    page = window(SMALL, permissions=["camera"])
    page.set_default_timeout(LOOKED)
    enter(page, asked(service, "overview", "camera"))
    expect(page.locator("[data-take]")).to_have_count(0)
    page.locator("[data-camera=photo]").click()
    take = page.locator(".shot video + button")
    expect(take).to_be_visible()
    expect(page.locator(".shot video")).to_have_js_property("paused", False)
    take.click()
    expect(page.locator(".shot video")).to_have_count(0)
    # What the stand-in camera shows is plain: here it only matters that it came in.
    expect(card(page, "overview").locator("h2 .status")).not_to_have_text("还缺", timeout=LOOKED)
