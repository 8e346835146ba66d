"""The rows in the database, and their copy in the memory of each process."""

from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Count, QuerySet

from bonafix.evidence.reuse.models import PictureCode
from bonafix.examine.reuse.codes import VERSION, Code
from bonafix.examine.reuse.index import Candidate, Index
from bonafix.files.rules import STORED
from bonafix.ledger.acts import Act
from bonafix.operators.tenancy import current_operator_id

LOADED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Given:
    """A picture that was given in a case, by whom, and under which series it is searched."""

    series: str
    case_id: UUID
    party_id: UUID
    file_id: UUID


def put(act: Act, given: Given, code: Code | None) -> None:
    """Keep a picture's code; again for the same picture changes nothing.

    Whoever puts one in waits for the one before to commit, so that numbers come in the order of
    commits and no process overlooks a row. Call it at the end of a short action.
    """
    one_at_a_time(act, given.series)
    rows = PictureCode.objects.filter(series=given.series)
    if rows.filter(file_id=given.file_id).exists():
        return
    PictureCode.objects.create(
        operator_id=act.operator_id,
        series=given.series,
        case_id=given.case_id,
        party_id=given.party_id,
        file_id=given.file_id,
        version=VERSION,
        code=code.tobytes() if code is not None else b"",
        at=act.now,
    )


def one_at_a_time(act: Act, series: str) -> None:
    """Whoever writes about this series waits until the one before has committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"evidence.code:{act.operator_id}:{series}"],
        )


def searched(given: Given) -> bool:
    """True when the search for this picture came to its end before."""
    rows = PictureCode.objects.filter(series=given.series, file_id=given.file_id)
    return rows.filter(searched_at__isnull=False).exists()


def note_searched(act: Act, given: Given) -> None:
    """The search came to its end; it is not done again."""
    PictureCode.objects.filter(series=given.series, file_id=given.file_id).update(
        searched_at=act.now
    )


def forget_codes(party_id: UUID) -> int:
    """The codes of a person's pictures go, because the person is erased; how many."""
    return PictureCode.objects.filter(party_id=party_id).delete()[0]


@dataclass
class _Memory:
    """What one process knows of one operator's series."""

    index: Index = field(default_factory=Index)
    last: int = 0
    known: int = 0


_memories: dict[tuple[UUID, str], _Memory] = {}
_turn = Lock()


def search(series: str, query: list[Code], most: int) -> list[Candidate]:
    """The nearest pictures of the series, by file id; what was committed before is among them."""
    key = current_operator_id(), series
    with _turn:
        memory = _memories.setdefault(key, _Memory())
        if not _catch_up(series, memory):
            # Rows have gone since: what was erased has to leave the memory as well.
            memory = _memories[key] = _Memory()
            _catch_up(series, memory)
        return memory.index.search(query, most)


def _rows(series: str) -> QuerySet[PictureCode]:
    return PictureCode.objects.filter(series=series, version=VERSION, file__status=STORED)


def _catch_up(series: str, memory: _Memory) -> bool:
    """Load what came in since; False when fewer rows are left than are known."""
    fresh = _rows(series).filter(seq__gt=memory.last).order_by("seq")
    for seq, file_id, code in fresh.values_list("seq", "file_id", "code").iterator(LOADED_AT_ONCE):
        if code:
            memory.index.add([(str(file_id), np.frombuffer(bytes(code), np.uint8))])
        memory.last, memory.known = seq, memory.known + 1
    there = _rows(series).filter(seq__lte=memory.last).aggregate(n=Count("seq"))["n"]
    return bool(there == memory.known)
