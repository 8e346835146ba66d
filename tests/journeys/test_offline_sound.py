"""A recording without signal: only with a yes, seen as it runs, kept after a kill, gone on a no."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from bonafix.cases.models import Case
from bonafix.examine.reading.kinds import MKV, kind_of
from bonafix.files.actions import pieces_of
from bonafix.files.models import StoredFile, Upload
from bonafix.kit import clock
from bonafix.ledger.audit import audit_operator
from bonafix.operators.tenancy import act_as
from bonafix.repairs.actions.recorded import take_in
from bonafix.repairs.actions.recording import choose_recording, is_allowed
from bonafix.repairs.recordings import Recording
from tests.conftest import found
from tests.support.house_live import LiveHouse, live
from tests.support.lives import lead
from tests.support.telephone import PATIENCE, Telephone
from tests.support.world import build

pytestmark = [pytest.mark.browser]
PIECES = """(async () => (await import("/static/bonafix/field/store.js")).queued().then(
  async (rows) => {
    const store = await import("/static/bonafix/field/store.js");
    const mine = rows.filter((row) => row.what === "recording");
    return (await store.sound(mine[mine.length - 1].client_id)).length;
  }))()"""


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Playwright]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def house(chromium: Playwright, fresh_database: str) -> Iterator[LiveHouse]:
    del chromium
    operator = found("lock", "127.0.0.1")
    operator.demonstration = True
    operator.save()
    with act_as(operator.id), live(build(operator.id, clock.now(), technicians=2)) as one:
        yield one
    connections.close_all()


def card(page: Page, case: Case, what: str) -> object:
    return page.locator(f"#v-{case.number} {what}")


def hears_something(page: Page) -> None:
    """A first piece lies on the telephone's disk."""
    ends = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(PIECES):
        assert time.monotonic() < ends
        page.wait_for_timeout(200)


def test_a_recording_needs_a_yes_is_seen_outlives_a_kill_and_ends_with_a_no(
    house: LiveHouse, chromium: Playwright, tmp_path: Path
) -> None:
    world = house.world
    case = lead(world, "arrived")
    log_in = house.session(clock.now(), "technician", world.repair(case.id).technician_id)
    telephone = Telephone(chromium, tmp_path / "profile", house.url)
    page = telephone.start(log_in)
    expect(card(page, case, "[data-sound=start]")).to_have_count(0)  # type: ignore[arg-type]
    expect(page.get_by_text("顾客没有同意录音")).to_be_visible()

    choose_recording(world.holder(case.id), clock.now(), case.number, True)
    page = telephone.open()
    expect(card(page, case, "[data-sound=start]")).to_be_visible()  # type: ignore[arg-type]
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    telephone.cut(True)
    card(page, case, "[data-sound=start]").click()  # type: ignore[attr-defined]
    expect(page.locator("#hearing")).to_contain_text("正在录音")
    expect(card(page, case, "[data-sound=stop]")).to_be_visible()  # type: ignore[arg-type]
    hears_something(page)
    telephone.kill()

    page = telephone.start(log_in, cut=True)
    expect(page.locator("#hearing")).to_be_hidden()
    waiting = page.locator(f"#v-{case.number} .kept-steps [data-state=waiting]")
    expect(waiting).to_have_count(1)
    telephone.cut(False)
    page.locator("#send").click()
    expect(page.locator("#bar output").first).to_contain_text("已全部发送")
    upload = Upload.objects.get(subject_kind="recording")
    assert upload.status == "whole"
    row = take_in(world.operator_id, clock.now(), upload.id)
    assert row is not None and row.began_at <= row.recorded_at
    content = b"".join(pieces_of(StoredFile.objects.get(pk=row.file_id)))
    assert kind_of(content) == MKV and row.media_type == "audio/webm"

    telephone.cut(True)
    card(page, case, "[data-sound=start]").click()  # type: ignore[attr-defined]
    expect(page.locator("#hearing")).to_be_visible()
    card(page, case, ".sound summary").click()  # type: ignore[attr-defined]
    card(page, case, "[data-sound=refuse]").click()  # type: ignore[attr-defined]
    expect(page.locator("#hearing")).to_be_hidden()
    expect(page.locator(f"#v-{case.number} [data-state=dropped]")).to_have_count(1)
    telephone.cut(False)
    page.locator("#send").click()
    expect(page.locator("#bar output").first).to_contain_text("已全部发送")
    assert not is_allowed(case.id, clock.now())
    row.refresh_from_db()
    assert row.ended_because == "withdrawn" and Recording.objects.count() == 1
    telephone.off()
    assert telephone.complaints == []
    assert not audit_operator(world.operator_id).faults
