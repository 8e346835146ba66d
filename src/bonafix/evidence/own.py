"""Evidence's part of bundles, of "my data" and of erasure. `config` registers all three."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_noop

from bonafix.evidence.models import Ask, Bundle, FoundLabel, Item, PictureMatch
from bonafix.evidence.rows import CaseRows
from bonafix.evidence.shots import OPEN
from bonafix.kit.clock import format_instant
from bonafix.people.erasure import Kept
from bonafix.people.sealing import unseal

TABLES: Final = frozenset({Ask._meta.db_table, Item._meta.db_table, FoundLabel._meta.db_table})
EVIDENCE: Final = CaseRows("evidence", (Ask, Item, FoundLabel, PictureMatch), files=("file_id",))
# Without files: a bundle does not hold the bundles before it.
BUNDLES: Final = CaseRows("bundles", (Bundle,))


class EvidenceData:
    """What a person was asked for, said and gave."""

    name = "evidence"
    tables = TABLES

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """One line for each ask, with the ids of the files that came in for it."""
        asks = Ask.objects.filter(party_id=party_id).order_by("id")
        labels = FoundLabel.objects.filter(party_id=party_id).order_by("id")
        return {
            "evidence": [_told(one) for one in asks],
            "labels": [_labelled(one) for one in labels],
        }


def _labelled(label: FoundLabel) -> dict[str, Any]:
    return {
        "file": str(label.file_id),
        "code": label.code,
        "number": unseal(bytes(label.number)) if label.number else None,
        "found": format_instant(label.found_at),
        "asked_on": label.asked_on.isoformat() if label.asked_on else None,
    }


def _told(ask: Ask) -> dict[str, Any]:
    items = Item.objects.filter(ask_id=ask.id).order_by("id")
    return {
        "asked": format_instant(ask.asked_at),
        "until": format_instant(ask.until),
        "wanted": ask.wanted,
        "ai_declared": ask.ai_declared,
        "device": unseal(bytes(ask.device)) if ask.device else None,
        "given": [{"shot": one.shot, "file": str(one.file_id)} for one in items],
    }


class EvidenceRetention:
    """While an ask is open, whoever is asked is part of a running case."""

    name = "evidence"
    tables = TABLES

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        """One answer while something is asked for and its time is not over."""
        if not Ask.objects.filter(party_id=party_id, status=OPEN, until__gt=now).exists():
            return []
        return [
            Kept(
                code="evidence_asked",
                what=gettext_noop("Evidence that is asked for in an open case"),
                why=gettext_noop("The request has to be answered, withdrawn or over first."),
                running=True,
            )
        ]
