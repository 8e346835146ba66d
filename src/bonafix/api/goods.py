"""A merchant's records of parcels and pictures of goods, for its own programs."""

import base64
import binascii
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema

from bonafix.api.auth import actor_in
from bonafix.evidence.actions.packing import Parcel, add_packing, settle
from bonafix.evidence.actions.packing_uploads import begin_packing
from bonafix.evidence.actions.references import add_reference
from bonafix.evidence.errors import NotPackable
from bonafix.evidence.models import Packing, Reference
from bonafix.evidence.parcels import Told
from bonafix.kit.clock import format_instant, now, parse_instant
from bonafix.kit.errors import Invalid, NotAllowed
from bonafix.operators.actors import Actor
from bonafix.operators.addresses import public_url

packings = Router(tags=["packings"])
references = Router(tags=["references"])


class PackingIn(Schema):
    """A picture or clip as base64 (at most 5 MB; larger ones by `uploads`) and its words."""

    content: str
    kind: str = "packing"  # packing, shipping
    order: str = ""
    waybill: str = ""
    serials: tuple[str, ...] = ()
    taken_at: str | None = None
    merchant: UUID | None = None


class AnnouncedIn(Schema):
    """A file of `length` bytes, at most 250 MB, that is sent in pieces afterwards."""

    length: int
    media_type: str = "video/mp4"
    kind: str = "packing"
    order: str = ""
    waybill: str = ""
    serials: tuple[str, ...] = ()
    taken_at: str | None = None
    merchant: UUID | None = None


class AnnouncedOut(Schema):
    """Where the pieces go, by tus 1.0.0 (HEAD, PATCH, DELETE), for two days."""

    upload_url: str


class KnownOut(Schema):
    """One thing that is known of a parcel; `where`: told, or the format of the code."""

    what: str  # order, waybill, serial, goods
    value: str
    where: str


class PackingOut(Schema):
    """status: reading, bound, asks, aside; question: why a person is asked."""

    id: UUID
    kind: str
    status: str
    question: str
    order: str | None
    waybill: str
    serials: list[str]
    known: list[KnownOut] | None
    taken_at: str | None
    taken_from: str
    received_at: str
    sha256: str


class SettleIn(Schema):
    """The number of the order; empty when it belongs to none."""

    order: str


class ReferenceIn(Schema):
    """A picture as base64, of goods named as orders name them."""

    content: str
    goods: str
    view: str = ""
    owner: UUID | None = None


class ReferenceOut(Schema):
    """A reference picture with its dates."""

    id: UUID
    goods: str
    view: str
    version: int
    since: str
    until: str | None


@packings.post("", response={201: PackingOut}, summary="Add a record of a parcel")
def packing_add(request: HttpRequest, body: PackingIn) -> Any:
    """Taken into custody; its codes are read soon after. The same bytes are the same record."""
    actor = actor_in(request)
    told = Told(body.order, body.waybill, body.serials)
    taken = parse_instant(body.taken_at) if body.taken_at else None
    content = BytesIO(_bytes(body.content))
    parcel = Parcel(body.kind, told, taken)
    row, new = add_packing(actor, now(), body.merchant or _own(actor), parcel, content)
    return JsonResponse(_told(row), status=201 if new else 200)


@packings.post("/uploads", response={201: AnnouncedOut}, summary="Announce a large clip")
def packing_announce(request: HttpRequest, body: AnnouncedIn) -> Any:
    """Sent to the last byte it becomes a record like any other; it is found by its order."""
    actor = actor_in(request)
    told = Told(body.order, body.waybill, body.serials)
    taken = parse_instant(body.taken_at) if body.taken_at else None
    parcel = Parcel(body.kind, told, taken)
    owner = body.merchant or _own(actor)
    _row, token = begin_packing(actor, now(), owner, parcel, body.length, body.media_type)
    url = f"{public_url(actor.operator_id)}/uploads/{token}/"
    return JsonResponse({"upload_url": url}, status=201)


@packings.get("", response=list[PackingOut], summary="Records of an order, or those that ask")
def packing_list(request: HttpRequest, order: str = "", status: str = "") -> Any:
    """Of the key's own merchant, newest first, at most 100."""
    rows = Packing.objects.filter(merchant_id=_own(actor_in(request))).select_related("order")
    if order:
        rows = rows.filter(order__ref=_word(order))
    if status:
        rows = rows.filter(status=_word(status))
    return [_told(one) for one in rows.order_by("-id")[:100]]


@packings.post("/{uuid:pk}/settle", response=PackingOut, summary="Say to which order it belongs")
def packing_settle(request: HttpRequest, pk: UUID, body: SettleIn) -> Any:
    """A person's answer, passed on by the merchant's program."""
    return _told(settle(actor_in(request), now(), pk, body.order))


@references.post("", response={201: ReferenceOut}, summary="Add a picture of goods")
def reference_add(request: HttpRequest, body: ReferenceIn) -> Any:
    """In force from now on; claims of earlier purchases are compared with earlier ones."""
    actor = actor_in(request)
    owner, content = body.owner or _own(actor), _bytes(body.content)
    row = add_reference(actor, now(), owner, body.goods, content, body.view)
    return JsonResponse(_shown(row), status=201)


@references.get("", response=list[ReferenceOut], summary="Own pictures of goods")
def reference_list(request: HttpRequest, goods: str = "") -> Any:
    """Of the key's own party, newest first, at most 100."""
    rows = Reference.objects.filter(owner_id=_own(actor_in(request)))
    rows = rows.filter(goods=_word(goods)) if goods else rows
    return [_shown(one) for one in rows.order_by("-id")[:100]]


def _word(text: str) -> str:
    """A text of the query; what no order is called matches nothing."""
    return text if text.isprintable() else ""


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotPackable from error


def _own(actor: Actor) -> UUID:
    if "customer" in actor.roles:
        raise NotAllowed("not_allowed", "You may not do this here.")
    found = next(iter(sorted(actor.party_ids, key=str)), None)
    if found is None:
        raise Invalid("merchant_unknown", "Please say of which merchant.", field="merchant")
    return found


def _told(row: Packing) -> dict[str, Any]:
    known = row.known
    return {
        "id": str(row.id),
        "kind": row.kind,
        "status": row.status,
        "question": row.question,
        "order": row.order.ref if row.order_id and row.order else None,
        "waybill": row.waybill,
        "serials": row.serials,
        "known": None if known is None else [dict(zip(KEYS, one, strict=True)) for one in known],
        "taken_at": format_instant(row.taken_at) if row.taken_at else None,
        "taken_from": row.taken_from,
        "received_at": format_instant(row.received_at),
        "sha256": row.digest,
    }


KEYS = ("what", "value", "where")


def _shown(row: Reference) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "goods": row.goods,
        "view": row.view,
        "version": row.version,
        "since": format_instant(row.since),
        "until": format_instant(row.until) if row.until else None,
    }
