"""Telling the managers that something has come up to them."""

from uuid import UUID

from bonafix.cases.models import Case
from bonafix.kit.clock import format_instant
from bonafix.ledger.acts import Act
from bonafix.notices.actions import notify
from bonafix.notices.models import Notice
from bonafix.people.queries import staff_to_tell
from bonafix.repairs.models import Repair


def tell_managers(act: Act, case: Case, name: str, kind: str = "case_waits") -> int:
    """Every manager who has left a telephone; how many. For the others it stands in the queue."""
    managers = staff_to_tell("manager", act.now)
    for party_id in managers:
        key = f"{kind}:{case.id}:{name}:{format_instant(act.now)}:{party_id}"
        notify(act, case.id, party_id, kind, {"number": case.number}, key=key)
    return len(managers)


def is_to_customer(notice_id: UUID, case_id: UUID) -> bool:
    """True unless the notice was for somebody else than the customer of its case."""
    parties = Notice.objects.filter(pk=notice_id).values("party_id")
    return not Repair.objects.filter(case_id=case_id).exclude(customer_id__in=parties).exists()
