"""A visit for a claim: who serves the place comes, never the merchant; the buyer pays nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.cases.actions import link
from bonafix.cases.models import Case
from bonafix.claims.actions.looking import ended
from bonafix.claims.actions.moving import load, move
from bonafix.claims.models import Claim
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import give_consent
from bonafix.products.models import Brand
from bonafix.repairs.actions.arrange import check_windows
from bonafix.repairs.actions.report import Need, Place, Service, Words, open_repair
from bonafix.repairs.rules.kinds import INSPECTION, KINDS, REPAIR, skills_for
from bonafix.repairs.rules.revisits import MENDS
from bonafix.repairs.serving import who_goes

Window = tuple[datetime, datetime]
# A visit in one of these has come to nothing.
NOTHING: Final = ("cancelled", "abandoned", "merged", "declined", "not_opened")
# The claim's verb → the kind of visit, and what ties it to the claim.
VISITS: Final = {
    "agree_inspection": (INSPECTION, "inspection_of"),
    "agree_mending": (REPAIR, MENDS),
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where the buyer has the goods, when somebody may come, and what they agreed to.

    `place` as the address was resolved; `consent` is the version of the words beside the box.
    """

    place: Place
    address: str = field(repr=False)
    windows: tuple[Window, ...] = ()
    consent: str = ""


def agreed_visit(actor: Actor, now: datetime, number: str, verb: str, where: Where) -> Claim:
    """The buyer lets somebody come: a visit of its own begins, dispatched as any visit.

    `Invalid` for an empty address or missing consent, or for times that cannot be.
    """
    address = " ".join(where.address.replace("\x00", "").split())
    if not 4 <= len(address) <= 300:
        raise Invalid("address_missing", "Please say where the goods are.", field="address")
    if not where.consent:
        raise Invalid(
            "consent_missing",
            "We need your agreement to pass name, phone and address to the technician who comes.",
            field="consent",
        )
    windows = check_windows(where.windows, now)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, verb)
        give_consent(
            act, claim.buyer_id, purpose="repair", wording_version=where.consent, channel="claim"
        )
        visit = _visit(act, case, claim, verb, where.place, address, windows)
        rows = ended(act, claim, "sent")
        for row in rows:
            row.visit_id, row.agreed_at, row.ended_at = visit.id, now, None
        move(act, case, claim, transition, rows=rows, body={"visit": str(visit.id)})
    return claim


def _visit(
    act: Act,
    case: Case,
    claim: Claim,
    verb: str,
    place: Place,
    address: str,
    windows: tuple[Window, ...],
) -> Case:
    name, tie = VISITS[verb]
    brand_id, service = _who_serves(place, claim.merchant_id, act.now)
    kind = KINDS[name]
    visit, _repair = open_repair(
        act,
        customer_id=claim.buyer_id,
        channel="claim",
        place=place,
        need=Need(
            brand_id=brand_id,
            product_id=None,
            fault_id=None,
            minutes=kind.minutes,
            skills=skills_for(kind, ()),
            urgent=False,
            preferred=tuple((a.isoformat(), b.isoformat()) for a, b in windows),
            kind=name,
            # Nobody looks at goods for the question whether they themselves owe money.
            not_again=(claim.merchant_id,),
        ),
        words=Words(claim.order.title, address),
        service=service,
        shares=[],
    )
    link(act, visit.id, case.id, tie)
    return visit


def _who_serves(place: Place, merchant_id: UUID, now: datetime) -> tuple[UUID | None, Service]:
    """Whoever serves the place for any brand of the house, but never the merchant itself."""
    brands = list(Brand.objects.order_by("title", "id").values_list("id", flat=True))
    code = place.code if place.status in ("resolved", "historical") else ""
    for brand_id in brands:
        found = who_goes(code, brand_id, False, now, place.status)
        if found.serves and found.outlet_id != merchant_id:
            return brand_id, found
    if not code:
        return (brands[0] if brands else None), Service(None, "", f"place_{place.status}")
    return (brands[0] if brands else None), Service(None, "", "outside_coverage")
