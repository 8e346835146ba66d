"""Reading imports and exports."""

from datetime import datetime

from bonafix.files.actions import read_file
from bonafix.files.rules import STORED
from bonafix.operators.actors import Actor
from bonafix.transfer.models import Export, Import
from bonafix.transfer.reports import Report

SHOWN = 20


def recent() -> list[Import]:
    """The newest imports."""
    return list(Import.objects.order_by("-uploaded_at", "-id")[:SHOWN])


def earlier(row: Import) -> Import | None:
    """The same file, brought in before as the same kind."""
    return (
        Import.objects.filter(sha256=row.sha256, kind=row.kind, status="applied")
        .exclude(pk=row.pk)
        .order_by("-uploaded_at")
        .first()
    )


def report_for(actor: Actor, now: datetime, row: Import) -> Report | None:
    """The wrong rows, read on record; None when there is no report (any more)."""
    if row.report is None or row.report.status != STORED:
        return None
    return Report.from_bytes(read_file(actor, now, row.report.id, f"import {row.id}"))


def exports_lately() -> list[Export]:
    """The newest exports."""
    return list(Export.objects.order_by("-asked_at", "-id")[:SHOWN])
