"""Cases' part of "my data" and of erasure. `config` registers both with people."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.cases.models import CaseParty, Message
from bonafix.kit.clock import format_instant
from bonafix.people.erasure import Kept
from bonafix.people.sealing import unseal

TABLES: Final = frozenset({Message._meta.db_table})


def doors_of(party_id: UUID) -> list[UUID]:
    """The cases of a customer: their links end when the person is erased."""
    held = CaseParty.objects.filter(party_id=party_id, role="customer")
    return list(held.values_list("case_id", flat=True))


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
            ]
        }


class MessageRetention:
    """Words have no time of their own: what a repair must keep, repairs say."""

    name = "cases"
    tables = TABLES

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        """Nothing."""
        del party_id, now
        return []
