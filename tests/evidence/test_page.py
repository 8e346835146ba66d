"""The page of an ask in a real Chromium: a break of the network loses nothing."""

import hashlib
import os
import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, expect, sync_playwright

from bonafix.evidence.actions import look_at, take_in
from bonafix.evidence.models import Item
from bonafix.files.models import Upload
from bonafix.files.queries import stored_file
from bonafix.kit.clock import now as clock_now
from tests.evidence import pictures
from tests.evidence.test_capture import asked

FAKE = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
PASSED = ("Tus-Resumable", "Upload-Length", "Upload-Metadata", "Upload-Offset", "Upload-Checksum")


class House:
    """Answers a browser of another thread from Django in this one, and works off what came in.

    The browser's loop and Django's database exclude each other within one thread.
    """

    def __init__(self, world: Any) -> None:
        self.world, self.away, self.patches = world, False, 0
        self.client = Client(raise_request_exception=False, headers={"host": "lock.test"})
        self.waiting: queue.Queue[tuple[Callable[[], Any], Future[Any]]] = queue.Queue()

    def do(self, work: Callable[[], Any]) -> Any:
        """From the browser's thread: let the other one do it, and wait for what it says."""
        said: Future[Any] = Future()
        self.waiting.put((work, said))
        return said.result(120)

    def browse(self, steps: Callable[[Page], None]) -> None:
        """Let the browser take these steps, and answer it until it is done."""
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(opened, self, steps)
            while not done.done():
                try:
                    work, said = self.waiting.get(timeout=0.05)
                except queue.Empty:
                    continue
                said.set_result(work())
            done.result()

    def serve(self, route: Route) -> None:
        request = route.request
        path = urlsplit(request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
            return
        self.patches += request.method == "PATCH"
        if self.away and "uploads" in path:
            route.abort()
            return
        told = {k.lower(): v for k, v in request.headers.items()}
        sent = {name: told[name.lower()] for name in PASSED if name.lower() in told}
        kind, body = told.get("content-type", "text/plain"), request.post_data_buffer or b""
        method, follow = request.method, request.method == "POST" and "uploads" not in path
        answer = self.do(lambda: self.ask(method, path, body, kind, sent, follow))
        headers = {k: v for k, v in answer.headers.items() if k != "Content-Length"}
        content = b"" if method == "HEAD" else answer.content
        route.fulfill(status=answer.status_code, headers=headers, body=content)

    def ask(
        self, method: str, path: str, body: bytes, kind: str, sent: dict[str, str], follow: bool
    ) -> Any:
        answer = self.client.generic(
            method, path, body, content_type=kind, headers=sent, follow=follow, secure=True
        )
        # What the worker does.
        for upload in Upload.objects.filter(status="whole"):
            take_in(self.world.operator_id, clock_now(), upload.id)
        for item in Item.objects.filter(problems=None):
            look_at(self.world.operator_id, clock_now(), item.id)
        return answer


def opened(house: House, steps: Callable[[Page], None]) -> None:
    """A Chromium with a made-up camera; no page may complain."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", *FAKE]
        )
        width = int(os.environ.get("WIDTH", "360"))
        context = browser.new_context(
            viewport={"width": width, "height": 740},
            permissions=["camera"],
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", house.serve)
        steps(page)
        browser.close()
    assert complaints == []


@pytest.fixture
def house(world: Any) -> House:
    one = House(world)
    one.client.cookies["django_language"] = os.environ.get("LANGUAGE_OF_PAGE", "zh-hans")
    return one


def shoot(page: Page, name: str) -> None:
    """A picture of the page for whoever asked for one."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def card(page: Page, shot: str) -> Any:
    return page.locator(f'[data-shot="{shot}"]')


@pytest.mark.browser
def test_what_was_taken_is_sent_after_a_break_and_after_a_closed_page(
    world: Any, case: Any, house: House, tmp_path: Path
) -> None:
    one = asked(world, case, "overview", "damage", "card", "clip")
    big = pictures.jpeg(pictures.thing(2400, 1800), quality=97)
    assert len(big) > 2_000_000, "several pieces"
    for name, content in (("big.jpg", big), ("dark.jpg", pictures.DARK)):
        (tmp_path / name).write_bytes(content)

    def steps(page: Page) -> None:
        path = f"https://lock.test/e/{one.token}/"
        page.goto(path)
        shoot(page, "declare")
        page.locator('input[name="ai"][value="no"]').check()
        page.locator('input[name="device_agreed"]').check()
        page.locator("form[data-device] button").click()
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        shoot(page, "capture")
        house.away = True
        take = card(page, "overview").locator('[data-take="camera"]')
        take.set_input_files(tmp_path / "big.jpg")
        expect(card(page, "overview").locator(".sending")).to_be_visible()
        page.reload()  # the page is closed and opened again
        expect(card(page, "overview").locator(".sending p")).not_to_be_empty()
        shoot(page, "no-network")
        assert not house.do(Item.objects.exists)
        house.away = False
        expect(card(page, "overview").locator(".status.done")).to_be_visible()
        choose = card(page, "damage").locator('[data-take="upload"]')
        choose.set_input_files(tmp_path / "dark.jpg")
        expect(card(page, "damage").locator(".problem")).to_be_visible()
        shoot(page, "problem")

    house.browse(steps)
    first, second = Item.objects.order_by("id")
    assert bytes(stored_file(first.file_id).sha256) == hashlib.sha256(big).digest()
    assert (first.source, second.source, house.patches >= 3) == ("camera", "upload", True)


@pytest.mark.browser
def test_where_only_the_camera_counts_it_is_opened_on_the_page(
    world: Any, case: Any, house: House
) -> None:
    one = asked(world, case, "overview", source="camera")
    house.client.post(f"/e/{one.token}/say/", {"ai": "no"})

    def steps(page: Page) -> None:
        page.goto(f"https://lock.test/e/{one.token}/")
        assert page.locator("input[type=file]").count() == 0
        page.locator("[data-camera]").click()
        page.locator(".shot video").wait_for()
        shoot(page, "camera")
        page.locator(".shot video + .button").click()
        page.locator(".shot .problem, .shot .status.done").first.wait_for()

    house.browse(steps)
    assert Item.objects.get().source == "camera"
