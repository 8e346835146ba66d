"""A repair holds no longer: somebody comes again, free under guarantee, by one word."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case
from bonafix.intake.actions import TRACK_DAYS, Taken, reporters
from bonafix.intake.rules import EMPTY, LONGEST, text
from bonafix.kit.clock import format_instant
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.errors import PersonErased
from bonafix.people.models import Consent
from bonafix.people.queries import consented, is_active
from bonafix.people.sealing import unseal
from bonafix.people.tokens import issue
from bonafix.products.queries import standing
from bonafix.products.queries.coverage import coverage_for
from bonafix.products.rules import who_serves
from bonafix.repairs.actions.again import comes_again
from bonafix.repairs.actions.arrange import arrange_visit, check_windows
from bonafix.repairs.actions.moving import hold
from bonafix.repairs.actions.report import Need, Place, Service, Words, open_repair
from bonafix.repairs.errors import (
    ConsentWithdrawn,
    GuaranteeOver,
    NoGuarantee,
    NotToBeRepeated,
)
from bonafix.repairs.models import Guarantee, Repair
from bonafix.repairs.revisits import guarantee_of, may_come_again, open_revisit
from bonafix.repairs.serving import who_goes


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wrong again, when it suits, and whether a paid visit will do."""

    description: str = field(repr=False)
    preferred: Sequence[tuple[datetime, datetime]] = ()
    urgent: bool = False
    paid: bool = False


def ask_again(actor: Actor, now: datetime, number: str, wish: Wish, channel: str) -> Taken:
    """A new case for a repair that holds no longer. Asking twice while it is open is asking once.

    Free, way and parts included, while the guarantee holds; the outlet that did it goes first
    where it can. `GuaranteeOver` says kindly since when it holds no more, unless a paid visit
    will do; `NotToBeRepeated` for a case that is not over. Nothing is stored then.
    """
    said = text(wish.description, "description", LONGEST["description"], EMPTY["description"])
    windows = check_windows(wish.preferred, now)
    case = by_number(number)
    require_case(actor, "repair.revisit", case)
    with begin(actor, now) as act:
        earlier, old = hold(act, case.id)
        known = open_revisit(earlier.id)
        if known is not None:
            case = Case.objects.get(pk=known.case_id)
            return _taken(act, case, Repair.objects.get(case_id=case.id))
        guarantee = _allowed(old, now, wish.paid)
        case, repair = _open(act, earlier, old, said, wish.urgent, windows, channel)
        comes_again(act, case, earlier, old, guarantee)
        taken = _taken(act, case, repair)
    if repair.status == "accepted" and repair.urgent:
        arrange_visit(Actor.system(actor.operator_id), now, case.id)
        repair.refresh_from_db()
    return taken


def _allowed(old: Repair, now: datetime, paid: bool) -> Guarantee | None:
    """The guarantee that holds; None where a paid visit will do."""
    if not may_come_again(old):
        raise NotToBeRepeated
    if not is_active(old.customer_id):
        raise PersonErased
    if _withdrawn(old):
        raise ConsentWithdrawn
    found = guarantee_of(old.case_id, now)
    if found is None and not paid:
        last = Guarantee.objects.filter(case_id=old.case_id).first()
        raise GuaranteeOver(str(last.ends_on)) if last else NoGuarantee()
    return found


def _withdrawn(old: Repair) -> bool:
    """They agreed once, and no longer."""
    asked = Consent.objects.filter(party_id=old.customer_id, purpose="repair")
    return asked.exists() and not consented(old.customer_id, "repair")


def _open(
    act: Act,
    earlier: Case,
    old: Repair,
    said: str,
    urgent: bool,
    windows: Sequence[tuple[datetime, datetime]],
    channel: str,
) -> tuple[Case, Repair]:
    """The same place, goods and skills as before."""
    return open_repair(
        act,
        customer_id=old.customer_id,
        channel=channel,
        place=Place(
            old.place_code, old.place_name, old.place_status, old.place_edition, old.nearest_code
        ),
        need=Need(
            brand_id=old.brand_id,
            product_id=old.product_id,
            fault_id=old.fault_id,
            minutes=old.minutes,
            skills=tuple(old.skills),
            urgent=urgent and (old.fault is None or old.fault.urgent_allowed),
            preferred=tuple((format_instant(a), format_instant(b)) for a, b in windows),
            sold_unit_id=earlier.sold_unit_id,
            kind="repair",
        ),
        words=Words(said, unseal(bytes(old.address)) or ""),
        service=_service(old, urgent, act.now),
        shares=reporters(act.actor),
    )


def _service(old: Repair, urgent: bool, now: datetime) -> Service:
    """Whoever did it, where they still serve the place; otherwise who serves it now."""
    if old.brand_id is None:
        return Service(None, "", "product_unknown")
    serving = who_serves(old.place_code, coverage_for(old.place_code, old.brand_id), now, urgent)
    if old.outlet_id and old.outlet_id in {one.party_id for one in serving}:
        return Service(old.outlet_id, standing(old.outlet_id, old.brand_id, now), "")
    return who_goes(old.place_code, old.brand_id, urgent, now, old.place_status)


def _taken(act: Act, case: Case, repair: Repair) -> Taken:
    token = issue(act.operator_id, "track", case.id, act.now, TRACK_DAYS * 86400)
    return Taken(case, repair, token)
