"""Setting a public price."""

from datetime import datetime
from uuid import UUID

from bonafix.kit.clock import aware
from bonafix.ledger.acts import Act
from bonafix.products.actions.checks import allow, clean, has_role, record_new
from bonafix.products.errors import AlreadyThere, BadPrice, NotServing
from bonafix.products.models import PriceItem
from bonafix.products.rules.prices import Span, make_room


def set_price(
    act: Act,
    *,
    owner_id: UUID,
    code: str,
    title: str,
    fen: int,
    unit: str,
    title_en: str = "",
    valid_from: datetime | None = None,
) -> PriceItem:
    """A line of the price list of a brand or an outlet, from now or an announced instant.

    The line of the same code that holds then ends there; one announced for later stays.
    Raises NotAllowed, BadText, BadPrice, NotServing, PriceInPast; AlreadyThere when
    somebody else set the same at this moment.
    """
    allow(act, "catalogue.edit", party_ids=[owner_id])
    if isinstance(fen, bool) or not isinstance(fen, int) or not 0 <= fen < 2**53:
        raise BadPrice
    if not has_role(owner_id, ["brand", "outlet"], act.now):
        raise NotServing
    code = clean(code, "code", 40)
    ended, (begin, end) = _make_room(act, owner_id, code, valid_from or act.now)
    price = PriceItem(
        operator_id=act.operator_id,
        owner_id=owner_id,
        code=code,
        title=clean(title, "title", 120),
        title_en=clean(title_en, "title_en", 120, optional=True),
        fen=fen,
        unit=clean(unit, "unit", 20),
        valid_from=begin,
        valid_to=end,
        changed_at=act.now,
    )
    stream = ("party", owner_id)
    record_new(act, "products.price_set", stream, [*ended, price], AlreadyThere(), {"code": code})
    return price


def _make_room(
    act: Act, owner_id: UUID, code: str, start: datetime
) -> tuple[list[PriceItem], Span]:
    """The line that ends where the new one begins, if any, and how long the new one holds."""
    known = list(
        PriceItem.objects.select_for_update(no_key=True)
        .filter(owner_id=owner_id, code=code)
        .order_by("valid_from", "id")
    )
    spans = [(one.valid_from, one.valid_to) for one in known]
    cut, span = make_room(spans, aware(start), act.now)
    ended = [known[cut]] if cut is not None else []
    for old in ended:
        old.valid_to, old.changed_at = span[0], act.now
    return ended, span
