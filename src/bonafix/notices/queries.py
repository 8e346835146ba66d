"""Reading what was told to whom."""

from uuid import UUID

from bonafix.notices.models import Notice
from bonafix.notices.rules import FAILED
from bonafix.people.sealing import unseal_many


def notices_of(case_id: UUID) -> list[Notice]:
    """Everything that was told in a case, oldest first."""
    return list(Notice.objects.filter(case_id=case_id).order_by("id"))


def failed_notices() -> list[Notice]:
    """What a person has to see to, oldest first."""
    return list(Notice.objects.filter(status=FAILED).order_by("failed_at"))


def words_of(notices: list[Notice]) -> list[str]:
    """What each notice said; empty when it was not tried yet or its party was erased."""
    return [text or "" for text in unseal_many(notice.text for notice in notices)]
