"""Faults in the words of the active language, and the table of rows that did not come in."""

from collections.abc import Iterator

from django.utils.translation import gettext

from bonafix.transfer.reports import Report, WrongRow
from bonafix.transfer.rules.faults import Fault
from bonafix.transfer.rules.kinds import Kind
from bonafix.transfer.writing import title_of


def sentence(fault: Fault) -> str:
    """What is wrong, in one sentence."""
    text = gettext(fault.text)
    return text % fault.numbers if fault.numbers else text


def column_title(kind: Kind, key: str) -> str:
    """The title of a fault's column; "" for the row as a whole."""
    return next((title_of(one) for one in kind.columns if one.key == key), "")


def reason(kind: Kind, row: WrongRow) -> str:
    """All that is wrong with a row, for the column beside it."""
    parts = []
    for fault in row.faults:
        title = column_title(kind, fault.field)
        parts.append(f"{title}: {sentence(fault)}" if title else sentence(fault))
    return " ".join(parts)


def rejected(kind: Kind, report: Report) -> tuple[list[str], Iterator[list[str]]]:
    """Head and lines: the rows as they were, each with its number and its reason.

    The file can be put right and brought in again: the two columns added here mean nothing.
    """
    head = [column_title(kind, key) for key in report.columns]
    lines = ([*row.cells, str(row.row), reason(kind, row)] for row in report.wrong)
    return [*head, gettext("Row in the file"), gettext("Why it did not come in")], lines
