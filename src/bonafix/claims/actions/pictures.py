"""Pictures of either side come in: the very bytes into custody, never changed."""

from collections.abc import Iterator
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
from bonafix.claims.queries import policy_of_version, shots_of
from bonafix.claims.rules.policies import SLOTS
from bonafix.claims.rules.states import UNDECIDED, OutOfOrder
from bonafix.evidence.errors import CameraOnly
from bonafix.files.actions import open_content, store
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
)
# ISO 14496-12: the brand behind `ftyp` tells a still picture from a film.
STILL: Final = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif")
MATROSKA: Final = b"\x1a\x45\xdf\xa3"


def media_type(content: bytes, slot: str = "") -> str:
    """By the first bytes, never by a name. `NotAPicture` for anything else.

    A clip is taken where a clip is asked for, and nothing else is taken there.
    """
    kind = _kind(content)
    if kind.startswith("image/" if slot != "clip" else "video/"):
        return kind
    raise NotAPicture


def _kind(content: bytes) -> str:
    if content[4:8] == b"ftyp":
        if content[8:12] in STILL:
            return "image/heic"
        return "video/quicktime" if content[8:12] == b"qt  " else "video/mp4"
    if content[:4] == MATROSKA:
        return "video/webm"
    found = (kind for sign, at, kind in SIGNS if content[at : at + len(sign)] == sign)
    return next(found, "")


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
        if policy_of_version(claim.policy_version).capture == "camera":
            raise CameraOnly
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
        own_door(act.actor, case)
    if claim.status not in (*UNDECIDED, "appealed"):
        raise OutOfOrder("add_picture", claim.status)
    return case, claim


def own_door(actor: Actor, case: Case) -> None:
    """`NotAllowed` for a program that did not open this claim for its buyer.

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
    kind = media_type(content, slot)
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
        own_door(actor, case)
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
    pieces, file = open_picture(actor, now, number, file_id)
    return b"".join(pieces), file.media_type


def open_picture(
    actor: Actor, now: datetime, number: str, file_id: UUID
) -> tuple[Iterator[bytes], StoredFile]:
    """The same in pieces of up to 1 MiB, for a clip that need not fit into memory."""
    case = by_number(number)
    require_case(actor, "claim.see", case)
    if file_id not in files_of(case.id):
        raise NoSuchPicture
    with begin(actor, now) as act:
        pieces = open_content(act, file_id, f"claim {case.number}")
        return pieces, StoredFile.objects.get(pk=file_id)


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
