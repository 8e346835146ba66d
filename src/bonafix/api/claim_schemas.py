"""Shapes of the API of claims. Texts stay plain strings: the rules say what is wrong with them."""

from typing import Any
from uuid import UUID

from ninja import Schema

from bonafix.api.schemas import Contact


class OrderIn(Schema):
    """What was bought. Money in fen; `merchant` is the key's own party when it is left out."""

    ref: str
    title: str
    goods_fen: int
    paid_fen: int
    bought_at: str
    freight_fen: int = 0
    category: str = "general"
    received_at: str | None = None
    merchant: UUID | None = None
    buyer: Contact | None = None


class OrderOut(Schema):
    """The order, and the link by which its buyer opens a claim."""

    id: UUID
    ref: str
    claim_url: str | None


class ClaimIn(Schema):
    """A claim. `order` is the merchant's order number or our id of it; money in fen."""

    order: str
    reason: str
    wish: str
    amount_fen: int
    statement: str = ""
    merchant: UUID | None = None


class PictureIn(Schema):
    """A picture or a short clip as base64, up to 5 MB; larger ones go to `capture`."""

    slot: str = ""
    content: str
    side: str = "buyer"
    declared_ai: bool | None = None


class CaptureOut(Schema):
    """What the buyer is asked for, until when, and where.

    `page_url` is for the buyer; `uploads_url` takes files of up to 250 MB in pieces (tus 1.0.0,
    metadata shot, source, filetype); `text` is the same request for a chat.
    """

    page_url: str
    uploads_url: str
    code: str
    wanted: list[str]
    source: str
    until: str
    text: str


class AnswerIn(Schema):
    """The merchant's answer: accept, offer, offer_exchange, offer_repair, contest, ask_return,
    ask_destroy, ask_inspection.
    """

    kind: str
    text: str = ""
    offer_fen: int | None = None


class AgreedIn(Schema):
    """Yes or no: to an offer, or of the second reviewer."""

    agreed: bool


class ParcelIn(Schema):
    """Carrier and number of the parcel."""

    parcel: str


class DecisionIn(Schema):
    """A reviewer's decision: grant or refuse, the sum in fen, and the reasons.

    `remedy`: money, or goods that the buyer asked for (exchange, repair); then no sum.
    """

    outcome: str
    amount_fen: int = 0
    reasons: str
    remedy: str = "money"


class RemedyIn(Schema):
    """What the merchant does about goods that were agreed or decided.

    `way`: send (with `parcel`), goods_back (it mends them itself), visit (somebody comes and mends
    them), cannot (with `text`: why; a person decides).
    """

    way: str
    parcel: str = ""
    text: str = ""


class ReceivedIn(Schema):
    """The buyer has the goods and they do (`agreed`), or what is not right, in words."""

    agreed: bool
    text: str = ""


class ProofIn(Schema):
    """Does the buyer show the goods made useless? No: they go back instead."""

    agreed: bool


class TextIn(Schema):
    """Words: of an appeal (`side`: buyer or merchant), or of an inspection."""

    text: str
    side: str = "buyer"


class WindowIn(Schema):
    """A time that suits, as two instants with offset."""

    start: str
    end: str


class VisitIn(Schema):
    """The buyer's answer to an inspection; `consent` is the version of the words agreed to."""

    agreed: bool
    address: str = ""
    place: str | None = None
    preferred: tuple[WindowIn, ...] = ()
    consent: str = ""


class DoneIn(Schema):
    """What a person has done: call_back, see_to_payment or see_to_charge."""

    duty: str


class ClaimOut(Schema):
    """One claim, as far as the asker may see it."""

    number: str
    status: str
    owner: str
    next_deadline: str | None
    order: str
    reason: str
    wish: str
    amount_fen: int
    offer_fen: int | None
    offer_remedy: str
    remedy: str
    sent_back_by: str
    sent_out_by: str
    policy_version: int
    pictures: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    decision: dict[str, Any] | None
    payment: dict[str, Any] | None
    inspection: dict[str, Any] | None
    charges: list[dict[str, Any]]
    claim_url: str | None = None
    capture_url: str | None = None
