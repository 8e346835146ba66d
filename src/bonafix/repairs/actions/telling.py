"""For whom a notice of a repair was."""

from uuid import UUID

from bonafix.notices.models import Notice
from bonafix.repairs.models import Repair


def is_to_customer(notice_id: UUID, case_id: UUID) -> bool:
    """True unless the notice was for somebody else than the customer of its case."""
    parties = Notice.objects.filter(pk=notice_id).values("party_id")
    return not Repair.objects.filter(case_id=case_id).exclude(customer_id__in=parties).exists()
