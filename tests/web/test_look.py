"""What LOOK promises, checked on the gallery of every part and on the sources."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory, override_settings
from django.utils import translation
from django.utils.translation.template import templatize
from playwright.sync_api import Browser, Page, Route, sync_playwright

from bonafix.web.look import error_pages, gallery, views

WEB = Path(views.__file__).parents[1]
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CSS = WEB / "static" / "bonafix" / "css"
HOST = "http://gallery.test"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
ADDRESSES = {
    "/_gallery/": "customer",
    "/_gallery/desk/": "desk",
}
# Every pair of text and background that the CSS can put together.
PAIRS = [
    *[
        (text, back)
        for text in ("ink", "muted", "accent", "broken")
        for back in ("paper", "surface", "sunken")
    ],
    ("attention", "surface"),
    ("attention", "attention-soft"),
    ("broken", "broken-soft"),
    ("ink", "broken-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-accent-soft", "accent-soft"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("muted", "accent-soft"),
]


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance of #RRGGBB."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> dict[str, dict[str, str]]:
    """The colours of each theme as written in tokens.css."""
    blocks = re.findall(r"([^{}]+)\{([^{}]+)\}", (CSS / "tokens.css").read_text("utf-8"))
    found: dict[str, dict[str, str]] = {}
    for selector, body in blocks:
        colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", body))
        if colours:
            found[selector.split("*/")[-1].strip()] = colours
    return found


def test_every_text_is_readable_on_every_ground_it_can_stand_on() -> None:
    themes = palettes()
    assert len(themes) == 3, "light, dark by the system, dark by choice"
    for name, colours in themes.items():
        for text, back in PAIRS:
            ratio = contrast(colours[text], colours[back])
            assert ratio >= 4.5, f"{name}: {text} on {back} is {ratio:.2f}"
        for ground in ("paper", "surface"):
            assert contrast(colours["line-strong"], colours[ground]) >= 3, f"{name}: edges"


def test_dark_by_system_and_dark_by_choice_are_the_same() -> None:
    _light, system, chosen = palettes().values()
    assert system == chosen


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_carries_its_own_script_or_style(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+\s*=|javascript:|hx-on", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert " src=" in tag


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_anything_that_cannot_be_translated(path: Path) -> None:
    text = path.read_text("utf-8")
    # templatize blanks what is not translated with X and leaves calls for what is.
    assert templatize(text)
    for pattern in (
        # Names of CSS classes are no words for people.
        r"\{%\s*block body_class\s*%\}.*?\{%\s*endblock\s*%\}",
        r"\{%\s*blocktrans.*?endblocktrans\w*\s*%\}",
        r"\{%\s*comment.*?endcomment\s*%\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
        r"\{#.*?#\}",
        r"<!--.*?-->",
        r"<(svg|code|kbd)\b.*?</\1>",
        # Each language is named in itself.
        r"<button[^>]* lang=[^>]*>.*?</button>",
        r"<title>Gallery</title>",
    ):
        text = re.sub(pattern, "", text, flags=re.S)
    for name, value in re.findall(r'\b(aria-label|title|placeholder|alt)="([^"]*)"', text):
        assert not re.search(r"[A-Za-z一-鿿]{2,}", value), f"{name}={value!r}"
    words = re.sub(r"<[^>]*>", " ", text, flags=re.S)
    if "gallery" in path.parts:
        words = words.replace("Gallery", "")
    left = re.findall(r"[A-Za-z一-鿿][A-Za-z一-鿿 ]{2,}", words)
    assert not left, left


def test_css_files_stay_small_and_bring_nothing_from_elsewhere() -> None:
    for path in (*CSS.glob("*.css"), *(CSS.parent / "js").glob("*.js")):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 300, path.name
        assert not re.search(r"https?://|@import|eval\(|innerHTML|localStorage", text), path.name


def test_error_pages_speak_both_languages_and_show_one_way_on() -> None:
    for status in (*error_pages.PAGES, 418, 502):
        response = error_pages.error_page(status)
        assert response.status_code == status
        html = response.content.decode()
        page = error_pages.PAGES.get(status) or error_pages.PAGES[500 if status >= 500 else 400]
        for language in ("zh-hans", "en"):
            with translation.override(language):
                assert str(page.sentence) in html
        assert html.count('class="button primary"') == 1


def test_a_refusal_speaks_the_readers_language_once() -> None:
    with translation.override("en"):
        html = error_pages.refusal_page(409, "The time has just been taken.").content.decode()
    assert html.count("The time has just been taken.") == 1
    assert '<html lang="en">' in html


def test_the_gallery_is_closed_outside_development() -> None:
    with override_settings(DEBUG=False), pytest.raises(Http404):
        views.gallery(RequestFactory().get("/_gallery/"))


def test_choices_are_kept_and_a_foreign_way_back_is_not_taken() -> None:
    request = RequestFactory().post(
        "/look/", {"theme": "dark", "language": "en", "next": "https://elsewhere.test/"}
    )
    response = views.look(request)
    assert response["Location"] == "/"
    assert response.cookies["bonafix_theme"].value == "dark"
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    odd = views.look(RequestFactory().post("/look/", {"theme": "<b>", "language": "xx"}))
    assert not odd.cookies


def gallery_html(path: str, language: str, theme: str, large: bool) -> bytes:
    """One page of the gallery as the server would make it."""
    request = RequestFactory().get(path)
    request.COOKIES = {"bonafix_theme": theme, "bonafix_type": "large" if large else ""}
    with translation.override({"zh": "zh-hans", "en": "en"}[language]):
        return bytes(_gallery(request, ADDRESSES[path]).content)


def _gallery(request: HttpRequest, kind: str) -> HttpResponse:
    return render(request, f"bonafix/gallery/{kind}.html", gallery.context(request))


def serve(route: Route, html: bytes) -> None:
    """Static files from the packages, the gallery for everything else."""
    path = urlsplit(route.request.url).path
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found:
        route.fulfill(path=str(found))
    elif path in ADDRESSES:
        route.fulfill(
            body=html,
            content_type="text/html; charset=utf-8",
            headers={
                "Content-Security-Policy": "default-src 'none'; script-src 'self';"
                " style-src 'self'; img-src 'self'"
            },
        )
    else:
        route.fulfill(status=404, body="")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield found
        found.close()


def opened(
    browser: Browser, path: str, width: int, language: str, theme: str, *, large: bool = False
) -> tuple[Page, list[str]]:
    """The gallery in a window of `width`, and what the console complained about."""
    html = gallery_html(path, language, theme, large)
    context = browser.new_context(
        viewport={"width": width, "height": 740}, reduced_motion="reduce", bypass_csp=False
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", lambda route: serve(route, html))
    page.goto(HOST + path)
    return page, complaints


LOOKS = [("zh", "light"), ("en", "dark")]


@pytest.mark.parametrize("path", list(ADDRESSES))
@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_nothing_is_wider_than_a_small_telephone(
    browser: Browser, path: str, language: str, theme: str, large: bool
) -> None:
    page, complaints = opened(browser, path, 360, language, theme, large=large)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wide = page.evaluate(
        """[...document.querySelectorAll('main *')].filter(e => {
             const box = e.getBoundingClientRect();
             return box.width && box.right > 361 && !e.closest('.visually-hidden, thead, svg');
           }).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    assert complaints == []
    page.context.close()


