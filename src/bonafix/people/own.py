"""People's own part of erasure and of "my data"."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop

from bonafix.kit.clock import format_instant
from bonafix.people import erasure, mydata
from bonafix.people.erasure import Kept
from bonafix.people.models import Consent, Membership, Party, PartyRole, Unmasking
from bonafix.people.queries import party
from bonafix.people.sealing import unseal_many

TABLES: Final = frozenset(
    model._meta.db_table for model in (Party, PartyRole, Consent, Unmasking, Membership)
)


class OwnRetention:
    """Who still works here is not erased before that work has ended."""

    name = "people"
    tables = TABLES

    def kept(self, party_id: UUID, now: datetime) -> list[Kept]:
        """One answer while the party has a role other than customer, or somebody's log-in."""
        open_end = Q(until__isnull=True) | Q(until__gt=now)
        roles = PartyRole.objects.filter(open_end, party_id=party_id).exclude(role="customer")
        logins = Membership.objects.filter(open_end, party_id=party_id)
        if roles.exists() or logins.exists():
            return [
                Kept(
                    code="role_held",
                    what=gettext_noop("Name and contact of somebody who works here"),
                    why=gettext_noop("The role has to be ended first."),
                    running=True,
                )
            ]
        return []


class OwnData:
    """Name, phone, address, roles, consents, and who was shown them in full."""

    name = "people"
    tables = TABLES

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """The plain values; empty texts for what is not there or was erased."""
        row = party(party_id)
        name, phone, address = unseal_many([row.name, row.phone, row.address])
        return {
            "id": str(row.id),
            "title": row.title,
            "name": name or "",
            "phone": phone or "",
            "address": address or "",
            "since": format_instant(row.created_at),
            "roles": [_role(one) for one in _by_age(PartyRole, party_id)],
            "work": [_role(one) for one in _by_age(Membership, party_id)],
            "consents": [_consent(one) for one in _by_age(Consent, party_id)],
            "shown_in_full": self._unmaskings(party_id),
        }

    def _unmaskings(self, party_id: UUID) -> list[dict[str, Any]]:
        rows = _by_age(Unmasking, party_id)
        reasons = unseal_many(row.reason for row in rows)
        return [
            {
                "at": format_instant(row.at),
                "by": row.by,
                "fields": row.fields,
                "reason": reason or "",
            }
            for row, reason in zip(rows, reasons, strict=True)
        ]


def _by_age(model: Any, party_id: UUID) -> list[Any]:
    return list(model.objects.filter(party_id=party_id).order_by("id"))


def _role(row: PartyRole | Membership) -> dict[str, Any]:
    return {"role": row.role, "since": format_instant(row.since), "until": _instant(row.until)}


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "purpose": row.purpose,
        "wording": row.wording_version,
        "channel": row.channel,
        "given": format_instant(row.given_at),
        "withdrawn": _instant(row.withdrawn_at),
    }


def _instant(value: datetime | None) -> str | None:
    return format_instant(value) if value else None


def contribute() -> None:
    """Register people's own parts; called when the application is ready."""
    erasure.contribute(OwnRetention())
    mydata.contribute(OwnData())
