"""Taking a report in: checked, resolved, put on record, accepted or waiting for a person."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.cases.contacting import add_contact
from bonafix.cases.models import Case
from bonafix.dispatch import holding
from bonafix.intake import rules
from bonafix.intake.errors import ReportInvalid
from bonafix.intake.locate import COUNTY_DIGITS, find, locate, nearest_served, settled
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import find_or_add_customer, give_consent
from bonafix.people.tokens import issue
from bonafix.places import divisions_in_area, is_within
from bonafix.products.models import Fault, Product
from bonafix.products.queries import fault_named, product_named
from bonafix.products.queries.coverage import live_coverage, reaches
from bonafix.products.rules import who_serves
from bonafix.products.rules.coverage import Reach
from bonafix.repairs.actions.arrange import arrange_visit, check_windows
from bonafix.repairs.actions.first import decide_first
from bonafix.repairs.actions.moving import load, move
from bonafix.repairs.actions.report import (
    Need,
    Place,
    Service,
    Words,
    open_repair,
    settle_service,
)
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.kinds import KINDS, skills_for
from bonafix.repairs.serving import who_goes

TRACK_DAYS = 400


@dataclass(frozen=True, slots=True)
class Taken:
    """What the reporter is told: case, repair, and the token of the tracking page."""

    case: Case
    repair: Repair
    token: str


def report(
    actor: Actor,
    now: datetime,
    raw: rules.RawReport,
    channel: str,
    sent_key: str | None = None,
    holder: str = "",
) -> Taken:
    """Take a report in. It is on record before anybody is looked for; then somebody is sent.

    `sent_key` names the form it came by, so that the same form is never two cases. A time that
    is kept for `holder` goes on being kept until somebody is sent.
    Raises ReportInvalid with one sentence for each unusable field, and nothing is stored.
    """
    require(actor, "report.file", Subject("report", actor.operator_id))
    checked = rules.check(raw, check_windows, now)
    product, fault = _catalogue(checked)
    with begin(actor, now) as act:
        if holder:
            holding.lock(act, holder)
        taken = _put_on_record(act, checked, product, fault, channel, sent_key)
        if holder:
            holding.hand_on(act, holder, taken.case.id, checked.preferred)
    if taken.repair.status == "accepted" and taken.repair.urgent:
        # An urgent customer hears at once who comes; for others a worker does it.
        arrange_visit(Actor.system(actor.operator_id), now, taken.case.id)
        taken.repair.refresh_from_db()
    return taken


def take_over(act: Act, raw: rules.RawReport, channel: str) -> Taken:
    """A report as part of a larger action, such as a row of an old system's open orders.

    The same checks as `report`; whoever can go is looked for by a worker. Raises as `report`.
    """
    require(act.actor, "report.file", Subject("report", act.operator_id))
    checked = rules.check(raw, check_windows, act.now)
    product, fault = _catalogue(checked)
    return _put_on_record(act, checked, product, fault, channel)


def _catalogue(checked: rules.Report) -> tuple[Product, Fault | None]:
    product = product_named(checked.product)
    if product is None:
        raise ReportInvalid(
            {
                "product": Invalid(
                    "product_unknown",
                    "We do not know this product. Please check its number.",
                    field="product",
                )
            }
        )
    if checked.fault is None:
        return product, None
    fault = fault_named(product.category, checked.fault)
    if fault is None:
        raise ReportInvalid(
            {
                "fault": Invalid(
                    "fault_unknown",
                    "This fault is not in the list for this product.",
                    field="fault",
                )
            }
        )
    return product, fault


def _put_on_record(
    act: Act,
    checked: rules.Report,
    product: Product,
    fault: Fault | None,
    channel: str,
    sent_key: str | None = None,
) -> Taken:
    customer = find_or_add_customer(act, checked.name, checked.phone)
    place = locate(checked.address, checked.place_code)
    code = place.code if settled(place) else ""
    service = who_goes(code, product.brand_id, checked.urgent, act.now, place.status)
    place = replace(place, nearest=_nearest(place, service, product.brand_id, act.now))
    need = _need(checked, product, fault)
    case, repair = open_repair(
        act,
        customer_id=customer.id,
        channel=channel,
        place=place,
        need=need,
        words=Words(checked.description, checked.address),
        service=service,
        shares=reporters(act.actor),
        sent_key=sent_key,
    )
    if checked.consent:
        give_consent(
            act, customer.id, purpose="repair", wording_version=checked.consent, channel=channel
        )
    if checked.beside is not None:
        add_contact(act, case.id, checked.beside)
    decide_first(act, case, repair)
    token = issue(act.operator_id, "track", case.id, act.now, TRACK_DAYS * 86400)
    return Taken(case, repair, token)


def _need(checked: rules.Report, product: Product, fault: Fault | None) -> Need:
    """What is to be done; only a repair has a fault of the catalogue."""
    kind = KINDS[checked.kind]
    return Need(
        brand_id=product.brand_id,
        product_id=product.id,
        fault_id=fault.id if fault else None,
        minutes=fault.minutes if fault else kind.minutes,
        skills=skills_for(kind, fault.skills if fault else ()),
        urgent=checked.urgent and (fault is None or fault.urgent_allowed),
        preferred=tuple((a.isoformat(), b.isoformat()) for a, b in checked.preferred),
        kind=kind.name,
    )


def reporters(actor: Actor) -> list[tuple[UUID, str, str]]:
    """A connected system sees what it has reported."""
    if actor.kind != "api":
        return []
    return [(party_id, "reporter", "status") for party_id in sorted(actor.party_ids)]


def _nearest(place: Place, service: Service, brand_id: UUID, now: datetime) -> str:
    """Outside coverage, the nearest place that is served is offered."""
    if service.reason != "outside_coverage":
        return ""
    rows = reaches(live_coverage(now).filter(brand_id=brand_id).select_related("brand"))
    return nearest_served(place.code, declared(place.code, rows, now))


def declared(code: str, rows: list[Reach], now: datetime) -> list[str]:
    """Divisions that may be named as served near a place that is not.

    One around the place is not served as a whole, for it leaves this place out: then the
    counties in it stand for themselves.
    """
    found = set()
    for one in {row.division_code for row in rows if not row.exclude}:
        inside = divisions_in_area(one) if is_within(code, one) else (one,)
        found |= {c for c in inside if len(c) == COUNTY_DIGITS or c == one}
    around = {one for one in found if is_within(code, one)}
    return sorted(one for one in found - around if who_serves(one, rows, now))


def set_place(actor: Actor, now: datetime, number: str, text: str) -> Repair:
    """The desk clears up where it is, by a code or a name; the repair goes on from there."""
    place = find(text)
    if not settled(place):
        raise Invalid(
            "place_not_settled",
            "This is not one place that can be served. Please give its county or township.",
            field="place",
        )
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "place")
        repair.place_code, repair.place_name = place.code, place.name
        repair.place_status, repair.nearest_code = place.status, place.nearest
        move(act, case, repair, transition, body={"place": place.code})
        if repair.brand_id is None:
            service = Service(None, "", "product_unknown")
        else:
            service = who_goes(place.code, repair.brand_id, repair.urgent, now, place.status)
        settle_service(act, case, repair, service)
        # An offer may hold in some regions only.
        decide_first(act, case, repair)
    return repair
