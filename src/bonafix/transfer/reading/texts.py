"""CSV and its relatives: which encoding, which delimiter, which lines."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from bonafix.transfer.reading.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS, TableRefused

MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DELIMITERS: Final = (",", "\t", ";", "|", "，")
SNIFFED: Final = 30
Lines = Iterator[tuple[int, list[str]]]


def decode(content: bytes) -> str:
    """The text; UTF-8 with and without its mark, UTF-16 with one, GB18030. Else refused."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strict(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(content, "gb18030")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableRefused("encoding") from error


def lines_of(content: bytes, known: Callable[[str], bool]) -> Lines:
    """(line number, cells) of every line with something in it. `known` says which titles are."""
    text = decode(content)
    if "\x00" in text:
        # Neither a table nor text, whatever its bytes happen to decode to.
        raise TableRefused("damaged")
    csv.field_size_limit(len(text) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text, known))
    rows = 0
    try:
        for line in reader:
            if not any(cell.strip() for cell in line):
                continue
            rows += 1
            if len(line) > MAX_COLUMNS and any(cell.strip() for cell in line[MAX_COLUMNS:]):
                raise TableRefused("too_many_columns")
            # Twenty lines may stand above the head.
            if rows > MAX_ROWS + 20:
                raise TableRefused("too_many_rows")
            yield reader.line_num, [cell[: MAX_CELL + 1] for cell in line[:MAX_COLUMNS]]
    except csv.Error as error:
        raise TableRefused("damaged") from error


def delimiter_of(text: str, known: Callable[[str], bool]) -> str:
    """The delimiter under which a line names most known titles; else the most regular one."""
    return max(DELIMITERS, key=lambda one: (*_score(text, one, known), -DELIMITERS.index(one)))


def _score(text: str, delimiter: str, known: Callable[[str], bool]) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
    lines = []
    try:
        for line in reader:
            lines.append(line)
            if len(lines) >= SNIFFED:
                break
    except csv.Error:
        return (0, 0)
    titles = max((sum(known(cell) for cell in line) for line in lines), default=0)
    widths = Counter(len(line) for line in lines if len(line) > 1)
    return titles, max(widths.values(), default=0)
