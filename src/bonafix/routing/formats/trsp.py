"""Pillac's technician routing and scheduling files: skills, tools, spare parts, one depot.

Everyone starts and ends at home and may visit the depot once to fetch tools and parts; what is
minimised is the working time, the sum of the lengths of all days (Pillac, Guéret and Medaglia
2013, doi:10.1007/s11590-012-0567-4). Times are kept in ten-thousandths.
"""

import re
from dataclasses import dataclass

from bonafix.routing.errors import unreadable
from bonafix.routing.facts import euclidean
from bonafix.routing.formats.words import numbers, whole
from bonafix.routing.model import Job, Problem, Rates, Technician, Window

FINE = 10_000


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    x: float
    y: float
    early: int
    late: int
    service: int
    skills: list[int]
    tools: list[int]
    parts: list[int]


def looks(text: str) -> bool:
    """Has it the heading of crew, skills, tools and parts?"""
    return "CREW COUNT" in text[:2000]


def read(text: str, where: str) -> Problem:
    """The problem of one file: technicians first, then requests."""
    lines = text.splitlines()
    crew, rows = None, []
    for index, line in enumerate(lines, 1):
        words = line.split()
        if not words or not words[0].isdigit():
            continue
        if crew is None:
            crew = whole(words[0], where, index)
        else:
            rows.append(_row(line, where, index))
    if crew is None or len(rows) < crew + 1:
        raise unreadable(where, "technicians or the depot are missing")
    name = next((line.strip() for line in lines if line.strip()), "")
    return Problem(
        jobs=tuple(_job(i, r) for i, r in enumerate(rows) if i > crew),
        technicians=tuple(_technician(i, rows[i]) for i in range(1, crew + 1)),
        travel=euclidean([(r.x, r.y) for r in rows], FINE, rounded=True),
        depot=0,
        rates=Rates(travel=0, working=1, left_out=10**11),
        scale=FINE,
        name=name,
    )


def _row(line: str, where: str, index: int) -> _Row:
    lists = re.findall(r"\[([^\]]*)\]", line)
    words = line.partition("[")[0].split()
    if len(words) != 6 or len(lists) != 3:
        raise unreadable(where, f"line {index}: 6 numbers and 3 lists in brackets are wanted")
    x, y, early, late, service = numbers(words[1:], where, index)
    sets = [[whole(w.strip(), where, index) for w in one.split(",") if w.strip()] for one in lists]
    times = (round(early * FINE), round(late * FINE), round(service * FINE))
    return _Row(whole(words[0], where, index), x, y, *times, *sets)


def _named(kind: str, which: list[int]) -> frozenset[str]:
    return frozenset(f"{kind} {n}" for n in which)


def _stock(parts: list[int]) -> dict[str, int]:
    return {f"part {n}": count for n, count in enumerate(parts) if count}


def _technician(place: int, row: _Row) -> Technician:
    return Technician(
        id=str(row.number),
        start=place,
        end=place,
        shift=Window(row.early, row.late),
        skills=_named("skill", row.skills),
        tools=_named("tool", row.tools),
        stock=_stock(row.parts),
    )


def _job(place: int, row: _Row) -> Job:
    return Job(
        id=str(row.number),
        place=place,
        duration=row.service,
        windows=(Window(row.early, row.late),),
        skills=_named("skill", row.skills),
        tools=_named("tool", row.tools),
        parts=_stock(row.parts),
    )
