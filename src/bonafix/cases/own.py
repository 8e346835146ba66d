"""Cases' part of "my data" and of erasure. `config` registers both with people."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.cases.models import CaseParty, Contact, Message
from bonafix.kit.clock import format_instant
from bonafix.people.erasure import Kept
from bonafix.people.sealing import unseal

TABLES: Final = frozenset({Message._meta.db_table, Contact._meta.db_table})


def doors_of(party_id: UUID) -> list[UUID]:
    """The cases of a customer and whom they named: all links end when the person is erased."""
    held = CaseParty.objects.filter(party_id=party_id, role="customer")
    cases = list(held.values_list("case_id", flat=True))
    named = Contact.objects.filter(case_id__in=cases).values_list("id", flat=True)
    return [*cases, *named]


class MessageData:
    """What a person said in cases."""

    name = "cases"
    tables = TABLES

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """The words, with time and channel."""
        rows = Message.objects.filter(party_id=party_id).order_by("id")
        return {
            "said": [
                {
                    "at": format_instant(row.at),
                    "channel": row.channel,
                    "text": unseal(bytes(row.text)),
                }
                for row in rows
            ],
            "named": _named_by(party_id),
            "named_for": _named_for(party_id),
        }


def _named_by(party_id: UUID) -> list[dict[str, Any]]:
    """Whom this customer named beside them; empty where those are erased."""
    cases = CaseParty.objects.filter(party_id=party_id, role="customer").values("case_id")
    rows = Contact.objects.filter(case_id__in=cases).select_related("party").order_by("id")
    return [
        {
            "name": unseal(bytes(row.party.name)) if row.party.name else None,
            "phone": unseal(bytes(row.party.phone)) if row.party.phone else None,
            **_contact(row),
        }
        for row in rows
    ]


def _named_for(party_id: UUID) -> list[dict[str, Any]]:
    """For which cases this person was named by somebody else."""
    rows = Contact.objects.filter(party_id=party_id).select_related("case").order_by("id")
    return [{"number": row.case.number, **_contact(row)} for row in rows]


def _contact(row: Contact) -> dict[str, Any]:
    return {
        "relation": row.relation,
        "told": row.told,
        "since": format_instant(row.since),
        "until": format_instant(row.until) if row.until else None,
    }


class MessageRetention:
    """Words have no time of their own: what a repair must keep, repairs say."""

    name = "cases"
    tables = TABLES

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        """Nothing."""
        del party_id, now
        return []
