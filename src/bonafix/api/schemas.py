"""Shapes of the API. Texts stay plain strings here: the rules say what is wrong with them."""

from typing import Any
from uuid import UUID

from ninja import Field, Schema


class Contact(Schema):
    """Whom to call."""

    name: str
    phone: str


class BesideIn(Schema):
    """Somebody of the family beside the customer, for this case; they go with its data.

    `relation`: child, parent, spouse, relative, neighbour, carer or other. `told`: they get the
    same notices, the code for the door among them.
    """

    name: str
    phone: str
    relation: str = "other"
    told: bool = False


class Window(Schema):
    """A time that suits, RFC 3339 with offset."""

    from_: str = Field(alias="from")
    to: str


class RepairIn(Schema):
    """A report. `product` is a SKU or an id; `fault` a code of the fault catalogue or null.

    `kind`: repair, installation, door_open, inspection or maintenance; only a repair needs a
    description.
    """

    product: str
    kind: str = "repair"
    fault: str | None = None
    description: str = ""
    address: str
    contact: Contact
    beside: BesideIn | None = None
    urgent: bool = False
    preferred: list[Window] | None = None
    place: str | None = Field(
        None,
        description=(
            "Division code, when it was chosen from a list: then it tells the place, and not the "
            "address. A code that is in no list is answered with 422 (`place_unknown`); null or "
            "empty, the address tells the place."
        ),
    )
    consent: str | None = Field(
        None,
        description=(
            "Which consent to the use of their data for this repair the caller says the customer"
            " was given: the version of its wording, such as `shop-2026-11` (letters, digits and"
            " `._:-`, at most 40). It is kept with the report, its time and channel `api`;"
            " without it no consent is on record."
        ),
    )


class RevisitIn(Schema):
    """What is wrong again; `paid`: somebody shall come though no guarantee holds."""

    description: str
    urgent: bool = False
    preferred: list[Window] | None = None
    paid: bool = False


class PlaceOut(Schema):
    """Where it is, as far as it is known."""

    code: str | None
    name: str | None
    status: str
    edition: str = Field(description="Of which list of divisions the code is, by its date.")


class PromiseOut(Schema):
    """What was promised."""

    arrive_by: str


class RepairOut(Schema):
    """What the reporter is told."""

    number: str
    status: str
    place: PlaceOut
    promise: PromiseOut | None
    tracking_url: str


class TechnicianOut(Schema):
    """Who comes: never more than the public name."""

    id: UUID
    name: str


class RepairDetail(Schema):
    """One repair, as far as the asker may see it."""

    number: str
    kind: str
    status: str
    owner: str
    next_deadline: str | None
    place: PlaceOut
    promise: PromiseOut | None
    waiting_reason: str | None
    nearest: PlaceOut | None
    urgent: bool
    received_at: str
    accepted_at: str | None
    arranged_at: str | None
    arrived_at: str | None
    technician: TechnicianOut | None
    arrive_from: str | None
    quote: dict[str, Any] | None
    guarantee: dict[str, Any] | None
    first_inspection: str | None = Field(
        None, description="granted: free of charge; known: at the public price; null: no offer"
    )
    recording: dict[str, Any] = Field(
        description="allowed: whether the customer lets the visit be recorded; kept: how many are"
    )
    reason: dict[str, Any] | None
    passed_over: list[dict[str, Any]] | None


class LineIn(Schema):
    """One item of the price list, and how many of it."""

    code: str
    quantity: int = 1


class PartIn(Schema):
    """A part that was built in: its code of the price list, and its serial number."""

    code: str
    serial: str


class ProofsIn(Schema):
    """What was shown before a door is opened; the pictures by their client_id.

    Which kinds are accepted at this place: `GET /visits/{number}/door`.
    """

    premises: str
    identity: str
    identity_number: str = ""
    right: str
    witness: str
    witness_name: str
    witness_number: str = ""
    signature: UUID | None = None
    witness_signature: UUID | None = None
    technician_signature: UUID | None = None


class FoundIn(Schema):
    """What was seen: as_claimed, otherwise, no_fault_seen or not_examined; words describe it."""

    seen: str
    words: str
    serial: str = ""


class DoorNeeds(Schema):
    """What has to be shown at this place today, and how well the rules for it are known.

    `unverified` True (未核实): not every point comes from a rule that was read in its text;
    where none is on file for the region, the strictest set is asked.
    """

    number: str
    region: str | None
    premises: dict[str, list[str]]
    identity: list[str]
    keep_number: bool
    witness: list[str]
    kept_days: int
    unverified: bool
    rules: list[dict[str, str]]
    proved: bool


class StepIn(Schema):
    """One step of a visit, as the technician's device sends it."""

    client_id: UUID
    verb: str
    done_at: str
    code: str | None = None
    lines: list[LineIn] | None = None
    method: str | None = None
    why: str | None = None
    expected_at: str | None = None
    part: str | None = None
    parts: list[PartIn] | None = None
    total_fen: int | None = Field(None, description="The sum that the customer was shown.")
    signature: UUID | None = Field(None, description="client_id of what was signed.")
    picture: UUID | None = Field(None, description="client_id of the picture of a difference.")
    proofs: ProofsIn | None = Field(None, description="Of prove_door.")
    found: FoundIn | None = Field(None, description="Of inspect.")
    sent_at: str | None = Field(None, description="The device's clock when it sends a kept step.")
    kept: bool = Field(False, description="The device had no signal and kept the step until now.")


class FileOut(Schema):
    """A picture in custody; the same client_id twice is one picture."""

    client_id: UUID
    kind: str
    recorded_at: str
    replayed: bool


class StepOut(Schema):
    """What became of the step; the same client_id twice is one step.

    `status` "conflict": the house had gone on, and a dispatcher decides.
    """

    client_id: UUID
    verb: str
    status: str
    recorded_at: str
    replayed: bool


class QuoteAnswer(Schema):
    """The customer's answer to a quote."""

    quote: UUID
    agreed: bool


class PlaceIn(Schema):
    """The division that the desk found out."""

    code: str


class WhyIn(Schema):
    """A word that says why: silent, late, ill, closed, nobody_free, customer_asks, other."""

    why: str


class MergeIn(Schema):
    """The number of the case that goes on."""

    into: str


class DutyIn(Schema):
    """What a person has done: call_customer, decide_late, nobody_came,
    consent_withdrawn (the customer agrees again), renew_code, settle_conflict or
    look_at_photos (the manager has looked at two pictures that show the same).

    `how` says what was made of a conflict: record, device or both.
    """

    duty: str
    how: str = ""


class AssignIn(Schema):
    """A dispatcher's choice; without a technician the earliest one is taken."""

    technician: UUID | None = None


class RescheduleIn(Schema):
    """Other times, at most three."""

    preferred: list[Window] = Field(default_factory=list)


class CancelIn(Schema):
    """Why nobody has to come: customer, duplicate, solved, other."""

    because: str = "customer"
