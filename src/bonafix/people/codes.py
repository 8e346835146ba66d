"""One-time codes: who can read a message on this telephone may act for its number."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from bonafix.kit.ids import uuid7
from bonafix.kit.phones import parse_cn_phone
from bonafix.kit.sealing import lookup_hash
from bonafix.kit.tokens import one_time_code
from bonafix.operators.keys import master_key
from bonafix.operators.tenancy import current_operator_id
from bonafix.people import rules
from bonafix.people.errors import CodeOver, CodeWrong, TooManyCodes
from bonafix.people.models import OneTimeCode
from bonafix.people.queries import persons_of_phone
from bonafix.people.sealing import phone_hash


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code and whom it lets in. Nobody is known by this number: send nothing, say the same."""

    code: str = field(repr=False)
    party_ids: frozenset[UUID]
    expires_at: datetime


def issue_code(phone: str, purpose: str, now: datetime) -> IssuedCode:
    """A new code for a telephone; the one before it is over. `TooManyCodes` above the limits.

    Counted and answered alike whether anybody is known by this number or not.
    """
    subject = phone_hash(parse_cn_phone(phone))
    code, code_id = one_time_code(), uuid7()
    with transaction.atomic():
        _one_at_a_time(subject)
        mine = OneTimeCode.objects.filter(operator_id=current_operator_id(), subject=subject)
        mine.filter(created_at__lte=now - timedelta(days=1)).delete()
        if not rules.may_send_code(list(mine.values_list("created_at", flat=True)), now):
            raise TooManyCodes
        mine.filter(purpose=purpose, used_at__isnull=True, expires_at__gt=now).update(
            expires_at=now
        )
        row = OneTimeCode.objects.create(
            id=code_id,
            operator_id=current_operator_id(),
            purpose=purpose,
            subject=subject,
            code_hash=_code_hash(code_id, code),
            created_at=now,
            expires_at=now + rules.CODE_LIFE,
        )
        party_ids = frozenset(persons_of_phone(phone))
    return IssuedCode(code, party_ids, row.expires_at)


def redeem_code(phone: str, purpose: str, code: str, now: datetime) -> frozenset[UUID]:
    """The persons known by this number. `CodeWrong`; `CodeOver` when it is used, late or locked.

    Call it outside any other transaction: a wrong try counts even though it is refused.
    """
    subject = phone_hash(parse_cn_phone(phone))
    row = (
        OneTimeCode.objects.filter(
            operator_id=current_operator_id(), subject=subject, purpose=purpose
        )
        .order_by("-created_at", "-id")
        .first()
    )
    # The try is counted before it is compared, so that no crowd of requests gets more than five.
    if row is None or not _count_try(row.id, now):
        raise CodeOver
    if not hmac.compare_digest(bytes(row.code_hash), _code_hash(row.id, code.strip())):
        raise CodeWrong(left=max(0, rules.CODE_TRIES - row.tries - 1))
    if not OneTimeCode.objects.filter(id=row.id, used_at__isnull=True).update(used_at=now):
        raise CodeOver
    return frozenset(persons_of_phone(phone))


def _count_try(code_id: UUID, now: datetime) -> bool:
    return bool(
        OneTimeCode.objects.filter(
            id=code_id, used_at__isnull=True, expires_at__gt=now, tries__lt=rules.CODE_TRIES
        ).update(tries=F("tries") + 1)
    )


def _code_hash(code_id: UUID, code: str) -> bytes:
    # Keyed: a million guesses over a stolen table would find a plain hash in a second.
    return lookup_hash(master_key().derive("people.code"), str(code_id), code)


def _one_at_a_time(subject: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)",
            [CODES_LOCK, int.from_bytes(subject[:4], "big", signed=True)],
        )


CODES_LOCK = 0x0B0F1A0D
