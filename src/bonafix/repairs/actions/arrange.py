"""Arranging a visit: by earliest arrival, by a dispatcher's choice, and anew."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.cases.actions import end_shares, share
from bonafix.cases.models import Case
from bonafix.cases.queries import require_case
from bonafix.deadlines.actions import release as release_deadline
from bonafix.deadlines.actions import set_deadline
from bonafix.dispatch import actions as dispatch
from bonafix.dispatch import holding
from bonafix.dispatch.errors import AlreadyArranged
from bonafix.dispatch.models import Booking, Technician
from bonafix.dispatch.queries import point_of, technicians_of
from bonafix.dispatch.rules import Decision, Job
from bonafix.kit.clock import format_instant, parse_instant
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.products.queries.coverage import Standing, servers_of, standing
from bonafix.repairs.actions.booking import booked
from bonafix.repairs.actions.codes import LOCKED, fresh_code
from bonafix.repairs.actions.duties import owe
from bonafix.repairs.actions.moving import case_of, load, move, tell_customer
from bonafix.repairs.actions.offers import ask_outlet, end_offer, offer_to
from bonafix.repairs.actions.permits import permitted_among
from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.errors import ConsentWithdrawn, NoPermit
from bonafix.repairs.models import Promise, Repair
from bonafix.repairs.rules.kinds import KINDS
from bonafix.repairs.rules.policies import check_move
from bonafix.repairs.rules.promises import URGENT_WITHIN, depart_by, warn_at
from bonafix.repairs.rules.states import BY_VERB, OutOfOrder

# The technician has set off and is not done yet.
AT_IT = ("under_way", "arrived", "quoted", "approved")


def job_of(repair: Repair, received_at: datetime, now: datetime) -> Job:
    """What the planner needs to know of a repair."""
    left = received_at + URGENT_WITHIN - now
    windows = tuple((parse_instant(a), parse_instant(b)) for a, b in repair.preferred)
    return Job(
        place_code=repair.place_code,
        point=point_of(repair.place_code),
        duration=timedelta(minutes=repair.minutes),
        skills=frozenset(repair.skills),
        windows=() if repair.urgent else tuple(w for w in windows if w[1] > now),
        urgent=repair.urgent,
        arrive_within=left if repair.urgent and left > timedelta(0) else None,
    )


def arrange_visit(actor: Actor, now: datetime, case_id: UUID) -> Booking | None:
    """Send whoever harms the day least. None when nobody can: the dispatcher's deadline runs on.

    Idempotent: a repair that is arranged already, or gone on, is left as it is. Who may not
    arrange is refused all the same.
    """
    case, repair = case_of(case_id)
    if repair.status != "accepted":
        require_case(actor, BY_VERB["arrange"].permission, case)
        return None
    with begin(actor, now) as act:
        candidates = candidates_for(repair, now)
        # Technicians first, then the case: the lock order of the whole house.
        act.lock_technicians(candidates)
        try:
            case, repair, _transition = load(act, case.number, "arrange")
        except (OutOfOrder, ConsentWithdrawn):
            # Somebody was faster while we waited for the locks; nothing was written yet.
            return None
        job = job_of(repair, repair.received_at, now)
        outcome = booked(act, repair, job, candidates, under_way)
        if isinstance(outcome, Decision):
            _nobody(act, case, repair, outcome)
            return None
        arranged(act, case, repair, outcome)
        return outcome


def under_way(technician_ids: Sequence[UUID]) -> set[UUID]:
    """Cases to which one of these technicians has set off, or at whose door they are."""
    at_it = Repair.objects.filter(technician_id__in=technician_ids, status__in=AT_IT)
    return set(at_it.values_list("case_id", flat=True))


def candidates_for(repair: Repair, now: datetime) -> list[UUID]:
    """Technicians of every outlet that serves the place, not only of the one that accepted.

    A busy outlet must not keep a customer waiting while its neighbour stands by. Who has no
    local permit, where the kind of visit asks for one, is not among them.
    """
    outlets = {repair.outlet_id} if repair.outlet_id else set()
    brands: tuple[UUID, ...] = ()
    if repair.brand_id is not None and repair.place_code:
        like = _standing_of(repair)
        also = servers_of(repair.place_code, repair.brand_id, now, repair.urgent, like)
        outlets |= set(also.outlets)
        brands = also.brands if repair.outlet_id else (repair.brand_id,)
    barred = set(repair.not_again)
    able = [one for one in technicians_of(outlets - barred, brands) if one not in barred]
    return permitted_among(repair, able, now)


def _standing_of(repair: Repair) -> Standing:
    return "independent" if repair.standing == "independent" else "authorised"


def _nobody(act: Act, case: Case, repair: Repair, decision: Decision) -> None:
    """Why nobody could be sent stands on record; a person takes over at the deadline."""
    reasons: dict[str, int] = {}
    if KINDS[repair.kind].needs_proofs and not decision.passed_over:
        reasons["no_local_permit"] = 1
    for one in decision.passed_over:
        reasons[one.why] = reasons.get(one.why, 0) + 1
    act.record("repairs.nobody_free", ("case", case.id), body={"reasons": reasons})


def assign_technician(actor: Actor, now: datetime, number: str, technician_id: UUID) -> Booking:
    """A dispatcher's own choice.

    Raises AlreadyArranged when somebody else was faster, NotFree or NotSuitable when the
    technician cannot go; nothing is changed then.
    """
    with begin(actor, now) as act:
        act.lock_technicians([technician_id])
        try:
            case, repair, _transition = load(act, number, "arrange")
        except OutOfOrder as error:
            raise AlreadyArranged from error
        _require_own(actor, technician_id)
        if not permitted_among(repair, [technician_id], now):
            raise NoPermit
        job, others = job_of(repair, repair.received_at, now), candidates_for(repair, now)
        moving = under_way([technician_id, *others])
        booking = dispatch.assign(act, case.id, job, technician_id, actor.label(), others, moving)
        arranged(act, case, repair, booking)
        return booking


def _require_own(actor: Actor, technician_id: UUID) -> None:
    outlets = Technician.objects.filter(pk=technician_id).values_list("outlet_id", flat=True)
    own = frozenset(one for one in outlets if one)
    require(actor, "technician.send", Subject("technician", actor.operator_id, outlet_ids=own))


def arranged(act: Act, case: Case, repair: Repair, booking: Booking) -> None:
    """The repair follows its booking: shares, promise, deadlines, the customer's notice."""
    technician = Technician.objects.get(pk=booking.technician_id)
    if repair.outlet_id and repair.outlet_id != technician.outlet_id:
        # The outlet that would have served has nothing to do with it any more.
        end_shares(act, case.id, "outlet")
        if technician.outlet_id and repair.brand_id:
            repair.standing = standing(technician.outlet_id, repair.brand_id, act.now)
    repair.technician_id = technician.id
    repair.outlet_id = technician.outlet_id
    repair.arranged_at = act.now
    repair.arrive_from, repair.arrive_by = booking.arrive_at, booking.arrive_by
    promise = _promise(act, case, repair, booking)
    share(act, case.id, technician.id, "technician", "visit")
    if technician.outlet_id:
        share(act, case.id, technician.outlet_id, "outlet", "full")
    silent = policy_at(act.now).silent_minutes
    due_at = depart_by(booking.during.lower, act.now, silent, repair.urgent)
    body = {"booking": str(booking.id), "why": booking.reason}
    offer = offer_to(act, case, repair, promise)
    rows = [promise, *([offer] if offer else [])]
    move(act, case, repair, BY_VERB["arrange"], due_at=due_at, rows=rows, body=body)
    ask_outlet(act, case, offer)
    set_deadline(act, ("case", case.id), "promise_warning", warn_at(booking.arrive_by, act.now))
    set_deadline(act, ("case", case.id), "promise_due", booking.arrive_by)
    if repair.urgent and promise.kind != "within_30":
        _decide_late(act, case, booking.arrive_by - repair.received_at)
    tell_customer(
        act,
        case,
        repair,
        "arranged",
        str(booking.id),
        technician=str(technician.id),
        arrive_from=format_instant(booking.arrive_at),
        arrive_by=format_instant(booking.arrive_by),
    )


