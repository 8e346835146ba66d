"""One audit, over one operator or all."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from bonafix.ledger.audit.anchored import check_anchors, check_exported, read_exported
from bonafix.ledger.audit.chains import check_chains
from bonafix.ledger.audit.faults import Report, contributors
from bonafix.ledger.audit.state import check_state
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as


def audit(anchors: Path | None = None) -> Report:
    """Audit every operator; `anchors` is a file of anchors that was kept elsewhere."""
    exported = read_exported(anchors) if anchors else []
    report = Report()
    known = set()
    for operator in Operator.objects.order_by("slug"):
        known.add(str(operator.id))
        report.absorb(audit_operator(operator.id, exported))
    for stranger in sorted({a["operator"] for a in exported} - known):
        report.fault("operator", stranger, "has kept anchors, and is not in this database")
    return report


def audit_operator(operator_id: UUID, exported: list[dict[str, Any]] | None = None) -> Report:
    """Audit one operator in one snapshot, so that work going on meanwhile is no fault."""
    report = Report()
    with act_as(operator_id), transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        heads, fold = check_chains(operator_id, report)
        check_anchors(operator_id, heads, report)
        if exported:
            check_exported(operator_id, exported, heads, report)
        check_state(operator_id, fold, report)
        for _name, check in contributors():
            check(operator_id, report)
    return report
