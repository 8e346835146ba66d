"""A merchant's records of a parcel: taken in once, read by the worker, bound or asked about."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Final
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.evidence.actions.looking import reader
from bonafix.evidence.errors import BadParcel, NoSuchPacking, NotPackable, NotThisOrder
from bonafix.evidence.models import Packing
from bonafix.evidence.parcels import ASIDE, ASKS, BOUND, KINDS, READING, Told, judge, sort_codes
from bonafix.examine.model import Options, Picture
from bonafix.examine.reading.kinds import kind_of
from bonafix.files.actions import open_content, store
from bonafix.files.errors import FileGone
from bonafix.kit.clock import parse_instant
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.models import Party
from bonafix.people.queries import party
from bonafix.products.models import Order

PLACE: Final = "bonafix.examine.parcel:analyser"
# Of a longer clip only the beginning is read; its time may stand at the end.
READ_AT_MOST: Final = 250_000_000
MOST_SERIALS: Final = 50
LONGEST: Final = 40
EDGE: Final = 1280


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the merchant says about a file: kind (packing, shipping), numbers, time."""

    kind: str
    told: Told = field(default_factory=Told)
    taken_at: datetime | None = None


def subject(operator_id: UUID, merchant_id: UUID) -> Subject:
    """A merchant's records as the table of rights sees them."""
    return Subject("packing", operator_id, party_ids=frozenset({merchant_id}))


def add_packing(
    actor: Actor, now: datetime, merchant_id: UUID, parcel: Parcel, content: BinaryIO
) -> tuple[Packing, bool]:
    """Take a file in; (record, True when it is new). The same bytes again are the same record.

    `evidence.packed` is deferred with packing_id: the worker reads what stands on the parcel.
    `NotAllowed`, `NotPackable`, `BadParcel`.
    """
    require(actor, "packing.add", subject(actor.operator_id, merchant_id))
    check_parcel(parcel, now)
    media = kind_of(content.read(1024))
    if media.media not in ("picture", "video"):
        raise NotPackable
    digest = _digest(content)
    with begin(actor, now) as act:
        # One file at a time for a merchant: the same one twice at once is one.
        owner = act.lock(Party, party(merchant_id).id)
        held = Packing.objects.filter(merchant_id=owner.id, digest=digest).first()
        if held is not None:
            return held, False
        content.seek(0)
        file = store(act, content, media.mime, "evidence", owner.id, f"packing {owner.id}")
        return new_row(act, owner.id, parcel, file.id, digest), True


def new_row(act: Act, merchant_id: UUID, parcel: Parcel, file_id: UUID, digest: str) -> Packing:
    """The record of a file that is in custody; the worker reads it soon after."""
    row = Packing(
        operator_id=act.operator_id,
        merchant_id=merchant_id,
        kind=parcel.kind,
        file_id=file_id,
        digest=digest,
        status=READING,
        order_ref=parcel.told.order_ref,
        waybill=parcel.told.waybill,
        serials=list(parcel.told.serials),
        taken_at=parcel.taken_at,
        taken_from="told" if parcel.taken_at else "",
        received_at=act.now,
    )
    act.record("evidence.packed", ("packing", row.id), rows=[row])
    act.defer("evidence.packed", packing_id=row.id)
    return row


def check_parcel(parcel: Parcel, now: datetime) -> None:
    """`BadParcel` for words that no parcel has."""
    told = parcel.told
    short = [told.waybill, *told.serials]
    if (
        parcel.kind not in KINDS
        or len(told.order_ref) > 60
        or len(told.serials) > MOST_SERIALS
        or any(len(one) > LONGEST or not one.isprintable() for one in [*short, told.order_ref])
        or (parcel.taken_at is not None and parcel.taken_at > now)
    ):
        raise BadParcel


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def read_packing(operator_id: UUID, now: datetime, packing_id: UUID) -> None:
    """Read codes and time in the limited process; bind it, or ask a person. Once."""
    row = Packing.objects.filter(pk=packing_id, status=READING).first()
    if row is None:
        return
    with begin(Actor.system(operator_id), now) as act:
        try:
            content = _content(act, row)
        except FileGone:
            return
    answer = reader().analyse([Picture("packing", content)], [PLACE], Options())
    found = [(one.kind, dict(one.params)) for one in answer.findings]
    codes = [(told["format"], told["text"]) for kind, told in found if kind == "code_read"]
    times = [told for kind, told in found if kind == "time_said"]
    with begin(Actor.system(operator_id), now) as act:
        held = act.lock(Packing, packing_id)
        if held.status == READING:
            if times:
                held.taken_at = parse_instant(times[0]["at"])
                held.taken_from = times[0]["where"]
            _bind(held, codes)
            act.record("evidence.packing_read", ("packing", held.id), rows=[held])
            if held.order_id:
                act.defer_slow("evidence.packing_bound", packing_id=held.id, order_id=held.order_id)


