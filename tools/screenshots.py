"""Pictures of pages as people see them.

    python tools/screenshots.py http://127.0.0.1:8000 OUT_DIR /report /staff/ \\
        [--cookie sessionid=VALUE] [--widths 360,1280] [--languages zh,en] [--themes light]

Files are named path-width-language-theme.png. Needs Chromium at /usr/bin/chromium
(or $CHROMIUM) and the development dependencies.
"""

from __future__ import annotations

import argparse
import os
import sys
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = (360, 390, 1280)
HEIGHTS = {360: 740, 390: 844, 1280: 860}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
THEMES = ("light", "dark")


def file_name(path: str, width: int, language: str, theme: str) -> str:
    """staff-cases-360-zh-light.png"""
    plain = "-".join(part for part in urlsplit(path).path.split("/") if part) or "start"
    return f"{plain}-{width}-{language}-{theme}.png"


def cookies(base: str, language: str, theme: str, login: str | None) -> list[Any]:
    """What makes the server answer in this language and theme, logged in or not."""
    pairs = [("django_language", LANGUAGES[language]), ("bonafix_theme", theme)]
    if login:
        name, _, value = login.partition("=")
        pairs.append((name, value))
    return [{"name": name, "value": value, "url": base} for name, value in pairs]


def take(browser: Browser, wanted: argparse.Namespace) -> list[Path]:
    """Take every picture that is wanted; returns the files."""
    written = []
    for width, language, theme in product(wanted.widths, wanted.languages, wanted.themes):
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 860)},
            device_scale_factor=wanted.scale,
            locale="zh-CN" if language == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            color_scheme=theme,
            reduced_motion="reduce",
        )
        context.add_cookies(cookies(wanted.base, language, theme, wanted.cookie))
        page = context.new_page()
        for path in wanted.paths:
            target = wanted.out / file_name(path, width, language, theme)
            # A live page never becomes idle: loaded is enough.
            page.goto(wanted.base + path, wait_until="load")
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=target, full_page=wanted.full)
            written.append(target)
        context.close()
    return written


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Pictures of pages as people see them.")
    parser.add_argument("base", type=lambda text: text.rstrip("/"))
    parser.add_argument("out", type=Path)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--cookie", help="NAME=VALUE of a log-in")
    parser.add_argument("--widths", default=WIDTHS, type=lambda t: [int(w) for w in t.split(",")])
    parser.add_argument("--languages", default=tuple(LANGUAGES), type=lambda t: t.split(","))
    parser.add_argument("--themes", default=THEMES, type=lambda t: t.split(","))
    parser.add_argument("--scale", default=1, type=float)
    parser.add_argument("--full", action="store_true", help="the whole page, not one screen")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Take the pictures and print where they are."""
    wanted = parse(arguments)
    wanted.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for path in take(browser, wanted):
            print(path)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
