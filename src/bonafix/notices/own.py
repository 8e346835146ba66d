"""Notices' part of "my data" and of erasure. `config` registers both with people."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bonafix.kit.clock import format_instant
from bonafix.notices.models import Notice
from bonafix.notices.queries import words_of
from bonafix.people.erasure import Kept

TABLES: Final = frozenset({Notice._meta.db_table})


class NoticeData:
    """What a person was told, when, by which channel."""

    name = "notices"
    tables = TABLES

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """The words as they were sent."""
        rows = list(Notice.objects.filter(party_id=party_id).order_by("id"))
        return {
            "told": [
                {
                    "kind": row.kind,
                    "channel": row.channel,
                    "at": format_instant(row.sent_at) if row.sent_at else None,
                    "text": text,
                }
                for row, text in zip(rows, words_of(rows), strict=True)
            ]
        }


class NoticeRetention:
    """Nothing here has to outlive the person: the words go with the person's key."""

    name = "notices"
    tables = TABLES

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        """Nothing."""
        del party_id, now
        return []
