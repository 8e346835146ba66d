"""Whoever holds the link of a case: which case, and what they may do with it."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from bonafix.access import require
from bonafix.cases.models import Case, Contact
from bonafix.cases.queries import customer_of, follow_merges, subject_of
from bonafix.kit.clock import now
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import current_operator_id
from bonafix.people.actors import customer_actor
from bonafix.people.errors import LinkExpired, LinkUnknown
from bonafix.people.queries import is_active
from bonafix.people.tokens import redeem
from bonafix.repairs.models import Repair


@dataclass(frozen=True)
class Held:
    """A case as the holder of its link has it."""

    token: str
    case: Case
    actor: Actor
    # Held by whoever the customer named, and not by the customer.
    contact: Contact | None = None

    @cached_property
    def repair(self) -> Repair:
        """The repair, read when it is first asked for."""
        return Repair.objects.select_related(
            "product", "fault", "technician", "outlet", "customer"
        ).get(case_id=self.case.id)


def held(token: str) -> Held:
    """The case of a link of this host's operator.

    `LinkUnknown` (404) for any other link, `LinkExpired` (404) when it is over, or when the
    customer is erased or locked away.
    """
    operator_id, case_id, contact = _opened(token)
    case = Case.objects.filter(pk=case_id).first()
    if operator_id != current_operator_id() or case is None:
        # Another operator's link says nothing here, not even that it is one.
        raise LinkUnknown
    case = follow_merges(case)
    customer_id = customer_of(case.id)
    if not is_active(customer_id):
        raise LinkExpired
    actor = customer_actor(operator_id, case.id, contact.party_id if contact else customer_id)
    require(actor, "case.see", subject_of(case))
    return Held(token, case, actor, contact)


def _opened(token: str) -> tuple[UUID, UUID, Contact | None]:
    """(operator, case, and whoever was named, where it is their link)."""
    try:
        return (*redeem(token, "track", now()), None)
    except LinkUnknown:
        operator_id, contact_id = redeem(token, "contact", now())
    contact = Contact.objects.filter(pk=contact_id, until__isnull=True).first()
    if operator_id != current_operator_id() or contact is None:
        raise LinkUnknown
    return operator_id, contact.case_id, contact
