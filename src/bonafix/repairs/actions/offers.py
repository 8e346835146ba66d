"""Passing a visit to an outlet: the offer with its pay, the yes, and the end of it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from bonafix.access import Subject, require
from bonafix.cases.actions import hand_over
from bonafix.cases.models import Case
from bonafix.deadlines.actions import meet, set_deadline
from bonafix.deadlines.actions import release as release_deadline
from bonafix.kit.clock import format_instant
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.notices.actions import notify
from bonafix.operators.actors import Actor
from bonafix.people.actions import leaves_phone
from bonafix.products.models import Brand
from bonafix.repairs.actions.moving import owner_of
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.models import Promise, Repair
from bonafix.repairs.passed import Offer, PayRate
from bonafix.repairs.rules.kinds import kind_named
from bonafix.repairs.rules.offers import (
    ACCEPTED,
    BY_STANDING,
    ENDED_BY,
    MOVED_ON,
    OFFERED,
    Pay,
    Rate,
    accept_by,
    check_pay,
    pay_at,
)

DUE = "take_on"


def offer_to(act: Act, case: Case, repair: Repair, promise: Promise) -> Offer | None:
    """The row of passing this visit to the outlet of its technician; the caller records it."""
    if repair.outlet_id is None or repair.technician_id is None:
        return None
    policy = policy_at(act.now)
    until = accept_by(policy, repair.urgent, act.now)
    found = pay_at(rates(), repair.brand_id, repair.kind, repair.urgent, act.now)
    return Offer(
        operator_id=act.operator_id,
        case_id=case.id,
        outlet_id=repair.outlet_id,
        technician_id=repair.technician_id,
        promise_id=promise.id,
        status=OFFERED if until else ACCEPTED,
        offered_at=act.now,
        accept_by=until,
        accepted_at=None if until else act.now,
        accepted_by="" if until else BY_STANDING,
        rate_id=found[0].id if found else None,
        outlet_fen=found[1].outlet_fen if found else None,
        technician_fen=found[1].technician_fen if found else None,
        policy_version=policy.version,
    )


def ask_outlet(act: Act, case: Case, offer: Offer | None) -> None:
    """The outlet is told, and moves next until the time that the policy gives it."""
    if offer is None:
        return
    _tell(act, case, offer)
    if offer.accept_by is None:
        return
    hand_over(act, case, "outlet", offer.outlet_id)
    set_deadline(act, ("case", case.id), DUE, offer.accept_by)


def _tell(act: Act, case: Case, offer: Offer) -> None:
    """A message to an outlet that has left a telephone for it; nothing personal stands in it."""
    if not leaves_phone(offer.outlet_id):
        return
    until = {"accept_by": format_instant(offer.accept_by)} if offer.accept_by else {}
    params = {"number": case.number, **until}
    key = f"visit_offered:{offer.id}"
    notify(act, case.id, offer.outlet_id, "visit_offered", params, key=key, new=True)


def open_offer(case_id: UUID) -> Offer | None:
    """The offer that holds now, taken on or not yet."""
    return Offer.objects.filter(case_id=case_id, ended_at__isnull=True).order_by("id").last()


def hold_offer(act: Act, case_id: UUID) -> Offer | None:
    """The same, locked until the end of the action."""
    found = open_offer(case_id)
    return act.lock(Offer, found.id) if found else None


def accept_offer(act: Act, case: Case, repair: Repair) -> Offer | None:
    """The outlet, or whoever it sends, says yes. None when nobody waits for it."""
    offer = hold_offer(act, case.id)
    if offer is None or offer.status != OFFERED:
        return None
    offer.status, offer.accepted_at = ACCEPTED, act.now
    offer.accepted_by = "technician" if act.actor.kind == "technician" else "outlet"
    meet(act, ("case", case.id), DUE)
    act.record("repairs.taken_on", ("case", case.id), rows=[offer])
    hand_over(act, case, *owner_of(repair))
    return offer


def end_offer(act: Act, case: Case, because: str) -> None:
    """The visit is no longer this outlet's; nothing is held against it."""
    offer = hold_offer(act, case.id)
    if offer is None:
        return
    offer.status, offer.ended_at = ENDED_BY.get(because, MOVED_ON), act.now
    release_deadline(act, ("case", case.id), DUE)
    act.record("repairs.offer_ended", ("case", case.id), rows=[offer])


def rates() -> list[Rate]:
    """Every rate on file, as the rules read it."""
    return [
        Rate(
            row.id,
            row.version,
            row.brand_id,
            row.kind,
            row.since,
            Pay(row.outlet_fen, row.technician_fen),
            Pay(row.urgent_outlet_fen, row.urgent_technician_fen),
        )
        for row in PayRate.objects.all()
    ]


def publish_rate(
    actor: Actor,
    now: datetime,
    *,
    since: datetime,
    kind: str,
    brand_id: UUID | None,
    pay: Mapping[str, Pay],
) -> PayRate:
    """What visits of this kind pay from `since` on; `pay` has `usual` and `urgent`.

    Versions are never changed, none begins in the past, and offers keep what they said.
    """
    require(actor, "pay.edit", Subject("pay", actor.operator_id))
    usual = check_pay(pay["usual"], "usual")
    urgent = check_pay(pay["urgent"], "urgent")
    if since < now:
        raise Invalid("pay_past", "A rate of pay cannot begin in the past.", field="since")
    if brand_id is not None and not Brand.objects.filter(pk=brand_id).exists():
        raise Invalid("brand_unknown", "Please choose a brand of the list.", field="brand")
    with begin(actor, now) as act:
        newest = PayRate.objects.aggregate(newest=Max("version"))["newest"] or 0
        row = PayRate(
            version=newest + 1,
            since=since,
            kind=kind_named(kind).name,
            brand_id=brand_id,
            outlet_fen=usual.outlet_fen,
            technician_fen=usual.technician_fen,
            urgent_outlet_fen=urgent.outlet_fen,
            urgent_technician_fen=urgent.technician_fen,
        )
        act.record("repairs.pay_published", ("pay", row.id), rows=[row])
    return row
