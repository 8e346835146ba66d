"""The pictures of the README, taken of a fresh demonstration.

    python tools/readme_pictures.py              writes docs/pictures/*.png
    python tools/readme_pictures.py DATA PORT    of a demonstration that runs already

Starts a service in a temporary folder, and reports a broken lock as a customer does.
Needs Chromium and the development dependencies.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from tests.journeys.people import log_in, place_of_technician, report  # noqa: E402
from tests.support.service import Service, running  # noqa: E402

from screenshots import ARGUMENTS, CHROMIUM  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
LARGEST = 150_000
TELEPHONE = {"width": 390, "height": 760}
DESK = {"width": 1080, "height": 560}


def window(browser: Browser, size: dict[str, int]) -> Page:
    """A window of its own, as somebody in China sees it."""
    wanted: dict[str, Any] = {"viewport": size, "locale": "zh-CN", "color_scheme": "light"}
    context = browser.new_context(**wanted, timezone_id="Asia/Shanghai", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    return context.new_page()


def keep(page: Page, name: str) -> Path:
    """One screen as a PNG; a larger one than a README should load is refused."""
    target = PICTURES / f"{name}.png"
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=target)
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target.name} is larger than {LARGEST} bytes")
    return target


def take(browser: Browser, service: Service) -> list[Path]:
    """The four pictures."""
    telephone = window(browser, TELEPHONE)
    report(telephone, service, place_of_technician(service).address)
    telephone.locator("#case dt", has_text="上门时间").wait_for()
    # Once more, without the words that greet a new report.
    telephone.reload()
    written = [keep(telephone, "tracking")]
    for role, path, name in (
        ("agent", "/staff/queue/", "queue"),
        ("dispatcher", "/staff/board/", "board"),
    ):
        page = window(browser, DESK)
        log_in(page, service, role, path)
        # Without the words that greet whoever has just logged in.
        page.reload()
        written.append(keep(page, name))
    public = window(browser, DESK)
    public.goto(f"{service.url}/service/")
    return [*written, keep(public, "service")]


@contextmanager
def house(arguments: list[str]) -> Iterator[Service]:
    """The demonstration that was named, or a fresh one."""
    if len(arguments) == 2:
        yield Service(Path(arguments[0]), port=int(arguments[1]), claims=40)
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "data", claims=40) as service,
    ):
        yield service


def main(arguments: list[str]) -> int:
    """Take the pictures and print where they are."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with house(arguments) as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for path in take(browser, service):
            print(path.relative_to(ROOT), path.stat().st_size)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