def _content(act: Act, row: Packing) -> bytes:
    content = bytearray()
    for piece in open_content(act, row.file_id, "packing.read"):
        content += piece
        if len(content) >= READ_AT_MOST:
            break
    return bytes(content)


def _bind(row: Packing, codes: list[tuple[str, str]]) -> None:
    told = Told(row.order_ref, row.waybill, tuple(row.serials))
    texts = {text.strip() for _format, text in codes} | {told.order_ref}
    orders = dict(
        Order.objects.filter(merchant_id=row.merchant_id, ref__in=texts).values_list("ref", "id")
    )
    known = sort_codes(told, codes, orders)
    verdict = judge(told, known, orders, _carried(row, {*texts, told.waybill}))
    row.known = [[one.what, one.value, one.where] for one in known]
    row.waybill, row.serials = verdict.waybill[:LONGEST], list(verdict.serials)[:MOST_SERIALS]
    row.order_id, row.question = verdict.order_id, verdict.question
    row.status = ASKS if verdict.question else BOUND


def _carried(row: Packing, waybills: set[str]) -> dict[str, frozenset[UUID]]:
    """Waybill → the orders of this merchant whose bound records name it."""
    rows = Packing.objects.filter(
        merchant_id=row.merchant_id, status=BOUND, waybill__in=waybills - {""}
    ).values_list("waybill", "order_id")
    carried: dict[str, frozenset[UUID]] = {}
    for waybill, order_id in rows:
        carried[waybill] = carried.get(waybill, frozenset()) | {order_id}
    return carried


def settle(actor: Actor, now: datetime, packing_id: UUID, order_ref: str) -> Packing:
    """A person says to which order it belongs; empty: to none. Again corrects it.

    `NoSuchPacking`, `NotThisOrder`, `NotAllowed`.
    """
    row = Packing.objects.filter(pk=packing_id).first()
    if row is None:
        raise NoSuchPacking
    require(actor, "packing.add", subject(row.operator_id, row.merchant_id))
    with begin(actor, now) as act:
        held = act.lock(Packing, packing_id)
        named = order_ref if order_ref.isprintable() else ""
        order = Order.objects.filter(merchant_id=held.merchant_id, ref=named).first()
        if order_ref and order is None:
            raise NotThisOrder
        held.order_id, held.question = order.id if order else None, ""
        held.status = BOUND if order else ASIDE
        held.settled_by, held.settled_at = act.actor.label(), act.now
        act.record("evidence.packing_settled", ("packing", held.id), rows=[held])
        if order:
            act.defer_slow("evidence.packing_bound", packing_id=held.id, order_id=order.id)
    return held


def look(actor: Actor, now: datetime, packing_id: UUID) -> tuple[bytes, str]:
    """(bytes, media type): a smaller copy of a picture, a clip itself; on record.

    `NoSuchPacking` also for what cannot be shown.
    """
    row = Packing.objects.select_related("file").filter(pk=packing_id).first()
    if row is None:
        raise NoSuchPacking
    require(actor, "packing.see", subject(row.operator_id, row.merchant_id))
    with begin(actor, now) as act:
        content = _content(act, row)
    if row.file.media_type.startswith("video/"):
        return content, row.file.media_type
    shown = reader().thumbnail(Picture("packing", content), EDGE)
    if shown is None:
        raise NoSuchPacking
    return shown, "image/jpeg"
