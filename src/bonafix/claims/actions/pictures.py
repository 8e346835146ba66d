"""Pictures of either side come in: the very bytes into custody, never changed."""

from datetime import datetime
from io import BytesIO
from typing import Final
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case
from bonafix.claims.actions.moving import hold, load, move
from bonafix.claims.actions.opening import needed
from bonafix.claims.errors import (
    NoSuchPicture,
    NotAPicture,
    PicturesMissing,
    PictureTooLarge,
    TooManyPictures,
)
from bonafix.claims.models import Claim, Examination, Shot
from bonafix.claims.queries import shots_of
from bonafix.claims.rules.policies import SLOTS
from bonafix.claims.rules.states import UNDECIDED, OutOfOrder
from bonafix.files.actions import read, store
from bonafix.files.models import StoredFile
from bonafix.kit.errors import Invalid, NotAllowed
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_SHOTS: Final = 12
SIGNS: Final = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"WEBP", 8, "image/webp"),
    (b"ftyp", 4, "image/heic"),
)


def media_type(content: bytes) -> str:
    """By the first bytes, never by a name. `NotAPicture` for anything else."""
    for sign, at, kind in SIGNS:
        if content[at : at + len(sign)] == sign:
            return kind
    raise NotAPicture


def add_picture(
    actor: Actor,
    now: datetime,
    number: str,
    slot: str,
    content: bytes,
    declared_ai: bool | None = None,
) -> Shot:
    """A picture of the buyer for one of the asked slots, as long as nothing is decided."""
    if slot not in SLOTS:
        raise Invalid("slot_unknown", "Please say what the picture shows.", field="slot")
    with begin(actor, now) as act:
        case, claim = _open(act, number, "claim.evidence")
        return _take(act, case, claim, "buyer", slot, content, declared_ai)


def add_goods_picture(actor: Actor, now: datetime, number: str, content: bytes) -> Shot:
    """A picture of the merchant: how the goods look, or looked when they were packed."""
    with begin(actor, now) as act:
        case, claim = _open(act, number, "claim.answer")
        shot = _take(act, case, claim, "merchant", "goods", content, None)
        act.defer_slow("claims.goods_shown", case_id=case.id)
        return shot


def _open(act: Act, number: str, permission: str) -> tuple[Case, Claim]:
    case = by_number(number)
    require_case(act.actor, permission, case)
    case, claim = hold(act, case.id)
    if permission == "claim.evidence":
        _own_door(act.actor, case)
    if claim.status not in (*UNDECIDED, "appealed"):
        raise OutOfOrder("add_picture", claim.status)
    return case, claim


def _own_door(actor: Actor, case: Case) -> None:
    """A program brings a buyer's pictures only for claims that it opened for the buyer.

    Otherwise a merchant's key could fill in what its own buyer did not say.
    """
    if actor.kind == "api" and case.channel != "api":
        raise NotAllowed("not_allowed", "You may not do this here.")


def _take(
    act: Act,
    case: Case,
    claim: Claim,
    side: str,
    slot: str,
    content: bytes,
    declared_ai: bool | None,
) -> Shot:
    if len(content) > MOST_BYTES:
        raise PictureTooLarge
    kind = media_type(content)
    if Shot.objects.filter(case_id=case.id, side=side).count() >= MOST_SHOTS:
        raise TooManyPictures
    owner = claim.buyer_id if side == "buyer" else claim.merchant_id
    file = store(act, BytesIO(content), kind, "evidence", owner, f"claim {case.number}")
    shot = Shot(
        operator_id=act.operator_id,
        case_id=case.id,
        party_id=owner,
        side=side,
        slot=slot,
        file_id=file.id,
        declared_ai=declared_ai,
        at=act.now,
    )
    act.record("claims.picture_added", ("case", case.id), rows=[shot])
    return shot


def missing(claim: Claim) -> list[str]:
    """The slots that still have no picture."""
    filled = {shot.slot for shot in shots_of(claim.case_id, "buyer")}
    return [slot for slot in needed(claim) if slot not in filled]


def complete(actor: Actor, now: datetime, number: str) -> Claim:
    """Everything that was asked is there. `PicturesMissing` says how many are not."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "complete")
        _own_door(actor, case)
        if gaps := missing(claim):
            raise PicturesMissing(missing=len(gaps))
        claim.complete_at = now
        move(act, case, claim, transition)
        act.defer_slow("claims.to_examine", case_id=case.id)
    return claim


def look_at(actor: Actor, now: datetime, number: str, file_id: UUID) -> tuple[bytes, str]:
    """(bytes, media type) of a picture of this case, its preview or an overlay; on record.

    `NoSuchPicture` for a file that belongs to another case.
    """
    case = by_number(number)
    require_case(actor, "claim.see", case)
    if file_id not in files_of(case.id):
        raise NoSuchPicture
    with begin(actor, now) as act:
        kind = StoredFile.objects.get(pk=file_id).media_type
        return read(act, file_id, f"claim {case.number}"), kind


def files_of(case_id: UUID) -> set[UUID]:
    """Every file that belongs to a claim: pictures, previews, overlays."""
    found: set[UUID] = set()
    for file_id, preview_id in Shot.objects.filter(case_id=case_id).values_list(
        "file_id", "preview_id"
    ):
        found |= {file_id} | ({preview_id} if preview_id else set())
    for overlays in Examination.objects.filter(case_id=case_id).values_list("overlays", flat=True):
        found |= {UUID(one["file"]) for one in overlays}
    return found
