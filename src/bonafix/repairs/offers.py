"""What outlets were offered, and how they kept their word. Reads."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from bonafix.repairs.models import Promise, Repair
from bonafix.repairs.passed import Offer
from bonafix.repairs.rules.offers import ACCEPTED, OFFERED, Kept, Offered, counted


def offers_to(outlet_ids: Collection[UUID], limit: int = 200) -> list[Offer]:
    """What these outlets are to answer, and what they took on and is not under way; by time."""
    open_ones = Offer.objects.filter(
        outlet_id__in=outlet_ids, ended_at__isnull=True, status__in=[OFFERED, ACCEPTED]
    )
    cases = Repair.objects.filter(status="arranged").values("case_id")
    found = open_ones.filter(case_id__in=cases).select_related("case", "technician")
    # Those that wait for a yes first, soonest first.
    ordered = sorted(
        found, key=lambda one: (one.status != OFFERED, one.accept_by or one.offered_at)
    )
    return ordered[:limit]


def kept_by_outlet(
    since: datetime,
    until: datetime,
    *,
    outlets: Collection[UUID] | None = None,
    brands: Collection[UUID] | None = None,
) -> list[Kept]:
    """By outlet, of offers made from `since` to `until`, both included.

    Only these outlets, and only what was done in the name of these brands, where they are given.
    """
    offers = Offer.objects.filter(offered_at__gte=since, offered_at__lte=until)
    if outlets is not None:
        offers = offers.filter(outlet_id__in=outlets)
    if brands is not None:
        offers = offers.filter(
            case_id__in=Repair.objects.filter(brand_id__in=brands).values("case_id")
        )
    rows = list(offers)
    words = dict(
        Promise.objects.filter(id__in=[one.promise_id for one in rows]).values_list("id", "status")
    )
    return counted(
        Offered(
            outlet_id=one.outlet_id,
            status=one.status,
            asked=one.accept_by is not None,
            in_time=one.accepted_at is not None,
            promise=words[one.promise_id],
        )
        for one in rows
    )
