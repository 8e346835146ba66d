"""What the people of a journey do, as far as several journeys do it."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from bonafix.places import division
from tests.support.service import Service

REPORT = "/report/"
NAME, PHONE = "欧阳明月", "13912345678"


@dataclass(frozen=True)
class Place:
    """An address of the list and the technician who stands by there."""

    address: str
    name: str


def place_of_technician(service: Service) -> Place:
    """Where the technician of the demonstration's log-in is at home, so that they are sent."""
    with service.superuser() as database:
        found = database.execute(
            "SELECT t.division_code FROM people_membership m"
            " JOIN people_account a ON a.id = m.account_id"
            " JOIN dispatch_technician t ON t.id = m.party_id WHERE a.username = %s",
            [service.logins()["technician"]["username"]],
        ).fetchone()
    assert found is not None
    home = division(found[0])
    assert home is not None
    return Place(f"{home.name}幸福路8号2单元301", home.name)


def log_in(page: Page, service: Service, role: str, path: str) -> None:
    """Through the door of the staff's pages, to the page that was wanted."""
    who = service.logins()[role]
    page.goto(service.url + path)
    page.locator("input[name=login]").fill(who["username"])
    page.locator("input[name=password]").fill(who["password"])
    page.locator("form:has(input[name=login]) button").click()
    expect(page).to_have_url(service.url + path)


def go_on(page: Page) -> None:
    """The one large button."""
    page.locator("main form .primary").last.click()


def report_pages(page: Page, service: Service, address: str, when: str = "soon") -> Iterator[Page]:
    """Answer question by question, showing each page before it is answered."""
    page.goto(f"{service.url}/report/")
    yield page
    page.locator("[name=product][value=PK-S1]").check()
    go_on(page)
    yield page
    page.locator("[name=fault][value=jammed]").check()
    page.locator("[name=description]").fill("钥匙也拧不动，家里有老人")
    go_on(page)
    yield page
    page.locator("[name=address]").fill(address)
    go_on(page)
    yield page
    page.locator(f"[name=when][value={when}]").check()
    go_on(page)
    yield page
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=phone]").fill(PHONE)
    page.locator("[name=consent]").check()
    go_on(page)
    yield page
    go_on(page)
    expect(page.locator("#case")).to_be_visible()


def report(page: Page, service: Service, address: str, when: str = "urgent") -> str:
    """From the start page through all questions; the case number on the page that follows."""
    page.goto(service.url)
    page.locator(f"main a[href='{REPORT}']").first.click()
    expect(page).to_have_url(f"{service.url}{REPORT}")
    for _page in report_pages(page, service, address, when):
        pass
    return page.title().split()[0]
