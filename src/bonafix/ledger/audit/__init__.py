"""The audit: chains whole, anchors kept, state equals record, files match."""

from bonafix.ledger.audit.faults import Contributor, Fault, Report, contribute, contributors
from bonafix.ledger.audit.run import audit, audit_operator

__all__ = [
    "Contributor",
    "Fault",
    "Report",
    "audit",
    "audit_operator",
    "contribute",
    "contributors",
]
