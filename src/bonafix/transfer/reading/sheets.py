"""Excel workbooks (.xlsx): values only, nothing is computed, nothing is fetched."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from bonafix.transfer.reading.limits import (
    MAX_BLANK,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ENTRIES,
    MAX_ROWS,
    MAX_UNPACKED,
    TableRefused,
)

# [text] or [kind, text]; see transfer.rules.cells.Cell.
Told = str | list[str]
Lines = Iterator[tuple[int, list[Told]]]
ZEROS: Final = re.compile(r"0{2,40}")
LOOKED_AT: Final = 20


def lines_of(content: bytes, known: Callable[[str], bool]) -> Lines:
    """(row number, cells) of the sheet whose first lines name most known titles."""
    check_archive(content)
    import openpyxl

    with warnings.catch_warnings():
        # Styles and validations that openpyxl does not know are none of our business.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
        if not sheets:
            raise TableRefused("empty")
        for sheet in sheets:
            # What a file says of its own size may be wrong, or a million empty rows.
            sheet.reset_dimensions()
        best = (
            max(sheets, key=lambda sheet: _titles(sheet, known)) if len(sheets) > 1 else sheets[0]
        )
        yield from _lines(best)


def check_archive(content: bytes) -> None:
    """Refuse what is no ordinary workbook before anything of it is unpacked for good."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED:
                raise TableRefused("swollen")
            if any(one.flag_bits & 1 for one in entries):
                raise TableRefused("old_excel")
            if "[Content_Types].xml" not in archive.namelist():
                raise TableRefused("damaged")
            for one in entries:
                if one.filename.lower().endswith((".xml", ".rels")):
                    _no_entities(archive, one)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise TableRefused("damaged") from error


def _no_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Workbooks declare no document type; one that does wants a parser to expand something."""
    with archive.open(entry) as stream:
        start = stream.read(4096).replace(b"\x00", b"").lower()
    if b"<!doctype" in start or b"<!entity" in start:
        raise TableRefused("swollen")


def _titles(sheet: Any, known: Callable[[str], bool]) -> int:
    most = 0
    for place, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)):
        if place >= LOOKED_AT:
            break
        most = max(most, sum(isinstance(value, str) and known(value) for value in row))
    return most


def _lines(sheet: Any) -> Lines:
    rows = blank = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [told(cell) for cell in row[:MAX_COLUMNS]]
        if not any(_text(cell).strip() for cell in cells):
            blank += 1
            if blank > MAX_BLANK:
                return
            continue
        rows, blank = rows + 1, 0
        if any(cell.value is not None for cell in row[MAX_COLUMNS:]):
            raise TableRefused("too_many_columns")
        if rows > MAX_ROWS + LOOKED_AT:
            raise TableRefused("too_many_rows")
        yield number, cells


def _text(cell: Told) -> str:
    return cell if isinstance(cell, str) else cell[1]


def told(cell: Any) -> Told:
    """What a cell shows: text as it is, numbers with every digit, dates as ISO 8601."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value[: MAX_CELL + 1]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date | time):
        return ["date", _iso(value)]
    if isinstance(value, timedelta):
        return ["date", str(value)]
    return ["number", _digits(value, str(cell.number_format or ""))]


def _iso(value: datetime | date | time) -> str:
    if isinstance(value, datetime):
        # Excel's fractions of a day are never exact to the second.
        rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return rounded.isoformat(sep=" ")
    return value.isoformat()


def _digits(value: float, number_format: str) -> str:
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(repr(value)), "f")
    whole = str(int(value))
    # 00000 as a format is how Excel shows leading zeros that its number has not.
    return whole.zfill(len(number_format)) if ZEROS.fullmatch(number_format) else whole
