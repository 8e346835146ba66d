"""Reading technicians' days for the planner."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.types.range import Range

from bonafix.dispatch.models import Booking, Hold, Shift, Technician
from bonafix.dispatch.rules import Day, Point, Stop
from bonafix.places import centroid

HORIZON = timedelta(days=7)


def point_of(code: str) -> Point | None:
    """Centre of the county of a division, if known."""
    return centroid(code)


def technicians_of(outlet_ids: Collection[UUID], brand_ids: Collection[UUID] = ()) -> list[UUID]:
    """Active technicians of these outlets, and those whom these brands send themselves."""
    mine = Technician.objects.filter(status="active", outlet_id__in=outlet_ids)
    own = Technician.objects.filter(status="active", brand_id__in=brand_ids)
    return sorted({*mine.values_list("id", flat=True), *own.values_list("id", flat=True)})


def days_of(
    technician_ids: Iterable[UUID],
    now: datetime,
    until: datetime,
    under_way: Collection[UUID] = (),
    holder: str = "",
) -> list[Day]:
    """The days of these technicians between now and `until`, bookings in order of time.

    `under_way`: cases to which somebody has set off already, or is there. Time that is kept
    for others than `holder` is taken; for `holder` itself it is free.
    """
    ids = list(technician_ids)
    window = Range(now - timedelta(hours=6), until)
    shifts = defaultdict(list)
    for shift in Shift.objects.filter(
        technician_id__in=ids, status="active", during__overlap=window
    ):
        shifts[shift.technician_id].append((shift.during.lower, shift.during.upper, shift.kind))
    stops = defaultdict(list)
    for booking in Booking.objects.filter(
        technician_id__in=ids, status="active", during__overlap=window
    ):
        stops[booking.technician_id].append(stop_of(booking, booking.case_id in under_way))
    kept = Hold.objects.filter(technician_id__in=ids, until__gt=now, during__overlap=window)
    for hold in kept.exclude(holder=holder):
        stops[hold.technician_id].append(_kept(hold))
    return [
        Day(
            technician_id=technician.id,
            base_code=technician.division_code,
            base=point_of(technician.division_code),
            skills=frozenset(technician.skills),
            at_work=tuple(sorted(shifts[technician.id])),
            stops=tuple(sorted(stops[technician.id], key=lambda stop: stop.span)),
        )
        for technician in Technician.objects.filter(id__in=ids, status="active").order_by("id")
    ]


def stop_of(booking: Booking, under_way: bool) -> Stop:
    """A booked visit as the planner sees it."""
    return Stop(
        (booking.during.lower, booking.during.upper),
        booking.arrive_at,
        booking.place_code,
        point_of(booking.place_code),
        promised=booking.arrive_by,
        under_way=under_way,
        case_id=booking.case_id,
    )


def _kept(hold: Hold) -> Stop:
    """Nothing moves it, and nobody has been told a time."""
    span = (hold.during.lower, hold.during.upper)
    point = point_of(hold.place_code)
    return Stop(span, hold.arrive_at, hold.place_code, point, name=str(hold.id))


def booking_of(case_id: UUID) -> Booking | None:
    """The visit that is arranged for this case now, if any."""
    return Booking.objects.filter(case_id=case_id, status="active").first()
