"""Who is behind a provider's code, and until when that one can be asked for its logs. Pure.

标识办法 art. 9 [S]: where output without a visible label is given by agreement, logs of the
recipients are kept for at least six months. When a file was made nobody knows; it was made at
the latest on the day on which it came in, so six months from then is the last day at all.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast

from bonafix.examine.analysers.aigc_label import codes
from bonafix.examine.analysers.aigc_label.codes import Entity
from bonafix.kit.clock import SHANGHAI, local
from bonafix.kit.errors import Invalid
from bonafix.law.catalogue import catalogue
from bonafix.law.dates import add_months

ASK_PROVIDER: Final = "ask_provider"
OPEN: Final = "open"
ASKED: Final = "asked"
LAPSED: Final = "lapsed"
# So long before the logs may be gone somebody must have asked.
BEFORE: Final = timedelta(days=30)
AGAIN: Final = timedelta(days=7)
HOW: Final = ("post", "counter", "portal", "mail", "other")

COLUMNS: Final = ("uscc", "name", "services", "contact", "mark", "since", "source")
NEEDED: Final = ("uscc", "name", "mark", "since", "source")
LONGEST: Final = {"name": 120, "services": 120, "contact": 200, "source": 300}
MOST_BYTES: Final = 1 << 20
MOST_ROWS: Final = 5_000
MARKS: Final = ("V", "S")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the table, as it was given and checked."""

    uscc: str
    name: str
    services: str
    contact: str
    mark: str
    since: date
    source: str


class TableUnusable(Invalid):
    """The table is taken whole or not at all."""

    code = "providers_unusable"
    text = (
        "Line %(line)d cannot be used: %(what)s. Columns: uscc, name, services, contact, mark"
        " (V or S), since (2026-11-24), source; separated by commas or tabs, in UTF-8."
    )
    field = "document"

    def __init__(self, line: int, name: str) -> None:
        super().__init__(line=line, what=name)


def read_table(content: bytes) -> list[Told]:
    """The lines of a table (CSV or TSV with a head, UTF-8). `TableUnusable` names the first bad."""
    if len(content) > MOST_BYTES:
        raise TableUnusable(1, "size")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise TableUnusable(1, "UTF-8") from error
    dialect = "\t" if lines and "\t" in lines[0] else ","
    rows = csv.DictReader(lines, delimiter=dialect, strict=True)
    told: list[Told] = []
    try:
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise TableUnusable(1, missing[0])
        for row in rows:
            told.append(_line(row, rows.line_num))
            if len(told) > MOST_ROWS:
                raise TableUnusable(rows.line_num, "rows")
    except csv.Error as error:
        raise TableUnusable(rows.line_num, "CSV") from error
    if not told:
        raise TableUnusable(1, "rows")
    return told


def _line(row: Mapping[str, Any], line: int) -> Told:
    given = {name: " ".join(str(row.get(name) or "").split()) for name in COLUMNS}
    return check({**given, "uscc": given["uscc"].upper()}, line)


def check(given: Mapping[str, str], line: int = 1) -> Told:
    """One entry. `TableUnusable` names the first field that cannot be."""
    uscc = given["uscc"]
    if len(uscc) != 18 or codes.check_character(uscc[:17]) != uscc[17]:
        raise TableUnusable(line, "uscc")
    for name in NEEDED:
        if not given[name]:
            raise TableUnusable(line, name)
    for name, most in LONGEST.items():
        if len(given[name]) > most or not given[name].isprintable():
            raise TableUnusable(line, name)
    if given["mark"] not in MARKS:
        raise TableUnusable(line, "mark")
    try:
        since = date.fromisoformat(given["since"])
    except ValueError as error:
        raise TableUnusable(line, "since") from error
    named = {name: given[name] for name in ("name", "services", "contact", "mark", "source")}
    return Told(uscc=uscc, since=since, **named)


def in_force(rows: Iterable[Any], day: date) -> dict[str, Entity]:
    """Credit code → entity on a day, of rows with since, until (exclusive), in order of making."""
    found: dict[str, tuple[date, Entity]] = {}
    for one in rows:
        if one.since > day or (one.until is not None and one.until <= day):
            continue
        entity = Entity(
            one.uscc, one.name, one.mark, one.services or one.name, one.mark,
            one.since.isoformat(), one.source,
        )  # fmt: skip
        if one.uscc not in found or one.since >= found[one.uscc][0]:
            found[one.uscc] = (one.since, entity)
    return {uscc: entity for uscc, (_since, entity) in found.items()}


def logs_until(found_at: datetime) -> date:
    """The last day on which logs about a file that came in at this instant must be there."""
    months = cast(int, catalogue()["provider.logs"].value["months"])
    return add_months(local(found_at).date(), months)


def ask_by(until: date) -> datetime:
    """The instant by which somebody should have asked: thirty days before, at midnight."""
    return datetime.combine(until - BEFORE, time(), SHANGHAI)


def is_over(until: date, now: datetime) -> bool:
    """True when the logs may be gone."""
    return local(now).date() > until


def next_reminder(until: date, now: datetime) -> datetime:
    """When it is said again: in a week, and once more when the last day is over."""
    end = datetime.combine(until + timedelta(days=1), time(), SHANGHAI)
    return min(now + AGAIN, end) if now < end else now + AGAIN


def named(params: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """(code, content number) of a label's finding whose code names a legal entity."""
    values = dict(params)
    for code, number in (("producer", "produce_id"), ("propagator", "propagate_id")):
        if values.get(f"{code}_uscc"):
            return values[code].strip(), values.get(number, "")[:200]
    return None
