"""A broken lock, from the customer's telephone to the guarantee, as the people see it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import DESK, Open
from tests.journeys.people import NAME, Place, go_on, log_in, place_of_technician, report
from tests.support.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.service]
STEPS = ("depart", "arrive", "quote", "repair", "sign_off")


@pytest.fixture
def place(service: Service) -> Place:
    return place_of_technician(service)


@pytest.fixture
def technician(service: Service, window: Open) -> Page:
    page = window()
    log_in(page, service, "technician", "/staff/day/")
    return page


def card(page: Page, number: str) -> Locator:
    """This visit on the technician's day, looked at again."""
    page.reload()
    return page.locator(f"#v-{number}")


def take(page: Page, number: str, **typed: str) -> None:
    """Fill in what the next step asks, and tap its button."""
    visit = card(page, number)
    for name, value in typed.items():
        visit.locator(f"[name='{name.replace('__', ':')}']").fill(value)
    visit.locator("form .primary").click()
    expect(page.locator("body")).to_contain_text("已完成，并已记录")


def door_code(page: Page) -> str:
    found = page.locator("#case .card", has_text="到门码").locator(".code, output, strong").first
    return re.sub(r"\D", "", found.inner_text())


def test_the_customer_sees_every_step_live_and_takes_the_guarantee_home(
    service: Service, window: Open, technician: Page, place: Place, tmp_path: Path
) -> None:
    customer = window()
    number = report(customer, service, place.address)
    seen = customer.locator("#case")
    # Number, who, until when, where: without looking again.
    expect(seen.locator("dt", has_text="上门时间")).to_be_visible(timeout=20_000)
    for words in (number, "师傅", place.name):
        expect(seen).to_contain_text(words)
    code = door_code(customer)
    assert len(code) == 4
    # A reload would wipe this away.
    customer.evaluate("window.stayed = true")

    take(technician, number)
    expect(seen).to_contain_text("路上")
    take(technician, number, code=code)
    expect(seen).to_contain_text("已到门口")
    take(technician, number, quantity__visit="1", quantity__body="1")
    expect(seen.get_by_role("button", name="¥318.00")).to_be_visible()
    assert customer.evaluate("window.stayed")

    go_on(customer)
    take(technician, number)
    expect(seen.get_by_role("button", name="验收")).to_be_visible()
    go_on(customer)
    voucher = customer.get_by_role("link", name="PDF")
    expect(voucher).to_be_visible(timeout=20_000)
    with customer.expect_download() as download:
        voucher.click()
    download.value.save_as(tmp_path / "voucher.pdf")
    says_what_was_done_and_guaranteed(tmp_path / "voucher.pdf", number, place)
    the_desk_sees_every_step_sealed(service, window, number)


def says_what_was_done_and_guaranteed(pdf: Path, number: str, place: Place) -> None:
    reader = PdfReader(pdf)
    assert len(reader.pages) == 1
    text = re.sub(r"\s", "", reader.pages[0].extract_text())
    for words in (number, NAME, place.address, "保修", "90天", "更换锁体", "¥268.00", "¥318.00"):
        assert words in text, (words, text)
    # What stays in Latin letters is the operator's own and the record's hash.
    left = re.sub(rf"{number}|S1|[0-9a-f]{{64}}", "", text)
    assert re.findall(r"[A-Za-z]{3,}", left) == []


def the_desk_sees_every_step_sealed(service: Service, window: Open, number: str) -> None:
    desk = window(DESK)
    log_in(desk, service, "agent", "/staff/queue/")
    desk.locator("#q").fill(number)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name=number)).to_be_visible()
    steps = desk.locator("aside .timeline li")
    assert steps.count() >= 10
    for step in steps.all():
        assert re.fullmatch(r"[0-9a-f]{64}", step.locator(".hash").text_content() or "")


@pytest.fixture(scope="module", autouse=True)
def record_is_whole_afterwards(service: Service, browser: Browser) -> Iterator[None]:
    del browser
    yield
    audit = service.cli("audit", "--data", str(service.data))
    assert audit.returncode == 0, audit.stdout + audit.stderr
