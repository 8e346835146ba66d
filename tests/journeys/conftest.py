"""A real Chromium, and windows of it as people hold them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL = {**TELEPHONE, "viewport": {"width": 360, "height": 740}}
DESK = {"viewport": {"width": 1280, "height": 860}}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Open]:
    """Opens a window of its own for each person; in the end no page may have complained."""
    contexts, complaints = [], []

    def open_one(size: dict[str, Any] = TELEPHONE, **more: Any) -> Page:
        wanted = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", **size, **more}
        context = browser.new_context(**wanted)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: "Content Security" in line.text and complaints.append(line.text),
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []
