"""Telling the managers that a case has come up to them."""

from bonafix.cases.models import Case
from bonafix.kit.clock import format_instant
from bonafix.ledger.acts import Act
from bonafix.notices.actions import notify
from bonafix.people.queries import staff_to_tell


def tell_managers(act: Act, case: Case, name: str, kind: str = "case_waits") -> int:
    """Every manager who has left a telephone; how many. For the others it stands in the queue."""
    managers = staff_to_tell("manager", act.now)
    for party_id in managers:
        key = f"{kind}:{case.id}:{name}:{format_instant(act.now)}:{party_id}"
        notify(act, case.id, party_id, kind, {"number": case.number}, key=key)
    return len(managers)
