"""A report becomes a repair, and is accepted or waits, but is never dropped."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bonafix.cases.actions import open_case, share
from bonafix.cases.models import Case
from bonafix.kit.tokens import door_code
from bonafix.ledger.acts import Act
from bonafix.people.sealing import seal
from bonafix.repairs.actions.moving import move, tell_customer
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.states import BY_VERB, STATES


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
    # Parties that are not sent, whoever else could go: of an inspection the merchant's own.
    not_again: tuple[UUID, ...] = ()


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

    @property
    def serves(self) -> bool:
        """True when an outlet, or the brand itself, goes there."""
        return self.outlet_id is not None or bool(self.standing)


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
    sent_key: str | None = None,
) -> tuple[Case, Repair]:
    """Put a report on record as case and repair; accepted at once where somebody serves."""
    case = open_case(
        act,
        kind="repair",
        channel=channel,
        owner=STATES["accepted" if service.serves else "waiting"].owner,
        shares=[(customer_id, "customer", "full"), *shares, *_serving(service)],
        sold_unit_id=need.sold_unit_id,
        sent_key=sent_key,
    )
    repair = _new_repair(act, case.id, customer_id, place, need, words)
    # On record as reported, and left again in this very action: nobody owes anything in between.
    act.record(
        BY_VERB["report"].kind,
        ("case", case.id),
        rows=[repair],
        body={"channel": channel, "to": repair.status},
    )
    act.defer(BY_VERB["report"].kind, case_id=case.id)
    tell_customer(act, case, repair, "report_received", "1", new=True)
    settle_service(act, case, repair, service, new=True)
    return case, repair


def _serving(service: Service) -> list[tuple[UUID, str, str]]:
    """The outlet that serves has the case before anybody is sent: it is the one that sends."""
    return [(service.outlet_id, "outlet", "full")] if service.outlet_id else []


def _new_repair(
    act: Act, case_id: UUID, customer_id: UUID, place: Place, need: Need, words: Words
) -> Repair:
    return Repair(
        operator_id=act.operator_id,
        case_id=case_id,
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
        not_again=list(need.not_again),
        skills=sorted(need.skills),
        received_at=act.now,
    )


def settle_service(
    act: Act, case: Case, repair: Repair, service: Service, *, new: bool = False
) -> None:
    """Accept where somebody serves; otherwise wait, with the reason, for a person.

    By the published coverage alone: the house does it, not whoever reported.
    """
    with act.by_system():
        _settle(act, case, repair, service, new)


def _settle(act: Act, case: Case, repair: Repair, service: Service, new: bool) -> None:
    if not service.serves:
        repair.waiting_reason = service.reason
        move(act, case, repair, BY_VERB["wait"], body={"reason": service.reason}, new=new)
        tell_customer(act, case, repair, "waiting_coverage", service.reason)
        return
    repair.outlet_id, repair.standing = service.outlet_id, service.standing
    repair.waiting_reason = ""
    repair.accepted_at = act.now
    if not new:
        for party_id, role, scope in _serving(service):
            share(act, case.id, party_id, role, scope)
    body: dict[str, Any] = {"served_by": str(service.outlet_id) if service.outlet_id else "brand"}
    move(act, case, repair, BY_VERB["accept"], body=body, new=new)
