"""Finding the head of a stranger's table and which of its columns we know. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bonafix.transfer.rules.cells import Cell, plain
from bonafix.transfer.rules.kinds import Kind
from bonafix.transfer.rules.titles import bare

# Titles of a company and notes may stand above the head.
LOOKED_AT: Final = 20


@dataclass(frozen=True, slots=True)
class Header:
    """`at`: place of the head among the lines; `columns`: place in the line → key.

    `unused` are titles that mean nothing here, `missing` needed columns that are not there,
    `doubled` keys that two columns claim.
    """

    at: int
    columns: dict[int, str]
    unused: tuple[str, ...]
    missing: tuple[str, ...]
    doubled: tuple[str, ...]


def known_titles(kind: Kind) -> dict[str, str]:
    """Every way to write a title → key. A column's own titles beat another's further ones."""
    titles: dict[str, str] = {}
    for column in kind.columns:
        for title in column.also:
            titles.setdefault(bare(title), column.key)
    for column in kind.columns:
        for title in (column.key, column.zh, column.en):
            titles[bare(title)] = column.key
    return titles


def find_header(kind: Kind, lines: Sequence[Sequence[Cell]]) -> Header | None:
    """The line among the first that names most columns; None when none names two (or the one
    that is needed)."""
    titles = known_titles(kind)
    best, most = None, 0
    for place, line in enumerate(lines[:LOOKED_AT]):
        known = {titles[bare(plain(cell))] for cell in line if bare(plain(cell)) in titles}
        if len(known) > most:
            best, most = place, len(known)
    if best is None or most < min(2, sum(column.needed for column in kind.columns)):
        return None
    return _read(kind, titles, best, lines[best])


def _read(kind: Kind, titles: dict[str, str], at: int, line: Sequence[Cell]) -> Header:
    columns: dict[int, str] = {}
    unused: list[str] = []
    doubled: list[str] = []
    for place, cell in enumerate(line):
        title = plain(cell)
        key = titles.get(bare(title)) if title else None
        if key in columns.values() and key is not None:
            doubled.append(key)
        elif key is not None:
            columns[place] = key
        elif title:
            unused.append(title[:40])
    found = set(columns.values())
    missing = tuple(one.key for one in kind.columns if one.needed and one.key not in found)
    return Header(at, columns, tuple(unused), missing, tuple(doubled))


def cells_of(header: Header, line: Sequence[Cell]) -> dict[str, Cell]:
    """The cells of one line by key."""
    return {key: line[place] for place, key in header.columns.items() if place < len(line)}
