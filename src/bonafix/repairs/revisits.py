"""What a visit costs: by the public list, under guarantee, as a first inspection. Reads."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.models import CaseLink
from bonafix.kit.clock import local
from bonafix.products.queries import prices_for
from bonafix.repairs.models import Guarantee, Quote, Repair
from bonafix.repairs.passed import FirstVisit, Revisit
from bonafix.repairs.rules.first import GRANTED
from bonafix.repairs.rules.revisits import FROM, KINDS, MENDS, Prices, is_guaranteed, priced
from bonafix.repairs.rules.states import ENDS


def may_come_again(repair: Repair) -> bool:
    """True for a repair that is over and could hold no longer."""
    return repair.status in FROM and repair.kind in KINDS


def guarantee_of(case_id: UUID, now: datetime) -> Guarantee | None:
    """The guarantee that still holds today in China."""
    found = Guarantee.objects.filter(case_id=case_id).first()
    ends_on = found.ends_on if found else None
    return found if is_guaranteed(ends_on, local(now).date()) else None


def revisit_of(case_id: UUID) -> Revisit | None:
    """As what this case comes again; None for one that began by itself."""
    return Revisit.objects.filter(case_id=case_id).first()


def is_free(case_id: UUID) -> bool:
    """True for a visit under guarantee."""
    return Revisit.objects.filter(case_id=case_id, guarantee__isnull=False).exists()


def is_borne(case_id: UUID) -> bool:
    """True for a visit that somebody else pays for, because it mends goods for a claim."""
    return CaseLink.objects.filter(case_id=case_id, kind=MENDS).exists()


def open_revisit(case_id: UUID) -> Revisit | None:
    """The visit that already comes again for this case and is not over."""
    rows = Revisit.objects.filter(earlier_id=case_id).order_by("-id")
    still = set(
        Repair.objects.filter(case_id__in=rows.values("case_id"))
        .exclude(status__in=ENDS)
        .values_list("case_id", flat=True)
    )
    return next((row for row in rows if row.case_id in still), None)


def prices_of(repair: Repair, at: datetime, why: str = "") -> Prices:
    """What this visit costs by the public list: nothing of the old fault under guarantee.

    Nothing, either, of what somebody else pays for.
    """
    prices = listed(repair, at)
    if not is_free(repair.case_id) and not is_borne(repair.case_id):
        return prices
    last = Quote.objects.filter(case_id=repair.case_id, status__in=["offered", "approved"])
    return priced(prices, True, covered_by(last.order_by("id").last()), why)


def listed(repair: Repair, at: datetime) -> Prices:
    """The public list, with what a granted first inspection makes free."""
    prices = prices_for(repair.outlet_id, repair.brand_id, at)
    free = granted_items(repair.case_id)
    return {code: (title, 0 if code in free else fen) for code, (title, fen) in prices.items()}


def granted_items(case_id: UUID) -> frozenset[str]:
    """What costs nothing because the brand offers a first inspection."""
    row = FirstVisit.objects.select_related("offer").filter(case_id=case_id, verdict=GRANTED)
    found = row.first()
    return frozenset(found.offer.free) if found else frozenset()


def covered_by(quote: Quote | None) -> frozenset[str]:
    """The items that were free in this quote."""
    lines = quote.lines if quote else []
    return frozenset(line["code"] for line in lines if not line["fen"])
