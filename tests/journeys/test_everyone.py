"""The same report for everyone: without script, from the keyboard, in large type, read aloud."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, SMALL, Open
from tests.journeys.people import NAME, go_on, log_in, report, report_pages
from tests.support.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.service]
ADDRESS = "云南省文山州广南县莲城镇人民路3号"


def test_a_report_needs_no_script(service: Service, window: Open) -> None:
    page = window(java_script_enabled=False)
    number = report(page, service, ADDRESS, when="soon")
    expect(page.locator("#case")).to_contain_text(number)
    expect(page.locator("#case")).to_contain_text("广南县")


def test_mistakes_keep_what_was_typed_and_get_a_sentence_each(
    service: Service, window: Open
) -> None:
    page = window()
    page.goto(f"{service.url}/report/?all=1")
    page.get_by_label("磐扣 S1 智能门锁").check()
    page.locator("[name=description]").fill("门打不开")
    page.locator("[name=address]").fill(ADDRESS)
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=phone]").fill("12")
    go_on(page)
    expect(page.locator(".error-summary")).to_be_visible()
    assert page.locator("[name=description]").input_value() == "门打不开"
    assert page.locator("[name=address]").input_value() == ADDRESS
    assert page.locator("[name=phone]").input_value() == "12"
    for name in ("phone", "when", "consent"):
        expect(page.locator(f".field:has([name={name}]) .error")).not_to_be_empty()
    for name in ("description", "address", "name"):
        expect(page.locator(f".field:has([name={name}]) .error")).to_have_count(0)


def test_the_queue_is_worked_from_the_keyboard(service: Service, window: Open) -> None:
    page = window(DESK)
    log_in(page, service, "agent", "/staff/queue/")
    page.keyboard.press("j")
    chosen = page.locator("[data-href][aria-current=true]")
    expect(chosen).to_have_count(1)
    page.keyboard.press("Escape")
    expect(chosen).to_have_count(0)
    page.keyboard.press("j")
    number = chosen.locator("th a").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=number)).to_be_visible()


def test_large_type_on_a_small_telephone_stays_within_its_width(
    service: Service, window: Open
) -> None:
    page = window(SMALL)
    page.goto(service.url)
    page.get_by_role("button", name="大字").click()
    for _page in (*report_pages(page, service, ADDRESS), page):
        wide = page.evaluate(
            "[document.documentElement.dataset.type || '',"
            " document.documentElement.scrollWidth, innerWidth]"
        )
        assert wide[1] <= wide[2], (page.url, wide)


@pytest.mark.parametrize(
    ("size", "language", "theme"), [(SMALL, "zh-hans", "light"), (DESK, "en", "dark")]
)
def test_axe_finds_nothing_from_the_start_to_the_tracking_page(
    service: Service, window: Open, size: dict[str, object], language: str, theme: str
) -> None:
    # axe measures with styles of its own, which our policy would refuse.
    page = window(size, color_scheme=theme, reduced_motion="reduce", bypass_csp=True)
    page.context.add_cookies(
        [
            {"name": "django_language", "value": language, "url": service.url},
            {"name": "bonafix_theme", "value": theme, "url": service.url},
        ]
    )
    page.goto(service.url)
    found_nothing(page)
    for _page in report_pages(page, service, ADDRESS):
        found_nothing(page)
    found_nothing(page)


def found_nothing(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
