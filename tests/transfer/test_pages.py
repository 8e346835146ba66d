"""The pages of import and export: what they show, to whom, and how they look."""

from collections.abc import Iterator
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from bonafix.kit.clock import now
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.repairs.actions.arrange import arrange_visit
from bonafix.transfer import actions, console
from bonafix.transfer.models import Export, Import
from bonafix.transfer.rules.tables import KINDS
from tests.conftest import found
from tests.support.world import World, build
from tests.transfer.bringing import of
from tests.web.test_staff_pages import House, opened, text

ROLES = ("agent", "dispatcher", "outlet_dispatcher", "technician", "auditor")
ROWS = [
    ["李小明", "13812345678", "永和县某街1号"],
    ["王芳", "1.38E+10", ""],
    ["", "13912345678", "x" * 301],
]


@pytest.fixture
def house(operator: Operator) -> House:
    operator.demonstration = True
    operator.save()
    world = build(operator.id, now())
    taken = world.report(1, now=now())
    arrange_visit(world.system, now(), taken.case.id)
    return House(world, taken.case, taken.case)


def send(client: Client, kind: str, content: bytes) -> Import:
    file = SimpleUploadedFile("客户.csv", content)
    answer = client.post("/staff/imports/take/", {"kind": kind, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    row = Import.objects.order_by("-id")[0]
    assert answer["Location"] == f"/staff/imports/{row.id}/"
    return row


def worked(row: Import) -> Import:
    """What a worker would do."""
    if row.status == "uploaded":
        return actions.check_file(row.operator_id, now(), row.id)
    while row.status == "applying":
        row = actions.apply_some(row.operator_id, now(), row.id)
    return row


def test_a_file_is_looked_at_approved_and_its_wrong_rows_are_handed_back(house: House) -> None:
    client = house.client("manager")
    row = send(client, "customers", of("customers", ROWS))
    page = f"/staff/imports/{row.id}/"
    assert "正在读取文件" in text(client.get(page))
    worked(row)
    assert client.get(f"{page}progress/")["HX-Refresh"] == "true"
    shown = text(client.get(page))
    assert "导入 1 行" in shown and "末几位已丢失" in shown and "没有填写" in shown
    # What stood in the cells is not shown back; whoever needs it downloads it.
    assert "13912345678" not in shown and "1.38E+10" not in shown
    assert client.post(f"{page}approve/").status_code == 302
    row = Import.objects.get(pk=row.id)
    assert "0 / 3" in text(client.get(page))
    worked(row)
    shown = text(client.get(page))
    assert "导入结果" in shown
    answer = client.get(f"{page}rejected.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    lines = [[cell.value or "" for cell in line] for line in sheet.iter_rows()]
    assert lines[0] == ["姓名", "手机号", "地址", "文件行号", "未导入的原因"]
    assert [line[3] for line in lines[1:]] == ["3", "4"]
    assert lines[1][:2] == ["王芳", "1.38E+10"] and "手机号: " in lines[1][4]
    # Put right, it comes in; its added columns mean nothing.
    lines[1][1], lines[2][0], lines[2][2] = "13800001111", "赵", ""
    again = worked(send(client, "customers", of("customers", [line[:3] for line in lines[1:]])))
    assert again.expected == {"new": 2}
    assert client.get(f"{page}rejected.pdf").status_code == 404


def test_every_sentence_is_there_in_english_as_well(house: House) -> None:
    client = house.client("manager", language="en")
    row = worked(send(client, "customers", of("customers", ROWS)))
    shown = text(client.get(f"/staff/imports/{row.id}/"))
    assert "Bring 1 row in" in shown and "its last digits are lost" in shown


def test_what_cannot_be_read_says_why_and_leads_on(house: House) -> None:
    client = house.client("admin")
    answer = client.post("/staff/imports/take/", {"kind": "customers"})
    assert "这个文件里没有内容" in text(answer, 422)
    answer = client.post(
        "/staff/imports/take/", {"kind": "x", "file": SimpleUploadedFile("a", b"a")}
    )
    assert "请选择文件里是什么" in text(answer, 422)
    row = worked(send(client, "customers", "姓名,地址\n甲,乙\n".encode()))
    shown = text(client.get(f"/staff/imports/{row.id}/"))
    assert "缺少必填的列" in shown and "手机号" in shown
    assert "读不了" in text(client.get("/staff/imports/"))


def test_an_upload_that_is_too_long_is_cut_off(house: House) -> None:
    client = house.client("manager")
    big = SimpleUploadedFile("a.csv", b"x" * (22 * 1024 * 1024))
    answer = client.post("/staff/imports/take/", {"kind": "customers", "file": big})
    assert "文件超过 20 MB" in text(answer, 422)
    assert not Import.objects.exists()


def test_a_file_can_be_let_go_and_a_late_yes_is_refused(house: House) -> None:
    client = house.client("manager")
    row = worked(send(client, "customers", of("customers", ROWS)))
    assert client.post(f"/staff/imports/{row.id}/let-go/").status_code == 302
    assert client.post(f"/staff/imports/{row.id}/approve/").status_code == 409
    assert "文件已销毁" in text(client.get(f"/staff/imports/{row.id}/"))


@pytest.mark.parametrize("kind", KINDS)
def test_templates_are_handed_out(house: House, kind: str) -> None:
    client = house.client("manager")
    for form in ("csv", "xlsx"):
        answer = client.get(f"/staff/imports/blank/{kind}.{form}")
        assert answer.status_code == 200
        assert f"bonafix-{kind}.{form}" in answer["Content-Disposition"]
    assert client.get(f"/staff/imports/blank/{kind}.exe").status_code == 404


def test_the_whole_data_set_and_a_persons_own_are_handed_out(house: House) -> None:
    client = house.client("manager")
    assert client.post("/staff/exports/ask/", {"purpose": "copy"}).status_code == 302
    row = Export.objects.get()
    assert client.get(f"/staff/exports/{row.id}/").status_code == 409
    actions.build_export(row.operator_id, now(), row.id)
    assert client.get(f"/staff/exports/{row.id}/").content[:2] == b"PK"
    shown = text(client.get(f"/staff/exports/?q={house.arranged.number}"))
    assert "139****0001" in shown and "13900000001" not in shown
    party = house.world.repair(house.arranged.id).customer_id
    answer = client.post("/staff/exports/party/", {"party": str(party)})
    assert answer.content[:2] == b"PK"
    assert client.post("/staff/exports/party/", {"party": str(uuid4())}).status_code == 404
    assert "没有找到这个人" in text(client.get("/staff/exports/?q=13911112222"))


def pages(row: Import, export: Export) -> Iterator[tuple[str, str]]:
    for path in ("imports/", "exports/", f"imports/{row.id}/", f"imports/{row.id}/progress/"):
        yield "GET", f"/staff/{path}"
    yield "GET", f"/staff/imports/{row.id}/rejected.csv"
    yield "GET", "/staff/imports/blank/customers.csv"
    yield "GET", f"/staff/exports/{export.id}/"
    for path in ("imports/take/", f"imports/{row.id}/approve/", f"imports/{row.id}/let-go/"):
        yield "POST", f"/staff/{path}"
    yield "POST", "/staff/exports/ask/"
    yield "POST", "/staff/exports/party/"


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_opens_these_pages(house: House, role: str) -> None:
    boss = house.client("manager")
    row = worked(send(boss, "customers", of("customers", ROWS)))
    boss.post("/staff/exports/ask/", {"purpose": "copy"})
    client = house.client(role)
    for method, path in pages(row, Export.objects.get()):
        answer = client.get(path) if method == "GET" else client.post(path)
        assert answer.status_code == 403, path
    assert Import.objects.get(pk=row.id).status == "checked"


def test_another_operators_imports_and_exports_are_not_there(house: House) -> None:
    other = found("other", "other.test")
    with act_as(other.id):
        theirs = build(other.id, now())
        row = actions.upload(theirs.staff("admin"), now(), "customers", of("customers", ROWS))
        export = actions.ask_export(theirs.staff("admin"), now(), "copy")
    client = house.client("manager")
    for method, path in pages(row, export):
        if str(row.id) in path or str(export.id) in path:
            answer = client.get(path) if method == "GET" else client.post(path)
            assert answer.status_code == 404, path
    assert str(row.id) not in text(client.get("/staff/imports/"))


def test_five_hundred_wrong_rows_cost_no_more_queries_than_five(house: House) -> None:
    client, numbers = house.client("manager"), []
    for size in (5, 500):
        content = of("customers", [["甲", str(n), ""] for n in range(size)])
        row = worked(send(client, "customers", content))
        with connection.execute_wrapper(lambda run, *a: (numbers[-1].append(1), run(*a))[1]):
            numbers.append([])
            text(client.get(f"/staff/imports/{row.id}/"))
    assert len(numbers[0]) == len(numbers[1])


def designed(world: World, client: Client, state: str) -> str:
    """The address of a page in a state."""
    if state in ("imports", "exports"):
        return f"/staff/{state}/"
    if state == "exports_full":
        client.post("/staff/exports/ask/", {"purpose": "copy"})
        console.export(world.operator_id, now(), "all", None)
        return "/staff/exports/"
    content = b"x,y\n" if state == "unreadable" else of("customers", ROWS * 3)
    row = send(client, "customers", content)
    if state != "uploaded":
        row = worked(row)
    if state in ("applying", "applied"):
        row = actions.ask_apply(console.console(world.operator_id), now(), row.id)
    if state == "applied":
        row = worked(row)
    return f"/staff/imports/{row.id}/"


STATES = (
    *("imports", "exports", "exports_full", "uploaded"),
    *("unreadable", "checked", "applying", "applied"),
)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("width", "language", "theme"), [(360, "zh-hans", "light"), (1280, "en", "dark")]
)
def test_axe_finds_nothing_and_nothing_is_cut(
    house: House, state: str, width: int, language: str, theme: str
) -> None:
    client = house.client("manager", language=language)
    path = designed(house.world, client, state)
    with opened(client, path, width, theme) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).violations_count == 0
        import os

        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{state}-{width}.png", full_page=True)
