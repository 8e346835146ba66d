"""What the opening of a door asks for, in words: for the customer, the technician, the desk."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bonafix.repairs.actions.opening import needs_of
from bonafix.repairs.models import DoorProof, Repair
from bonafix.repairs.rules.doors import GUARANTOR, PREMISES, Rule
from bonafix.repairs.rules.kinds import KINDS

PREMISES_WORDS: dict[str, LazyText] = {
    "home": _("A home"),
    "company": _("An organisation's room"),
    "vehicle": _("A vehicle"),
}
IDENTITY: dict[str, LazyText] = {
    "id_card": _("Identity card"),
    "temporary_id_card": _("Temporary identity card"),
    "passport": _("Passport"),
    "residence_permit": _("Residence permit"),
}
RIGHT: dict[str, LazyText] = {
    "property_certificate": _("Property certificate"),
    "lease": _("Lease"),
    "household_register": _("Household register"),
    "address_on_id": _("This address on the identity card"),
    "company_letter": _("Written proof of the organisation"),
    "vehicle_licence": _("Vehicle licence"),
    "police": _("The police are there and confirm it"),
}
WITNESS: dict[str, LazyText] = {
    "neighbour": _("A neighbour"),
    "community": _("Somebody of the neighbourhood committee"),
    "property_office": _("Somebody of the property office"),
    "guarantor": _("A guarantor who shows an identity card"),
    "police": _("A police officer"),
}


def asked(repair: Repair, at: datetime) -> dict[str, Any] | None:
    """What has to be shown at this door; None for a visit that opens none."""
    if not KINDS[repair.kind].needs_proofs:
        return None
    found = needs_of(repair, at)
    return {
        "identity": _words(IDENTITY, found.identity),
        "keep_number": found.keep_number,
        "right": [
            (name, PREMISES_WORDS[name], _words(RIGHT, found.right[name])) for name in PREMISES
        ],
        "witness": _words(WITNESS, found.witness),
        "guarantor": GUARANTOR in found.witness,
        "kept_days": found.kept_days,
        "unverified": found.unverified,
        "rules": [_law(rule) for rule in found.rules],
    }


def proved(repair: Repair) -> dict[str, Any] | None:
    """What was shown, in words, without a name or a number; None while nothing is on record."""
    row = DoorProof.objects.filter(case_id=repair.case_id).order_by("id").last()
    if row is None:
        return None
    return {
        "premises": PREMISES_WORDS.get(row.premises, row.premises),
        "identity": IDENTITY.get(row.identity, row.identity),
        "right": RIGHT.get(row.right, row.right),
        "witness": WITNESS.get(row.witness, row.witness),
        "kept_until": row.kept_until,
        "unverified": row.unverified,
        "at": row.at,
    }


def _words(table: dict[str, LazyText], kinds: Iterable[str]) -> list[tuple[str, Any]]:
    """The kinds in the order of the table; one that it does not know is shown as it is."""
    known = [(name, words) for name, words in table.items() if name in kinds]
    return [*known, *((name, name) for name in sorted(set(kinds) - set(table)))]


def _law(rule: Rule) -> dict[str, Any]:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return {
        "law": rule.law[language],
        "article": rule.article,
        "source": rule.source[language],
        "mark": rule.mark,
        "since": rule.since,
    }
