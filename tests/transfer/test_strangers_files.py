"""Strangers' files: whatever they are, they are read within limits or refused in one sentence."""

import io
import re
import subprocess
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bonafix.transfer.errors import WHY
from bonafix.transfer.reading import limits, outside, sheets, texts
from bonafix.transfer.reading.limits import TableRefused
from bonafix.transfer.reading.tables import read_table
from bonafix.transfer.rules.kinds import check_row
from bonafix.transfer.rules.tables import KINDS
from bonafix.transfer.writing import template

TODAY = date(2026, 11, 24)
CUSTOMERS = KINDS["customers"]
LINES = "姓名,手机号,地址\n李小明,13812345678,金华\n"


def book(*rows: list[object], formats: dict[str, str] | None = None) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows(content: bytes, kind: str = "customers") -> list[dict[str, object]]:
    table = read_table(content, KINDS[kind])
    return [dict(check_row(table.kind, cells, TODAY).row) for _, cells in table.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_encoding_and_delimiter_is_read(encoding: str, delimiter: str) -> None:
    content = LINES.replace(",", delimiter).encode(encoding)
    assert rows(content) == [{"name": "李小明", "phone": "+8613812345678", "address": "金华"}]


def test_quotes_line_breaks_titles_above_and_columns_in_any_order_are_read() -> None:
    content = (
        '某公司客户表,,\n\n地址（选填）,备用,手机号*,姓名:\n"金华,\n婺城",x,138 1234 5678,李\n'
    )
    (row,) = rows(content.encode())
    assert (row["name"], row["address"]) == ("李", "金华,\n婺城")


def test_english_titles_and_keys_are_read_as_well() -> None:
    assert len(rows(b"Name,Phone\nLi,13812345678\n")) == 1
    assert len(rows(b"name,PHONE,address\nLi,13812345678,\n")) == 1


def test_excel_numbers_keep_every_digit_and_zero() -> None:
    content = book(
        ["产品型号", "序列号", "订单号", "销售日期", "安装日期"],
        ["T-1", 123, 202600012345678, datetime(2026, 1, 31), 46054],  # noqa: DTZ001 - a day of Excel
        ["T-1", "00012", None, "2026年1月31日", "20260201"],
        formats={"B2": "00000000"},
    )
    first, second = rows(content, "units")
    assert (first["serial"], first["order_ref"]) == ("00000123", "202600012345678")
    assert first["sold_on"] == second["sold_on"] == date(2026, 1, 31)
    assert first["installed_on"] == second["installed_on"] == date(2026, 2, 1)
    assert second["serial"] == "00012"


def test_phones_as_excel_numbers_are_phones_also_without_their_leading_zero() -> None:
    content = book(
        ["姓名", "手机号"], ["甲", 13812345678], ["乙", 87163110000], ["丙", 1.3812345678e10]
    )
    assert [row["phone"] for row in rows(content)] == [
        "+8613812345678",
        "+8687163110000",
        "+8613812345678",
    ]


def test_an_excel_number_beyond_fifteen_digits_is_said_to_be_shortened() -> None:
    table = read_table(book(["产品型号", "序列号"], ["T-1", 1234567890123456789]), KINDS["units"])
    ((_, cells),) = table.rows()
    assert [one.code for one in check_row(table.kind, cells, TODAY).faults] == ["number_shortened"]


def test_formulas_are_never_computed_and_text_that_looks_like_one_is_text() -> None:
    content = book(["姓名", "手机号"], ['=HYPERLINK("http://x","甲")', "13812345678"])
    table = read_table(content, CUSTOMERS)
    ((_, cells),) = table.rows()
    assert [one.field for one in check_row(table.kind, cells, TODAY).faults] == ["name"]
    (row,) = rows(b'\xef\xbb\xbfname,phone\n=1+1,"=""13812345678"""\n')
    assert (row["name"], row["phone"]) == ("=1+1", "+8613812345678")


def test_the_sheet_that_names_the_columns_is_taken_and_hidden_ones_are_not() -> None:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.append(["说明"])
    hidden, data = made.create_sheet("旧"), made.create_sheet("客户")
    for sheet, name in ((hidden, "旧"), (data, "新")):
        sheet.append(["姓名", "手机号", "地址"])
        sheet.append([name, "13812345678", ""])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    assert [row["name"] for row in rows(out.getvalue())] == ["新"]


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def altered(change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    source = zipfile.ZipFile(io.BytesIO(book(["姓名", "手机号"], ["甲", "13812345678"])))
    entries = {one: source.read(one) for one in source.namelist()}
    return zipped({**entries, part: change(entries[part])})


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
HOSTILE = {
    "empty": (b" \n ", "empty"),
    "only blank lines": (b",,\n,,\n", "empty"),
    "old excel": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old_excel"),
    "cut off": (book(["姓名", "手机号"])[:900], "damaged"),
    "a zip of something else": (zipped({"readme.txt": b"x"}), "damaged"),
    "a bomb": (
        zipped({"[Content_Types].xml": b"", "a": b"0" * (limits.MAX_UNPACKED + 1)}),
        "swollen",
    ),
    "many entries": (zipped({str(n): b"" for n in range(limits.MAX_ENTRIES + 1)}), "swollen"),
    "entities": (altered(lambda xml: LAUGHS + xml[xml.index(b"<worksheet") :]), "swollen"),
    "broken xml": (altered(lambda xml: xml[: len(xml) // 2]), "damaged"),
    "no encoding": (b"\xff\xff\x80\x81name,phone\n", "encoding"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "encoding"),
    "zero bytes": (b"name,phone\n\x00,\x00\n", "damaged"),
    "no header": ("甲,乙\n1,2\n".encode(), "no_header"),
    "too wide": ((",".join(["x"] * 101) + "\n").encode(), "too_many_columns"),
    "a column missing": ("姓名,地址\n甲,乙\n".encode(), "columns_missing"),
    "a column twice": ("姓名,手机号,电话\n甲,1,2\n".encode(), "columns_doubled"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_table_is_refused_in_one_sentence(name: str) -> None:
    content, why = HOSTILE[name]
    with pytest.raises(TableRefused) as refused:
        read_table(content, CUSTOMERS)
    assert refused.value.why == why
    assert why in WHY


def test_more_rows_than_are_taken_are_refused() -> None:
    line = b"a,13812345678\n"
    with pytest.raises(TableRefused) as refused:
        read_table(b"name,phone\n" + line * (limits.MAX_ROWS + 1), CUSTOMERS)
    assert refused.value.why == "too_many_rows"


def test_a_file_beyond_the_limit_is_not_even_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "MAX_BYTES", 10)
    with pytest.raises(TableRefused) as refused:
        read_table(LINES.encode(), CUSTOMERS)
    assert refused.value.why == "too_big"


@pytest.mark.parametrize("feed", [outside._feed, lambda pipe, content: pipe.write(content)])
def test_a_child_that_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, feed: Callable[[Any, bytes], object]
) -> None:
    """Also one that ends while something is still to be sent to it."""
    monkeypatch.setattr(outside, "WALL_SECONDS", 0.0)
    monkeypatch.setattr(outside, "_feed", feed)
    with pytest.raises(TableRefused) as refused:
        read_table(LINES.encode(), CUSTOMERS)
    assert refused.value.why == "damaged"


def test_the_child_has_no_memory_to_spare_and_no_secret_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Looked at from outside, while it waits for the file that is still being sent."""
    seen: dict[str, str] = {}
    feed = outside._feed

    def looking(pipe: object, content: bytes) -> None:
        (child,) = born
        limits_of = Path(f"/proc/{child.pid}/limits")
        for _try in range(600):
            seen["limits"] = limits_of.read_text()
            if str(limits.MEMORY) in seen["limits"]:
                break
            time.sleep(0.1)
        seen["environment"] = Path(f"/proc/{child.pid}/environ").read_text()
        feed(pipe, content)  # type: ignore[arg-type]

    born: list[Any] = []
    real = subprocess.Popen

    def bear(*given: Any, **more: Any) -> Any:
        born.append(real(*given, **more))
        return born[-1]

    monkeypatch.setattr(outside.subprocess, "Popen", bear)
    monkeypatch.setattr(outside, "_feed", looking)
    assert len(rows(LINES.encode())) == 1
    assert re.search(rf"Max address space +{limits.MEMORY}", seen["limits"])
    assert re.search(rf"Max cpu time +{limits.CPU_SECONDS}", seen["limits"])
    assert re.search(r"Max file size +0", seen["limits"])
    assert "BONAFIX" not in seen["environment"] and "DATABASE" not in seen["environment"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_is_read_back_with_every_column(kind: str, form: str) -> None:
    table = read_table(template(KINDS[kind], form), KINDS[kind])
    assert list(table.header.columns.values()) == [c.key for c in KINDS[kind].columns]
    assert table.header.unused == ()
    assert table.lines == []


def test_the_parsers_themselves_refuse_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the child's limits: nothing is unpacked before the archive was looked at."""
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 10)
    with pytest.raises(TableRefused):
        sheets.check_archive(book(["a"]))
    with pytest.raises(TableRefused):
        texts.decode(b"\xff\xff\x80")
