"""Writing tables that a spreadsheet opens and does not run: CSV and .xlsx, templates among them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import get_language, gettext

from bonafix.transfer.rules.guard import guarded
from bonafix.transfer.rules.kinds import Column, Kind

CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: Final = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
Lines = Iterable[Sequence[str]]
TEXT: Final = "@"


def title_of(column: Column) -> str:
    """A column's title in the active language; both are read back."""
    return column.en if (get_language() or "").startswith("en") else column.zh


def as_csv(head: Sequence[str], lines: Lines) -> bytes:
    """UTF-8 with its mark, so that Excel reads Chinese; no cell is taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in (head, *lines):
        writer.writerow([guarded(cell) for cell in line])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(head: Sequence[str], lines: Lines, notes: Lines = ()) -> bytes:
    """One sheet of text cells, which keep their zeros and digits, and a second with notes."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(gettext("Data"))
    for place in range(len(head)):
        dimension = sheet.column_dimensions[chr(ord("A") + place)]
        dimension.width, dimension.number_format = 20, TEXT
    for line in (head, *lines):
        sheet.append([_text(sheet, cell) for cell in line])
    written = list(notes)
    if written:
        second = book.create_sheet(gettext("Notes"))
        for letter, width in zip("ABCD", (18, 12, 70, 34), strict=True):
            second.column_dimensions[letter].width = width
        for line in written:
            second.append([_text(second, cell) for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", guarded(text))[:32_000])
    # Whatever it begins with: text, never a formula.
    cell.data_type, cell.number_format = "s", TEXT
    return cell


def table(head: Sequence[str], lines: Lines, form: str) -> bytes:
    """As csv or xlsx."""
    return as_csv(head, lines) if form == "csv" else as_xlsx(head, lines)


def template(kind: Kind, form: str) -> bytes:
    """An empty table with its head; the workbook explains every column beside it."""
    head = [title_of(column) for column in kind.columns]
    if form == "csv":
        return as_csv(head, ())
    first = [gettext("Column"), gettext("Needed"), gettext("What goes in"), gettext("Example")]
    notes = [
        [
            title_of(column),
            gettext("yes") if column.needed else gettext("no"),
            gettext(column.hint) if column.hint else "",
            column.example,
        ]
        for column in kind.columns
    ]
    return as_xlsx(head, (), [first, *notes])
