"""Shapes of what outlets are offered and paid."""

from uuid import UUID

from ninja import Field, Schema

from bonafix.api.schemas import PlaceOut, TechnicianOut


class OfferOut(Schema):
    """A visit that was passed to an outlet."""

    number: str
    status: str = Field(description="offered or accepted")
    accept_by: str | None
    outlet_fen: int | None
    technician_fen: int | None
    technician: TechnicianOut
    kind: str
    urgent: bool
    place: PlaceOut
    arrive_from: str | None
    arrive_by: str | None


class OutletOut(Schema):
    """An outlet by its name."""

    id: UUID
    name: str


class KeptOut(Schema):
    """How one outlet kept its word; `asked` are the offers that waited for a yes."""

    outlet: OutletOut
    offered: int
    asked: int
    taken_on_in_time: int
    lapsed: int
    handed_back: int
    promises_settled: int
    arrived_in_promise: int


class PayShape(Schema):
    """In fen: to the outlet, and of that to whoever goes."""

    outlet_fen: int
    technician_fen: int


class RateIn(Schema):
    """What a kind of visit pays; without a brand, for every brand without a rate of its own."""

    kind: str
    brand: UUID | None = None
    since: str | None = None
    usual: PayShape
    urgent: PayShape


class RateOut(Schema):
    """A published rate."""

    version: int
    since: str
    kind: str
    brand: UUID | None
    usual: PayShape
    urgent: PayShape


class ReachIn(Schema):
    """A telephone number, mobile or landline; empty: no messages."""

    phone: str


class ReachOut(Schema):
    """Whether this outlet is told by message; the number is not read back."""

    outlet: UUID
    told: bool
