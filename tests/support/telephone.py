"""A technician's telephone: a Chromium with a profile on the disk, which survives a kill."""

import contextlib
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Page, Playwright
from playwright.sync_api import Error as PlaywrightError

from bonafix.kit import clock

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A microphone that hums, and a thumb that allows it.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
# Generous: on a busy machine everything takes its time, and nothing here is about speed.
PATIENCE = 180_000


@dataclass
class Telephone:
    """One profile; `start` it, `kill` it, and start it again."""

    playwright: Playwright
    profile: Path
    url: str
    # Requests that pass a service worker cannot be cut one by one: a bench of cuts blocks it.
    workers: Literal["allow", "block"] = "allow"
    complaints: list[str] = field(default_factory=list)
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)

    def start(self, cookie: dict[str, Any] | None = None, *, cut: bool = False) -> Page:
        """Switch on and open the page, with or without signal."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path="/usr/bin/chromium",
            args=ARGUMENTS,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": 360, "height": 740},
            has_touch=True,
            is_mobile=True,
            service_workers=self.workers,
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.set_default_navigation_timeout(PATIENCE)
        if cookie:
            self.context.add_cookies(
                [{**cookie, "expires": clock.now().timestamp() + 86400}]  # type: ignore[list-item]
            )
        self.context.set_offline(cut)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: (
                self.complaints.append(line.text) if "Content Security" in line.text else None
            ),
        )
        return self.open()

    def open(self) -> Page:
        """The page of the day, as it lies on the telephone."""
        self.page.goto(f"{self.url}/staff/field/")
        self.page.wait_for_selector("html[data-field=ready]", state="attached")
        return self.page

    def cut(self, now: bool) -> None:
        """No signal from now on, or signal again."""
        self.context.set_offline(now)

    def kill(self) -> None:
        """As when the battery goes: no page, no worker, no write is told."""
        mine = str(self.profile).encode()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes()
                if mine in command and b"chrom" in command:
                    os.kill(int(entry.name), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                continue
        with contextlib.suppress(PlaywrightError):
            self.context.close()
        (self.profile / "SingletonLock").unlink(missing_ok=True)

    def off(self) -> None:
        """Switch off in order."""
        self.context.close()


def draw(page: Page, place: str) -> None:
    """Sign with the finger."""
    canvas = page.locator(place)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 30 + 20 * step, box["y"] + 40 + (step % 2) * 30)
    page.mouse.up()
