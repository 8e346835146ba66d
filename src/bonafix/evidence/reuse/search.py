"""Searching for a picture that was given before: codes, candidates, then pixel by pixel."""

import atexit
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

import numpy as np
from django.db.models import Q

from bonafix.evidence.reuse.index import (
    Given,
    note_searched,
    one_at_a_time,
    put,
    search,
    searched,
)
from bonafix.evidence.reuse.models import PictureCode, PictureMatch
from bonafix.examine.model import Finding, Options, Picture
from bonafix.examine.reading.limits import Limits
from bonafix.examine.reading.reader import Reader
from bonafix.examine.reuse.child import CODER, CODES, VERIFIED, VERIFIER
from bonafix.examine.reuse.codes import Code
from bonafix.examine.reuse.find import CANDIDATES, FARTHEST
from bonafix.files.actions import read
from bonafix.files.errors import FileDamaged, FileGone
from bonafix.files.models import StoredFile
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor

# References that one child holds at once: its memory and time are limited.
TOGETHER = 4
# Before anything is recorded of a match, whoever has the case may stop it (see `find_again`).
Found = Callable[[Act, list[PictureMatch]], None]


@dataclass(frozen=True, slots=True)
class Again:
    """A stored picture that the given one shows again."""

    row: PictureCode
    way: str  # same_file, digital, photographed


def find_again(system: Actor, now: datetime, given: Given, found: Found) -> list[PictureMatch]:
    """Search for the picture among those of other cases, record what is found, keep its code.

    `found` is called with the matches inside the recording action; a match is recorded once,
    whoever of the two pictures came to it first. Idempotent. Slow: a second for a candidate.
    """
    if searched(given):
        return []
    content = _content(system, now, given.file_id)
    if content is None:
        return []
    reader, picture = _reader(), Picture(str(given.file_id), content)
    own = codes_of(reader, picture)
    # Its code first: of two that come at the same time, at least one finds the other.
    with begin(system, now) as act:
        put(act, given, own[0] if own else None)
    seen = list(_again(system, now, reader, given, picture, own))
    return _keep(system, now, given, seen, found)


@cache
def _reader() -> Reader:
    """One child for each process, started with the first picture."""
    reader = Reader([CODER, VERIFIER], Limits())
    atexit.register(reader.close)
    return reader


def codes_of(reader: Reader, picture: Picture) -> list[Code] | None:
    """The picture's code and its mirror image's; None for what no code can be made of."""
    for one in reader.analyse([picture], [CODER], Options()).findings:
        if one.kind == CODES:
            told = dict(one.params)
            return [
                np.frombuffer(bytes.fromhex(told[name]), np.uint8) for name in ("code", "mirror")
            ]
    return None


def _again(
    system: Actor,
    now: datetime,
    reader: Reader,
    given: Given,
    picture: Picture,
    own: list[Code] | None,
) -> Iterator[Again]:
    same = _same_bytes(given)
    yield from (Again(row, "same_file") for row in same)
    known = {row.file_id for row in same} | {given.file_id}
    near = [
        UUID(one.name)
        # Its own case's pictures stand among the nearest, and do not count.
        for one in search(given.series, own or [], CANDIDATES + 30)
        if one.distance <= FARTHEST
    ] if own else []  # fmt: skip
    rows = {
        row.file_id: row
        for row in PictureCode.objects.filter(series=given.series, file_id__in=near)
        if row.case_id != given.case_id and row.file_id not in known
    }
    wanted = [rows[file_id] for file_id in near if file_id in rows][:CANDIDATES]
    for start in range(0, len(wanted), TOGETHER):
        part = wanted[start : start + TOGETHER]
        for one in _verified(system, now, reader, picture, part):
            yield Again(rows[UUID(str(one.reference))], dict(one.params)["mapped"])


def _verified(
    system: Actor, now: datetime, reader: Reader, picture: Picture, part: list[PictureCode]
) -> list[Finding]:
    read_ = [(row, _content(system, now, row.file_id)) for row in part]
    others = [Picture(str(row.file_id), content) for row, content in read_ if content is not None]
    told = reader.analyse([picture, *others], [VERIFIER], Options()).findings if others else []
    return [one for one in told if one.kind == VERIFIED]


def _same_bytes(given: Given) -> list[PictureCode]:
    """Pictures of other cases with exactly this content; also of plain ones, without a code."""
    digest = StoredFile.objects.values_list("sha256", flat=True).get(pk=given.file_id)
    rows = PictureCode.objects.filter(series=given.series, file__sha256=digest)
    return list(rows.exclude(case_id=given.case_id).order_by("seq")[:CANDIDATES])


def _content(system: Actor, now: datetime, file_id: UUID) -> bytes | None:
    """None for what was erased, or cannot be read: the audit names it."""
    try:
        with begin(system, now) as act:
            return read(act, file_id, "reuse search")
    except (FileGone, FileDamaged):
        return None


def _keep(
    system: Actor, now: datetime, given: Given, seen: list[Again], found: Found
) -> list[PictureMatch]:
    with begin(system, now) as act:
        one_at_a_time(act, given.series)
        fresh = [
            PictureMatch(
                operator_id=act.operator_id,
                series=given.series,
                case_id=given.case_id,
                file_id=given.file_id,
                other_case_id=one.row.case_id,
                other_file_id=one.row.file_id,
                way=one.way,
                found_at=now,
            )
            for one in seen
            if not _is_known(given.file_id, one.row.file_id)
        ]
        if fresh:
            act.record("evidence.seen_again", ("case", given.case_id), rows=fresh)
            found(act, fresh)
        note_searched(act, given)
    return fresh


def _is_known(first: UUID, second: UUID) -> bool:
    either = Q(file_id=first, other_file_id=second) | Q(file_id=second, other_file_id=first)
    return PictureMatch.objects.filter(either).exists()


def matches_of(case_id: UUID) -> list[PictureMatch]:
    """Where pictures of this case were seen elsewhere, in either order."""
    rows = PictureMatch.objects.filter(Q(case_id=case_id) | Q(other_case_id=case_id))
    return list(rows.select_related("case", "other_case").order_by("id"))
