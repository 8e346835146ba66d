"""A report becomes a repair, and is accepted or waits, but is never dropped."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bonafix.cases.actions import open_case
from bonafix.cases.models import Case
from bonafix.kit.tokens import door_code
from bonafix.ledger.acts import Act
from bonafix.people.sealing import seal
from bonafix.repairs.actions.moving import move, tell_customer
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.states import BY_VERB


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is: a division code with its edition, or why there is none."""

    code: str
    name: str
    status: str
    edition: str
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What is to be done: catalogue rows by id, how long, which skills, how soon."""

    brand_id: UUID | None
    product_id: UUID | None
    fault_id: UUID | None
    minutes: int
    skills: tuple[str, ...]
    urgent: bool
    preferred: tuple[tuple[str, str], ...] = ()
    sold_unit_id: UUID | None = None
    kind: str = "repair"


@dataclass(frozen=True, slots=True)
class Words:
    """What the customer wrote; sealed before it is stored. Never shown in logs."""

    description: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Service:
    """Who serves there (None: nobody), how it stands to the brand, or why nobody does."""

    outlet_id: UUID | None
    standing: str
    reason: str


def open_repair(
    act: Act,
    *,
    customer_id: UUID,
    channel: str,
    place: Place,
    need: Need,
    words: Words,
    service: Service,
    shares: list[tuple[UUID, str, str]],
) -> tuple[Case, Repair]:
    """Put a report on record as case and repair; accepted at once where somebody serves."""
    case = open_case(
        act,
        kind="repair",
        channel=channel,
        owner="desk",
        shares=[(customer_id, "customer", "full"), *shares],
        sold_unit_id=need.sold_unit_id,
    )
    repair = Repair(
        operator_id=act.operator_id,
        case_id=case.id,
        customer_id=customer_id,
        brand_id=need.brand_id,
        product_id=need.product_id,
        fault_id=need.fault_id,
        kind=need.kind,
        status="reported",
        description=seal(customer_id, words.description),
        address=seal(customer_id, words.address),
        door_code=seal(customer_id, door_code()),
        place_code=place.code,
        place_name=place.name,
        place_status=place.status,
        place_edition=place.edition,
        nearest_code=place.nearest,
        urgent=need.urgent,
        preferred=[list(window) for window in need.preferred],
        minutes=need.minutes,
        skills=sorted(need.skills),
        received_at=act.now,
    )
    move(act, case, repair, BY_VERB["report"], body={"channel": channel})
    tell_customer(act, case, repair, "report_received", "1")
    settle_service(act, case, repair, service)
    return case, repair


def settle_service(act: Act, case: Case, repair: Repair, service: Service) -> None:
    """Accept where somebody serves; otherwise wait, with the reason, for a person."""
    if service.outlet_id is None and not service.standing:
        repair.waiting_reason = service.reason
        move(act, case, repair, BY_VERB["wait"], body={"reason": service.reason})
        tell_customer(act, case, repair, "waiting_coverage", service.reason)
        return
    repair.outlet_id, repair.standing = service.outlet_id, service.standing
    repair.waiting_reason = ""
    repair.accepted_at = act.now
    body: dict[str, Any] = {"served_by": str(service.outlet_id) if service.outlet_id else "brand"}
    move(act, case, repair, BY_VERB["accept"], body=body)
