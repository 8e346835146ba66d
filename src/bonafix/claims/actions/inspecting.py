"""Somebody looks at the thing itself; what was seen goes on record, and a reviewer decides."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bonafix.cases.actions import link
from bonafix.cases.models import Case
from bonafix.claims.actions.answering import answer_row
from bonafix.claims.actions.looking import asked, ended, newest
from bonafix.claims.actions.moving import hold, load, move
from bonafix.claims.actions.reviewing import unbiased
from bonafix.claims.actions.seen import evidence_of
from bonafix.claims.models import Claim, Inspection
from bonafix.claims.rules.people import check_reasons
from bonafix.claims.rules.states import step
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.people.actions import give_consent
from bonafix.products.models import Brand
from bonafix.repairs.actions.arrange import check_windows
from bonafix.repairs.actions.inspecting import call_off, inspection_of
from bonafix.repairs.actions.moving import case_of
from bonafix.repairs.actions.report import Need, Place, Service, Words, open_repair
from bonafix.repairs.rules.kinds import INSPECTION, KINDS, skills_for
from bonafix.repairs.rules.states import BY_VERB as VISIT
from bonafix.repairs.serving import who_goes

Window = tuple[datetime, datetime]
# A visit in one of these has come to nothing.
NOTHING = ("cancelled", "abandoned", "merged")


@dataclass(frozen=True, slots=True)
class Where:
    """Where the buyer has the goods, when somebody may come, and what they agreed to.

    `place` as the address was resolved; `consent` is the version of the words beside the box.
    """

    place: Place
    address: str = field(repr=False)
    windows: tuple[Window, ...] = ()
    consent: str = ""


def order_inspection(actor: Actor, now: datetime, number: str, text: str) -> Claim:
    """A reviewer cannot decide by pictures: the buyer is asked whether somebody may look.

    `ConflictOfInterest` for whoever may not decide here; `Invalid` without the reason.
    """
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "order_inspection")
        unbiased(act, case)
        row = answer_row(act, claim, "order_inspection", words, None)
        move(act, case, claim, transition, rows=[row, asked(act, claim, "reviewer")])
    return claim


def agree_inspection(actor: Actor, now: datetime, number: str, where: Where) -> Claim:
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
        case, claim, transition = load(act, number, "agree_inspection")
        give_consent(
            act, claim.buyer_id, purpose="repair", wording_version=where.consent, channel="claim"
        )
        visit = _visit(act, case, claim, where.place, address, windows)
        rows = ended(act, claim, "sent")
        for row in rows:
            row.visit_id, row.agreed_at, row.ended_at = visit.id, now, None
        move(act, case, claim, transition, rows=rows, body={"visit": str(visit.id)})
    return claim


def _visit(
    act: Act, case: Case, claim: Claim, place: Place, address: str, windows: tuple[Window, ...]
) -> Case:
    brand_id, service = _who_serves(place, claim.merchant_id, act.now)
    kind = KINDS[INSPECTION]
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
            kind=INSPECTION,
            # Nobody looks at goods for the question whether they themselves owe money.
            not_again=(claim.merchant_id,),
        ),
        words=Words(claim.order.title, address),
        service=service,
        shares=[],
    )
    link(act, visit.id, case.id, "inspection_of")
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


def decline_inspection(actor: Actor, now: datetime, number: str) -> Claim:
    """The buyer wants nobody to come: a person decides by what there is. It shows nothing else."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "decline_inspection")
        move(act, case, claim, transition, rows=ended(act, claim, "declined"))
    return claim


def report_inspection(actor: Actor, now: datetime, number: str, text: str) -> Claim:
    """What was seen at the thing itself elsewhere, in words that describe and do not judge."""
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "report_inspection")
        row = answer_row(act, claim, "inspection", words, None)
        move(act, case, claim, transition, rows=[row, *ended(act, claim, "needless")])
    return claim


def stop_inspection(actor: Actor, now: datetime, number: str, text: str) -> Claim:
    """The desk ends an inspection that leads nowhere, and says why; a reviewer decides."""
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "stop_inspection")
        row = answer_row(act, claim, "stop_inspection", words, None)
        move(act, case, claim, transition, rows=[row, *ended(act, claim, "stopped")])
    return claim


def on_visit(system: Actor, now: datetime, visit_id: UUID) -> None:
    """Something became of a visit: where it is a claim's, the claim goes on. Idempotent."""
    row = Inspection.objects.filter(visit_id=visit_id, ended_at__isnull=True).first()
    if row is None:
        return
    _case, repair = case_of(visit_id)
    with begin(system, now) as act:
        case, claim = hold(act, row.case_id)
        if claim.status != "inspecting":
            return
        if inspection_of(visit_id) is not None:
            rows = ended(act, claim, "returned")
            found = evidence_of(act, claim, rows[0], repair)
            move(act, case, claim, step("return_inspection", claim.status), rows=[*rows, *found])
            act.defer_slow("claims.goods_shown", case_id=case.id)
        elif repair.status in NOTHING:
            body = {"visit": repair.status}
            rows = ended(act, claim, "failed")
            move(act, case, claim, step("fail_inspection", claim.status), rows=rows, body=body)
        elif repair.status == "missed":
            # The customer is asked for another time; it stands beside the claim and means no more.
            _note_missed(act, case, visit_id)


def _note_missed(act: Act, case: Case, visit_id: UUID) -> None:
    """One entry for each time that nobody was met, however often this is woken."""

    def told(kind: str, stream_id: UUID) -> int:
        rows = Entry.objects.filter(stream_kind="case", stream_id=stream_id, kind=kind)
        return rows.count()

    if told("claims.inspection_missed", case.id) < told("repairs.missed", visit_id):
        act.record("claims.inspection_missed", ("case", case.id))


def call_off_needless(system: Actor, now: datetime, case_id: UUID) -> None:
    """The claim has gone on without the visit: nobody comes any more. Idempotent."""
    row = newest(case_id)
    claim = Claim.objects.filter(case_id=case_id).first()
    if row is None or row.visit_id is None or claim is None or claim.status == "inspecting":
        return
    if row.ended_at is None:
        with begin(system, now) as act:
            case, claim = hold(act, case_id)
            rows = ended(act, claim, "needless")
            act.record("claims.inspection_needless", ("case", case.id), rows=rows)
    visit, repair = case_of(row.visit_id)
    if repair.status in VISIT["call_off"].before:
        call_off(system, now, visit.number)