@pytest.mark.parametrize("path", list(ADDRESSES))
def test_fingers_find_targets_of_44_pixels(browser: Browser, path: str) -> None:
    page, _ = opened(browser, path, 360, "zh", "light")
    small = page.evaluate(
        """[...document.querySelectorAll('button, .button, select, summary, .switch, '
             + 'input:not([type=hidden]):not([type=radio]):not([type=checkbox]), '
             + 'label:has(input[type=radio]), label:has(input[type=checkbox]), nav a')]
           .filter(e => e.offsetParent && !e.closest('dialog'))
           .filter(e => e.getBoundingClientRect().height < 43.5)
           .map(e => e.outerHTML.slice(0, 120) + e.getBoundingClientRect().height)"""
    )
    assert small == []
    page.context.close()


@pytest.mark.parametrize("path", list(ADDRESSES))
@pytest.mark.parametrize(
    ("width", "language", "theme"), [(360, "zh", "light"), (1280, "en", "dark")]
)
def test_axe_finds_nothing(
    browser: Browser, path: str, width: int, language: str, theme: str
) -> None:
    page, _ = opened(browser, path, width, language, theme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()


def test_lists_are_walked_from_the_keyboard(browser: Browser) -> None:
    page, complaints = opened(browser, "/_gallery/desk/", 1280, "en", "light")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.href") == "#case-0"
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert page.url.endswith("#case-1")
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('keys-help').open")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('keys-help').open")
    assert complaints == []
    page.context.close()


def test_what_was_typed_survives_leaving_the_page_but_not_the_tab(browser: Browser) -> None:
    page, _ = opened(browser, "/_gallery/", 360, "zh", "light")
    page.fill("[name=a-note]", "门口有台阶")
    page.reload()
    assert page.input_value("[name=a-note]") == "门口有台阶"
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.context.close()


def test_theme_and_type_change_at_once_and_are_remembered(browser: Browser) -> None:
    page, complaints = opened(browser, "/_gallery/", 360, "zh", "light")
    page.click(".switch[value=dark]")
    assert page.get_attribute("html", "data-theme") == "dark"
    page.click(".switch[value=large]")
    assert page.get_attribute("html", "data-type") == "large"
    page.click(".switch[value=large]")
    assert page.get_attribute("html", "data-type") is None
    kept = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert kept == {"bonafix_theme": "dark", "bonafix_type": "normal"}
    assert complaints == []
    page.context.close()
