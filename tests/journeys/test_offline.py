"""Without signal from the door to the signature, and the browser killed: all arrives, once."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from PIL import Image
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from bonafix.cases.models import Case
from bonafix.kit import clock
from bonafix.ledger.audit import audit_operator
from bonafix.operators.tenancy import act_as
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.repairs.actions.elsewhere import take_back
from bonafix.repairs.models import InstalledPart, Promise, SignOff, VisitFile, VisitStep
from tests.conftest import found
from tests.support.house_live import LiveHouse, live
from tests.support.lives import lead
from tests.support.telephone import PATIENCE, Telephone, draw
from tests.support.world import build

pytestmark = [pytest.mark.browser]
STEPS = ["depart", "arrive", "quote", "approve_there", "repair", "sign_off"]


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Playwright]:
    # Playwright runs a loop in this thread, and is never waited for while we ask the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def house(chromium: Playwright, fresh_database: str) -> Iterator[LiveHouse]:
    """After Playwright: with its loop, Django opens connections of their own."""
    del chromium
    operator = found("lock", "127.0.0.1")
    operator.demonstration = True
    operator.save()
    with act_as(operator.id):
        world = build(operator.id, clock.now(), technicians=2)
        with live(world) as one:
            yield one
    connections.close_all()


@pytest.fixture
def telephone(chromium: Playwright, house: LiveHouse, tmp_path: Path) -> Telephone:
    return Telephone(chromium, tmp_path / "profile", house.url)


def arranged(house: LiveHouse) -> tuple[Case, dict[str, object]]:
    """A case that is arranged, and the log-in of whoever goes."""
    case = lead(house.world, "arranged")
    who = house.world.repair(case.id).technician_id
    return case, house.session(clock.now(), "technician", who)


def tap(page: Page, case: Case, name: str) -> None:
    page.locator(f"#v-{case.number}").get_by_role("button", name=name).click()


def kept(page: Page, case: Case, count: int) -> None:
    """So many lines of this visit say that they wait here."""
    waiting = page.locator(f"#v-{case.number} .kept-steps [data-state=waiting]")
    expect(waiting).to_have_count(count)


def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.jpg"
    out = io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(out, "JPEG")
    file.write_bytes(out.getvalue())
    return file


def everything_sent(page: Page) -> None:
    expect(page.locator("#bar output").first).to_contain_text("已全部发送")


def test_a_visit_without_signal_survives_two_kills_and_arrives_once_in_order(
    house: LiveHouse, telephone: Telephone, tmp_path: Path
) -> None:
    world = house.world
    case, log_in = arranged(house)
    page = telephone.start(log_in)
    expect(page.locator(f"#v-{case.number}")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tap(page, case, "现在出发")
    expect(page.locator(".kept-steps [data-state=sent]")).to_have_count(1)
    telephone.cut(True)
    began = clock.now()
    page.locator(f"#code-{case.number}").fill(world.door_code(case.id))
    tap(page, case, "我到门口了")
    kept(page, case, 1)
    telephone.kill()

    page = telephone.start(log_in, cut=True)
    kept(page, case, 1)
    page.locator(f"#before-{case.number}").set_input_files(photo(tmp_path))
    kept(page, case, 2)
    for code in ("visit", "cylinder"):
        page.locator(f"#v-{case.number} [data-step=quote] [name='quantity:{code}']").fill("1")
    tap(page, case, "把报价发给顾客")
    draw(page, f"#sign-{case.number}")
    tap(page, case, "顾客同意，开始维修")
    kept(page, case, 5)
    telephone.kill()

    page = telephone.start(log_in, cut=True)
    kept(page, case, 5)
    page.locator(f"#after-{case.number}").set_input_files(photo(tmp_path))
    kept(page, case, 6)
    page.locator("[name='serial:cylinder']").fill("ZX-100/7")
    tap(page, case, "已经修好")
    draw(page, f"#signed-{case.number}")
    tap(page, case, "验收完成，结束上门")
    kept(page, case, 9)
    assert VisitStep.objects.filter(case_id=case.id).count() == 1, "nothing has left it yet"

    ended = clock.now()
    telephone.cut(False)
    everything_sent(page)
    steps = list(VisitStep.objects.filter(case_id=case.id).order_by("id"))
    assert [one.verb for one in steps] == STEPS
    for one in steps[1:]:
        assert one.sent_at is not None
        assert began <= one.done_at <= ended <= one.recorded_at
    assert [one.done_at for one in steps] == sorted(one.done_at for one in steps)
    repair = world.repair(case.id)
    assert repair.status == "signed_off"
    assert repair.arrived_at is not None and repair.arrived_at < ended
    kinds = VisitFile.objects.filter(case_id=case.id).values_list("kind", flat=True)
    assert sorted(kinds) == ["after", "before", "signature", "signature"]
    assert InstalledPart.objects.get(case_id=case.id).serial == "ZX-100/7"
    assert SignOff.objects.get(case_id=case.id).method == "signature"
    assert Promise.objects.get(case_id=case.id).measured_by == "device"
    assert audit_operator(world.operator_id).faults == []
    # The visit is over: nothing of it lies on the telephone any more.
    expect(page.locator(f"#v-{case.number}")).to_have_count(0)
    assert page.evaluate(COUNT, "visits") == 0
    assert telephone.complaints == []
    telephone.off()


COUNT = """name => new Promise(done => {
  const opening = indexedDB.open("bonafix-field");
  opening.onsuccess = () => {
    const base = opening.result;
    const asked = base.transaction(name).objectStore(name).count();
    asked.onsuccess = () => { base.close(); done(asked.result); };
  };
})"""
ALL = """() => new Promise(done => {
  const opening = indexedDB.open("bonafix-field");
  opening.onsuccess = async () => {
    const base = opening.result, found = [];
    const plain = value => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
      ? [...new Uint8Array(value.buffer ?? value)].map(one => String.fromCharCode(one)).join("")
      : value instanceof CryptoKey ? `key extractable:${value.extractable}`
      : value && typeof value === "object" ? Object.values(value).map(plain).join("|")
      : String(value);
    for (const name of base.objectStoreNames) {
      const rows = await new Promise(got => {
        base.transaction(name).objectStore(name).getAll().onsuccess = e => got(e.target.result);
      });
      found.push(...rows.map(plain));
    }
    base.close();
    done(found.join("\\n"));
  };
})"""


def test_late_steps_after_a_take_back_say_that_the_desk_decides_and_logging_out_clears_all(
    house: LiveHouse, telephone: Telephone
) -> None:
    world = house.world
    case, log_in = arranged(house)
    code = world.door_code(case.id)
    page = telephone.start(log_in)
    expect(page.locator(f"#v-{case.number}")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    telephone.cut(True)
    tap(page, case, "现在出发")
    kept(page, case, 1)
    wrong = next(one for one in map("{:04d}".format, range(100)) if not fits(page, one))
    page.locator(f"#code-{case.number}").fill(wrong)
    tap(page, case, "我到门口了")
    expect(page.locator("#note")).to_contain_text("还可以试 4 次")
    page.locator(f"#code-{case.number}").fill(code)
    tap(page, case, "我到门口了")
    kept(page, case, 2)
    # What lies there is sealed: neither the address nor the code can be read.
    lies = page.evaluate(ALL)
    assert "extractable:false" in lies
    for secret in ("正大街", "钥匙转不动", '"code"'):
        assert secret not in lies
        assert secret.encode().decode("latin-1") not in lies
    page.locator("#leave button").click()
    expect(page.locator("#note")).to_contain_text("还有步骤没有发送")

    take_back(world.staff("dispatcher"), clock.now(), case.number, "silent")
    arrange_visit(world.system, clock.now(), case.id)
    telephone.cut(False)
    expect(page.locator(".kept-steps [data-state=conflict]")).to_have_count(2)
    expect(page.locator(".kept-steps").first).to_contain_text("由调度决定")
    assert world.repair(case.id).status == "arranged"
    outcomes = VisitStep.objects.filter(case_id=case.id).values_list("outcome", flat=True)
    assert set(outcomes) == {"conflict"}
    # From any page of the staff: what lies on the telephone goes first.
    page.goto(f"{telephone.url}/staff/day/")
    page.locator("form[action$='/logout/'] button").click()
    page.wait_for_url(lambda url: "/staff/" not in url)
    names = page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")
    assert "bonafix-field" not in names
    assert page.evaluate("caches.keys()") == []
    assert telephone.complaints == []
    telephone.off()


def fits(page: Page, code: str) -> bool:
    return bool(
        page.evaluate(
            """async code => {
              const store = await import("/static/bonafix/field/store.js");
              const { fits } = await import("/static/bonafix/field/rules.js");
              return fits((await store.visits())[0].door, code);
            }""",
            code,
        )
    )
