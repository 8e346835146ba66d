"""For the audit: every file is there and is what was stored; and the sweep of orphans."""

from collections import deque
from datetime import datetime
from itertools import islice
from uuid import UUID

from bonafix.files.actions import pieces_of
from bonafix.files.backends import backend
from bonafix.files.errors import FileDamaged, FileGone
from bonafix.files.models import StoredFile, UploadPart
from bonafix.files.rules import STORED, may_sweep
from bonafix.ledger.audit import Report
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as

BATCH = 500


def check_files(operator_id: UUID, report: Report) -> None:
    """Decrypt and hash every stored file of one operator (acting as it); name each fault."""
    rows = StoredFile.objects.filter(operator_id=operator_id, status=STORED).order_by("id")
    for file in rows.iterator(chunk_size=500):
        report.files += 1
        try:
            deque(pieces_of(file), maxlen=0)
            _note_oddity(file, report)
        except FileGone:
            _note_gone(file, report)
        except FileDamaged as damage:
            report.fault("file", f"files_storedfile:{file.id}", damage.what)


def _note_oddity(file: StoredFile, report: Report) -> None:
    odd = backend().oddity(file.operator_id, file.object_name)
    if odd:
        report.fault("file", f"files_storedfile:{file.id}", odd)


def _note_gone(file: StoredFile, report: Report) -> None:
    if file.wrapped_key is None:
        report.fault("file", f"files_storedfile:{file.id}", "its key is gone, and no entry says so")
    else:
        report.erased += 1


def verify_all() -> Report:
    """Check the files of every operator."""
    report = Report()
    for operator_id in Operator.objects.order_by("slug").values_list("id", flat=True):
        with act_as(operator_id):
            check_files(operator_id, report)
    return report


def sweep(operator_id: UUID, now: datetime) -> int:
    """Remove objects that no stored file names: of failed actions and destroyed files; how many.

    Younger ones are left: their action may be about to commit.
    """
    removed = 0
    with act_as(operator_id):
        objects = backend().names(operator_id)
        while batch := list(islice(objects, BATCH)):
            old = {name for name, written_at in batch if may_sweep(written_at, now)}
            for name in sorted(old - _wanted(old)):
                # What a lock still holds is tried again when its day has come.
                removed += backend().remove(operator_id, name)
    return removed


def _wanted(names: set[str]) -> set[str]:
    """Those that a file, or a piece of an unfinished upload, is made of."""
    files = StoredFile.objects.filter(object_name__in=names, status=STORED)
    parts = UploadPart.objects.filter(object_name__in=names)
    rows = (one.values_list("object_name", flat=True) for one in (files, parts))
    return {name for names in rows for name in names}


def sweep_all(now: datetime) -> int:
    """Sweep every operator's objects; how many were removed."""
    operators = list(Operator.objects.values_list("id", flat=True))
    return sum(sweep(operator_id, now) for operator_id in operators)
