"""Times that are kept for somebody while they choose; nobody else can be given them.

Kept time is no state of a case and not on record: it ends by itself after five minutes,
because every reader asks whether `until` is still ahead. What is chosen becomes a booking.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from psycopg.types.range import Range

from bonafix.dispatch.models import Hold
from bonafix.dispatch.planning import Slot, slots
from bonafix.dispatch.queries import HORIZON, days_of
from bonafix.dispatch.rules import Day, Job, Offer, Span
from bonafix.ledger.acts import Act

# How long somebody may think about it.
KEPT: Final = timedelta(minutes=5)
# A chosen time is kept until the worker has booked it, and no longer than this.
CHOSEN_KEPT: Final = timedelta(hours=1)
# So many times are kept for one holder at once.
OFFERED: Final = 6
# How often times are looked for again where somebody else was kept them a moment ago.
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """A window that nobody else gets before `until`."""

    window: Span
    until: datetime


def of_case(case_id: UUID) -> str:
    """The holder whose case this is: its customer and the desk choose from the same times."""
    return f"case:{case_id}"


def of_report(draft_id: str) -> str:
    """The holder who is still reporting."""
    return f"report:{draft_id}"


def keep(
    act: Act,
    holder: str,
    job: Job,
    found: Sequence[Slot],
    under_way: Collection[UUID] = (),
    case_id: UUID | None = None,
) -> list[Kept]:
    """Keep up to six of these slots for `holder`, in place of what was kept before.

    The slots were found without locks. Their technicians are locked now, each slot is looked
    for again in what is true then, and one that is gone falls away. `case_id`: the case whose
    booked time counts as free.
    """
    ids = {slot.offer.technician_id for slot in found}
    act.lock_technicians({*ids, *_technicians(holder)})
    over = Q(holder=holder) | Q(until__lte=act.now, technician_id__in=ids)
    _delete(Hold.objects.filter(over))
    days = {
        day.technician_id: without(day, case_id)
        for day in days_of(ids, act.now, act.now + HORIZON, under_way, holder)
    }
    rows: list[Hold] = []
    for slot in found:
        day = days.get(slot.offer.technician_id)
        again = slots(job, [day], act.now, [slot.window]) if day is not None else []
        rows += [row for one in again if _saved(row := _row(act, holder, job, one))]
        if len(rows) == OFFERED:
            break
    kept = [Kept((row.window.lower, row.window.upper), row.until) for row in rows]
    return sorted(kept, key=lambda one: one.window)


def kept_of(
    find: Callable[[], Sequence[Slot]], keep_these: Callable[[Sequence[Slot]], list[Kept]]
) -> list[Kept]:
    """What is kept of what `find` finds; found anew where others were faster, a few times.

    Each try is a transaction of its own: locks of one are gone before the next.
    """
    kept: list[Kept] = []
    for _ in range(TRIES):
        found = find()
        kept = keep_these(found)
        if len(kept) >= min(len(found), OFFERED):
            break
    return kept


def without(day: Day, case_id: UUID | None) -> Day:
    """The day as if this case had no time in it."""
    if case_id is None:
        return day
    return replace(day, stops=tuple(s for s in day.stops if s.case_id != case_id))


def _row(act: Act, holder: str, job: Job, slot: Slot) -> Hold:
    return Hold(
        operator_id=act.operator_id,
        technician_id=slot.offer.technician_id,
        holder=holder,
        during=Range(slot.offer.leaves, slot.offer.free),
        arrive_at=slot.offer.arrives,
        window=Range(*slot.window),
        place_code=job.place_code,
        until=act.now + KEPT,
    )


def _saved(row: Hold) -> bool:
    """False where the constraint says that it is kept for somebody else: its word is the last."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def choose(act: Act, holder: str, window: Span) -> Kept | None:
    """The chosen one is kept for five minutes from now, the others are free again.

    None when it is kept no longer: then it has to be looked for like any other time.
    """
    mine = _locked(act, holder)
    chosen = [row for row in mine if (row.window.lower, row.window.upper) == window][:1]
    _delete(Hold.objects.filter(holder=holder).exclude(pk__in=[row.pk for row in chosen]))
    for row in chosen:
        row.until = act.now + KEPT
        row.save(update_fields=["until"])
        return Kept(window, row.until)
    return None


def hand_on(act: Act, holder: str, case_id: UUID, windows: Sequence[Span]) -> None:
    """The report has become a case: the chosen time is kept until somebody is sent.

    Callers have locked the technicians (`lock`), before anything else.
    """
    rows = Hold.objects.filter(holder=holder, until__gt=act.now)
    chosen = [r.pk for r in rows if (r.window.lower, r.window.upper) in windows]
    until = act.now + CHOSEN_KEPT
    Hold.objects.filter(pk__in=chosen).update(holder=of_case(case_id), until=until)
    give_up(holder)


def lock(act: Act, holder: str) -> None:
    """Lock the technicians whose time is kept for `holder`."""
    _locked(act, holder)


def _locked(act: Act, holder: str) -> list[Hold]:
    act.lock_technicians(_technicians(holder))
    return list(Hold.objects.filter(holder=holder, until__gt=act.now).order_by("arrive_at"))


def _technicians(holder: str) -> set[UUID]:
    return set(Hold.objects.filter(holder=holder).values_list("technician_id", flat=True))


def give_up(holder: str) -> None:
    """Nothing is kept any more; time that becomes free hurts no planner, so no lock."""
    _delete(Hold.objects.filter(holder=holder))


def _delete(rows: QuerySet[Hold]) -> None:
    """In the order of ids, so that two who tidy up never wait for each other."""
    mine = rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
    Hold.objects.filter(pk__in=list(mine)).delete()


def chosen_for(holder: str, now: datetime) -> Kept | None:
    """The one time that is kept for `holder`; None while several are, or none is."""
    rows = list(Hold.objects.filter(holder=holder, until__gt=now)[:2])
    if len(rows) != 1:
        return None
    return Kept((rows[0].window.lower, rows[0].window.upper), rows[0].until)


def offer_kept(
    holder: str, job: Job, technician_ids: Collection[UUID], now: datetime
) -> Offer | None:
    """What is kept for `holder` inside the windows of `job`, exactly as it was promised."""
    rows = Hold.objects.filter(holder=holder, technician_id__in=technician_ids, until__gt=now)
    for row in rows.order_by("arrive_at"):
        if any(start <= row.arrive_at <= end for start, end in job.windows):
            leaves, free = row.during.lower, row.during.upper
            way = row.arrive_at - leaves
            return Offer(row.technician_id, leaves, row.arrive_at, free, way)
    return None
