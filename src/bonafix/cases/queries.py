"""Finding cases, and whom they are tied to."""

from typing import Final
from uuid import UUID

from bonafix.access import Subject, may
from bonafix.cases.errors import NoSuchCase
from bonafix.cases.models import Case, CaseParty
from bonafix.kit.errors import Invalid, NotAllowed
from bonafix.kit.ids import parse_case_number
from bonafix.operators.actors import Actor


def by_number(text: str) -> Case:
    """The case with this number, however it was typed. `NoSuchCase` when there is none."""
    try:
        number = parse_case_number(text)
    except Invalid as error:
        raise NoSuchCase from error
    case = Case.objects.filter(number=number).first()
    if case is None:
        raise NoSuchCase
    return follow_merges(case)


def follow_merges(case: Case) -> Case:
    """Merged numbers answer for ever: with the case they were merged into."""
    for _hop in range(20):
        if case.merged_into_id is None:
            return case
        case = Case.objects.get(pk=case.merged_into_id)
    return case


# Who may see a case, where it is not everybody who may see a repair.
SEEING: Final = {"claim": "claim.see"}


def require_case(actor: Actor, verb: str, case: Case) -> Subject:
    """The case as `subject_of`, if the actor may. `NotAllowed` for one who sees it and may not.

    Whoever may not even see it learns nothing: `NoSuchCase`, as for a number that nobody has.
    """
    subject = subject_of(case)
    if may(actor, verb, subject):
        return subject
    if may(actor, SEEING.get(case.kind, "case.see"), subject):
        raise NotAllowed("not_allowed", "You may not do this here.")
    raise NoSuchCase


def subject_of(case: Case) -> Subject:
    """The case as the table of rights sees it: its present parties, outlets, technicians."""
    shares = CaseParty.objects.filter(case_id=case.id, until__isnull=True).values_list(
        "party_id", "role"
    )
    parties: dict[str, set[UUID]] = {}
    for party_id, role in shares:
        parties.setdefault(role, set()).add(party_id)
    everyone = frozenset(p for group in parties.values() for p in group)
    return Subject(
        kind="case",
        operator_id=case.operator_id,
        id=case.id,
        case_id=case.id,
        party_ids=everyone,
        reporter_ids=frozenset(parties.get("reporter", ())),
        outlet_ids=frozenset(parties.get("outlet", ())),
        technician_ids=frozenset(parties.get("technician", ())),
    )


def customer_of(case_id: UUID) -> UUID:
    """The party id of the customer; every case has one."""
    return CaseParty.objects.filter(case_id=case_id, role="customer").values_list(
        "party_id", flat=True
    )[0]