def _decide_late(act: Act, case: Case, span: timedelta) -> None:
    with act.by_system():
        owe(act, case, "decide_late", minutes=int(span.total_seconds() // 60))


def _promise(act: Act, case: Case, repair: Repair, booking: Booking) -> Promise:
    limit = repair.received_at + URGENT_WITHIN
    return Promise(
        operator_id=act.operator_id,
        case_id=case.id,
        kind="within_30" if repair.urgent and booking.arrive_by <= limit else "window",
        counted_from=repair.received_at,
        arrive_by=booking.arrive_by,
    )


def reschedule(
    actor: Actor, now: datetime, number: str, windows: Sequence[tuple[datetime, datetime]]
) -> Repair:
    """The customer or the desk wants another time: the old one is given back first.

    `MovedOften` when a customer has used up the moves that the policy allows.
    """
    wanted = check_windows(windows, now)
    with begin(actor, now) as act:
        case, repair, transition = load(act, number, "reschedule")
        give_back_for(act, case, repair, wanted)
        move(act, case, repair, transition)
        tell_customer(act, case, repair, "rescheduled", format_instant(now))
    return repair


def give_back_for(
    act: Act, case: Case, repair: Repair, wanted: Sequence[tuple[datetime, datetime]]
) -> None:
    """The old time goes, these are wanted instead. `MovedOften` when the policy says so."""
    # A connected system moves what it reported for its customer.
    by_customer = act.actor.kind in ("customer", "api")
    check_move(policy_at(act.now), repair.moved, by_customer)
    repair.moved = repair.moved + by_customer
    give_back(act, case, repair, "rescheduled")
    repair.preferred = [[format_instant(a), format_instant(b)] for a, b in wanted]
    repair.urgent = False


def check_windows(
    windows: Sequence[tuple[datetime, datetime]], now: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """At most three windows, each in the future and of positive length, within 60 days."""
    if len(windows) > 3:
        raise Invalid("too_many_windows", "Please choose three times at most.", field="preferred")
    for start, end in windows:
        if end <= start:
            raise Invalid(
                "window_empty",
                "The end of a time must lie after its beginning.",
                field="preferred",
            )
        if end <= now:
            raise Invalid(
                "window_past",
                "This time is already past. Please choose a later one.",
                field="preferred",
            )
        if end > now + timedelta(days=60):
            raise Invalid(
                "window_far", "Please choose a time within the next 60 days.", field="preferred"
            )
    return tuple(windows)


def give_back(act: Act, case: Case, repair: Repair, because: str) -> None:
    """Release the booking, the promise and the technician's share of the case.

    The next visit has a door code of its own: this one may have been told, or guessed at.
    """
    dispatch.release(act, case.id)
    end_offer(act, case, because)
    if because != "rescheduled":
        holding.give_up(holding.of_case(case.id))
    release_promises(act, case, because)
    end_shares(act, case.id, "technician")
    repair.technician_id = None
    repair.arrive_from = repair.arrive_by = repair.departed_at = None
    fresh_code(repair)


def release_promises(act: Act, case: Case, because: str) -> None:
    """What still runs is given up, neither kept nor broken, and nobody is warned of it."""
    for name in ("promise_warning", "promise_due", "decide_late", LOCKED):
        release_deadline(act, ("case", case.id), name)
    promises = list(
        Promise.objects.select_for_update(no_key=True).filter(case_id=case.id, status="open")
    )
    for promise in promises:
        promise.status, promise.settled_at = "released", act.now
        promise.released_because = because
    if promises:
        act.record("repairs.promise_released", ("case", case.id), rows=promises)
