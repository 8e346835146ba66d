"""The audit of sealed cells: each opens and fits its commitment, or its owner was erased."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from bonafix.kit.sealing import Unreadable, header, verify
from bonafix.ledger.audit import Report
from bonafix.ledger.audit.state import sealed_cells
from bonafix.people.models import PersonKey
from bonafix.people.sealing import unwrap

BATCH = 1000
Cell = tuple[str, bytes]


def check_sealed(operator_id: UUID, report: Report) -> None:
    """Open every sealed cell of an operator; `config` adds this to the audit."""
    cells = sealed_cells(operator_id)
    while batch := list(islice(cells, BATCH)):
        readable = [cell for cell in batch if _is_cell(cell, report)]
        _check(readable, report)


def _is_cell(cell: Cell, report: Report) -> bool:
    try:
        header(cell[1])
    except Unreadable:
        report.fault("sealed", cell[0], "is no sealed cell")
        return False
    return True


def _check(cells: list[Cell], report: Report) -> None:
    owners = {header(blob).owner for _where, blob in cells}
    # Read past the keys that a transaction keeps: what is checked is what is stored.
    wrapped = dict(PersonKey.objects.filter(id__in=owners).values_list("id", "wrapped"))
    keys = dict(_opened(wrapped, report))
    for where, blob in cells:
        owner = header(blob).owner
        report.sealed += 1
        if owner not in wrapped:
            report.fault("sealed", where, "belongs to nobody: there is no key of its owner")
        elif wrapped[owner] is None:
            report.erased += 1
        elif owner in keys and not verify(keys[owner], blob):
            report.fault("sealed", where, "does not open with its owner's key")


def _opened(
    wrapped: dict[UUID, bytes | memoryview | None], report: Report
) -> Iterator[tuple[UUID, bytes]]:
    for owner, blob in wrapped.items():
        try:
            key = unwrap(blob)
        except Unreadable:
            report.fault("key", f"people_personkey:{owner}", "does not open with the master key")
            continue
        if key is not None:
            yield owner, key
