"""Claiming a hotline, proving it, taking it back."""

from datetime import datetime
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.products import claims
from bonafix.products.actions.checks import allow, get, hold, paper, record_new, span
from bonafix.products.errors import HotlineThere, HotlineWithdrawn
from bonafix.products.models import Brand, Hotline
from bonafix.products.rules.hotlines import parse_hotline


def claim_hotline(act: Act, *, brand_id: UUID, number: str) -> Hotline:
    """Somebody says that this is the brand's number. It is not shown before it is authorised.

    If another brand claims it too, here or at another operator, both are disputed from
    now on, and neither learns who the other is. Raises NotAllowed, NoSuchThing,
    NotAHotline, HotlineThere.
    """
    brand = get(Brand, brand_id)
    allow(act, "hotline.edit", brand=brand)
    line = Hotline(
        operator_id=act.operator_id,
        brand_id=brand_id,
        number=parse_hotline(number),
        changed_at=act.now,
    )
    claims.enter(act.operator_id, brand_id, line.number)
    body = {"disputed": bool(claims.disputed([line.number]))}
    stream = ("party", brand.party_id)
    record_new(act, "products.hotline_claimed", stream, [line], HotlineThere(), body)
    return line


def authorise_hotline(
    act: Act, hotline_id: UUID, *, document_id: UUID, valid_from: datetime, valid_to: datetime
) -> Hotline:
    """The brand's paper (a stored file) is there: the number may be shown between its dates.

    May be done again when a new paper comes. Raises NotAllowed, NoSuchThing,
    HotlineWithdrawn, BadSpan.
    """
    line, brand = _line(act, hotline_id)
    if line.status == "withdrawn":
        raise HotlineWithdrawn
    line.document_id = paper(document_id)
    line.authorised_from, line.authorised_to = span(valid_from, valid_to)
    line.status = "authorised"
    line.changed_at = act.now
    act.record("products.hotline_authorised", ("party", brand.party_id), rows=[line])
    return line


def withdraw_hotline(act: Act, hotline_id: UUID) -> Hotline:
    """The number is not claimed any more; it is nobody's dispute then.

    Raises NotAllowed, NoSuchThing.
    """
    line, brand = _line(act, hotline_id)
    if line.status != "withdrawn":
        line.status, line.changed_at = "withdrawn", act.now
        claims.leave(act.operator_id, line.brand_id, line.number)
        act.record("products.hotline_withdrawn", ("party", brand.party_id), rows=[line])
    return line


def _line(act: Act, hotline_id: UUID) -> tuple[Hotline, Brand]:
    line = hold(act, Hotline, hotline_id)
    brand = get(Brand, line.brand_id)
    allow(act, "hotline.edit", brand=brand)
    return line, brand
