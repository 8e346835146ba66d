"""Hotlines as they may be shown."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bonafix.files.rules import STORED
from bonafix.kit.clock import local
from bonafix.ledger.audit import Report
from bonafix.products.claims import claimant_hash, disputed
from bonafix.products.models import Hotline, HotlineClaim
from bonafix.products.rules.hotlines import Line, Shown, hotline_visible, show_hotline


@dataclass(frozen=True, slots=True)
class HotlineState:
    """A number of one brand. `disputed`: another brand, here or elsewhere, claims it too.

    `authorised_on` and `authorised_until` are days in China, None before a paper came.
    `shown`: official; disputed (only with the sentence that it is); hidden.
    """

    id: UUID
    brand_id: UUID
    brand: str
    brand_en: str
    number: str
    status: str
    shown: Shown
    disputed: bool
    authorised_on: date | None
    authorised_until: date | None


def hotlines(at: datetime) -> list[HotlineState]:
    """All numbers that are not withdrawn, by brand and number, each as it may be shown."""
    rows = list(
        Hotline.objects.exclude(status="withdrawn")
        .select_related("brand", "document")
        .order_by("brand__title", "number")
    )
    contested = disputed(row.number for row in rows)
    return [_state(row, at, row.number in contested) for row in rows]


def _state(row: Hotline, at: datetime, contested: bool) -> HotlineState:
    kept = row.document is not None and row.document.status == STORED
    line = Line(row.status, kept, row.authorised_from, row.authorised_to)
    return HotlineState(
        id=row.id,
        brand_id=row.brand_id,
        brand=row.brand.title,
        brand_en=row.brand.title_en,
        number=show_hotline(row.number),
        status=row.status,
        shown=hotline_visible(line, at, contested),
        disputed=contested,
        authorised_on=_day(row.authorised_from),
        authorised_until=_day(row.authorised_to),
    )


def _day(instant: datetime | None) -> date | None:
    return local(instant).date() if instant else None


def official_phone(at: datetime) -> str:
    """The number for the frame of every page: the first official one, or ""."""
    return next((line.number for line in hotlines(at) if line.shown == "official"), "")


def check_claims(operator_id: UUID, report: Report) -> None:
    """For the audit: every number that is claimed here stands in the common list of claims."""
    rows = Hotline.objects.exclude(status="withdrawn").values_list("id", "brand_id", "number")
    for hotline_id, brand_id, number in rows:
        mine = claimant_hash(operator_id, brand_id, number)
        if not HotlineClaim.objects.filter(claimant_hash=mine).exists():
            where = f"products_hotline:{hotline_id}"
            report.fault("hotline", where, "is not in the list of claims")
