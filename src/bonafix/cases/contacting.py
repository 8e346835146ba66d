"""Somebody of the family beside the customer: named for one case, told what they are told.

The co-contact is a person of their own, sealed under a key of their own, and goes with the
customer's data or as soon as somebody else is named. They hold a link of their own, so that
the record says who did what.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.cases.actions import end_shares, share
from bonafix.cases.errors import CaseOver, NobodyNamed
from bonafix.cases.models import Case, CaseParty, Contact
from bonafix.cases.queries import by_number, customer_of, require_case
from bonafix.kit.errors import Invalid, NotAllowed
from bonafix.kit.phones import parse_cn_phone
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people import tokens
from bonafix.people.actions import add_person, erase_with

ROLE: Final = "contact"
# What they are to the customer, in a word of the list; nobody's family is described here.
RELATIONS: Final = ("child", "parent", "spouse", "relative", "neighbour", "carer", "other")
LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named; `told`: they get the same notices, the code for the door among them."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    relation: str = "other"
    told: bool = False


def check_named(given: Named) -> Named:
    """The same with what can be used; `Invalid` names the field that cannot."""
    name = given.name.strip()
    if not 0 < len(name) <= LONGEST_NAME or "\x00" in name:
        raise Invalid(
            "contact_name", "Please say whom we may call, in 60 characters at most.", field="name"
        )
    if given.relation not in RELATIONS:
        raise Invalid(
            "contact_relation", "Please choose what they are to the customer.", field="relation"
        )
    return Named(name, parse_cn_phone(given.phone), given.relation, given.told)


def name_contact(actor: Actor, now: datetime, number: str, given: Named) -> Contact:
    """Name somebody for a case; whoever was named before is erased. The customer, or the desk."""
    case = _allowed(actor, number)
    checked = check_named(given)
    with begin(actor, now) as act:
        case = act.lock(Case, case.id)
        if case.status != "open":
            raise CaseOver
        return add_contact(act, case.id, checked)


def add_contact(act: Act, case_id: UUID, given: Named) -> Contact:
    """As part of a larger action, such as a report; `given` has been checked."""
    _end(act, _named(case_id))
    person = add_person(act, name=given.name, phone=given.phone)
    row = Contact(
        case_id=case_id,
        party_id=person.id,
        relation=given.relation,
        told=given.told,
        since=act.now,
    )
    act.record("cases.contact_named", ("case", case_id), rows=[row])
    share(act, case_id, person.id, ROLE, "visit")
    return row


def end_contact(actor: Actor, now: datetime, number: str) -> None:
    """Nobody is named any more: their data and their links are gone. Twice is as once."""
    case = _allowed(actor, number, own=True)
    with begin(actor, now) as act:
        case = act.lock(Case, case.id)
        _end(act, _named(case.id))


def end_with_person(act: Act, party_id: UUID) -> None:
    """Whoever a customer named goes with the customer, whatever a law keeps of the rest."""
    held = CaseParty.objects.filter(party_id=party_id, role="customer").order_by("case_id")
    for case_id in held.values_list("case_id", flat=True):
        _end(act, _named(case_id))


def _allowed(actor: Actor, number: str, *, own: bool = False) -> Case:
    """The case, if the actor may; a contact may take themselves out, and name nobody."""
    case = by_number(number)
    require_case(actor, "case.name_contact", case)
    if actor.kind == "customer" and actor.id not in (None, customer_of(case.id)) and not own:
        raise NotAllowed("not_allowed", "You may not do this here.")
    return case


def _named(case_id: UUID) -> list[Contact]:
    rows = Contact.objects.select_for_update(no_key=True).filter(
        case_id=case_id, until__isnull=True
    )
    return list(rows.order_by("id"))


def _end(act: Act, rows: Sequence[Contact]) -> None:
    for row in rows:
        row.until = act.now
        act.record("cases.contact_ended", ("case", row.case_id), rows=[row])
        end_shares(act, row.case_id, ROLE)
        tokens.revoke(act.operator_id, row.id, act.now)
        erase_with(act, row.party_id)


def contact_of(case_id: UUID) -> Contact | None:
    """Who is named now."""
    rows = Contact.objects.filter(case_id=case_id, until__isnull=True).select_related("party")
    return rows.order_by("id").last()


def require_contact(case_id: UUID) -> Contact:
    """Who is named now. `NobodyNamed`."""
    found = contact_of(case_id)
    if found is None:
        raise NobodyNamed
    return found


def told_beside(case_id: UUID) -> list[Contact]:
    """Whoever gets the customer's notices, too."""
    found = contact_of(case_id)
    return [found] if found is not None and found.told else []
