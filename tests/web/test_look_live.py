"""A live page takes up events, and asks for the present state after every lost connection."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Route, expect, sync_playwright

PAGE = """<!doctype html><html lang="en"><head>{head}</head><body>
<section id="case" data-live="/events" hx-get="/part" hx-trigger="live:changed, live:refresh">
first</section><span class="live-state" data-open="Live" data-lost="Lost"></span>{scripts}
</body></html>"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


def test_events_and_reconnection_both_bring_the_page_up_to_date(browser: Browser) -> None:
    html = PAGE.format(
        head=render_to_string("bonafix/parts/head.html"),
        scripts=render_to_string("bonafix/parts/scripts.html"),
    )
    asked: list[str] = []

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        asked.append(path)
        if path.startswith("/static/"):
            route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
        elif path == "/events":
            # The first connection tells of one change and is lost at once.
            event = "event: changed\ndata: 7\n\n" if asked.count("/events") == 1 else ": quiet\n\n"
            route.fulfill(body=event, content_type="text/event-stream")
        elif path == "/part":
            route.fulfill(body=f"part {asked.count('/part')}", content_type="text/html")
        else:
            route.fulfill(
                body=html,
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": POLICY},
            )

    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: (
            complaints.append(line.text) if "Content Security Policy" in line.text else None
        ),
    )
    page.route("**/*", serve)
    page.goto("http://live.test/")
    expect(page.locator("#case")).to_have_text("part 1")
    expect(page.locator("#case")).to_have_text("part 2")
    assert asked.count("/events") >= 2
    assert complaints == []
    page.close()
