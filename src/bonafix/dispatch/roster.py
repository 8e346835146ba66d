"""Who works for an outlet or a brand, and when. Each verb is an action of its own."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from psycopg.types.range import Range

from bonafix.access import Subject, require
from bonafix.dispatch.actions import add_shifts, enrol
from bonafix.dispatch.errors import BadSkills, NoSuchTechnician, StillBooked
from bonafix.dispatch.models import Booking, Shift, Technician
from bonafix.dispatch.spans import Span, missing, spans_of
from bonafix.kit.clock import local
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.actions import add_person, add_role, end_role
from bonafix.people.models import PartyRole
from bonafix.products.models import Brand
from bonafix.products.rules.standby import Weekly, check_weekly

LONGEST_WORD = 40


def enrol_person(
    actor: Actor,
    now: datetime,
    *,
    name: str,
    phone: str,
    division_code: str,
    skills: Iterable[str],
    outlet_id: UUID | None = None,
    brand: Brand | None = None,
    public_name: str = "",
) -> Technician:
    """A new person who goes to customers, for an outlet or for a brand itself.

    `public_name` is what customers are told, 张师傅 unless given. Raises NotAllowed,
    NotAPhone, BadSkills.
    """
    require(actor, "technician.edit", _at(actor, outlet_id))
    words = sorted({_word(one) for one in skills if one.strip()})
    shown = _word(public_name.strip() or f"{name.strip()[:1]}师傅")
    with begin(actor, now) as act:
        return bring_in(
            act,
            name=name.strip(),
            phone=phone,
            public_name=shown,
            division_code=division_code,
            skills=words,
            outlet_id=outlet_id,
            brand=brand,
        )


def bring_in(
    act: Act,
    *,
    name: str,
    phone: str,
    public_name: str,
    division_code: str,
    skills: Sequence[str],
    outlet_id: UUID | None = None,
    brand: Brand | None = None,
) -> Technician:
    """A person of their own, its role, and its place in dispatch; a step of a larger action.

    The same phone as a customer says nothing about who it is.
    """
    person = add_person(act, name=name, phone=phone)
    at = outlet_id or (brand.party_id if brand else None)
    add_role(act, person.id, "technician", at=at)
    return enrol(
        act,
        person.id,
        public_name=public_name,
        division_code=division_code,
        skills=skills,
        outlet_id=outlet_id,
        brand_id=brand.id if brand and not outlet_id else None,
    )


def fill_roster(
    actor: Actor,
    now: datetime,
    technician_ids: Sequence[UUID],
    *,
    kind: str,
    weekly: Weekly,
    first: date,
    last: date,
) -> int:
    """Put `shift` or `standby` on the roster for these days; what is there already stays.

    Returns how many spans are new. Raises NotAllowed, NoSuchTechnician, RosterSpan, BadStandby.
    """
    wanted = spans_of(check_weekly(weekly), first, last, local(now).date())
    with begin(actor, now) as act:
        act.lock_technicians(technician_ids)
        people = {one.id: one for one in Technician.objects.filter(id__in=technician_ids)}
        new = 0
        for technician_id in technician_ids:
            one = people.get(technician_id)
            if one is None or one.status != "active":
                raise NoSuchTechnician
            require(actor, "roster.edit", _at(actor, one.outlet_id))
            new += _fill(act, one, kind, wanted)
    return new


def _fill(act: Act, technician: Technician, kind: str, wanted: list[Span]) -> int:
    rows = Shift.objects.filter(
        technician_id=technician.id,
        kind=kind,
        status="active",
        during__overlap=Range(wanted[0][0], wanted[-1][1]),
    )
    gaps = missing(wanted, [(row.during.lower, row.during.upper) for row in rows])
    if gaps:
        add_shifts(act, technician.id, [(start, end, kind) for start, end in gaps])
    return len(gaps)


def end_shift(actor: Actor, now: datetime, shift_id: UUID) -> Shift:
    """Take a span off the roster. Visits that were promised in it stay, and stay seen.

    Raises NotAllowed, NoSuchTechnician.
    """
    with begin(actor, now) as act:
        found = Shift.objects.filter(pk=shift_id).first()
        if found is None:
            raise NoSuchTechnician
        act.lock_technicians([found.technician_id])
        require(actor, "roster.edit", _at(actor, found.technician.outlet_id))
        row = act.lock(Shift, shift_id)
        if row.status == "active":
            row.status = "ended"
            act.record("dispatch.shift_ended", ("party", row.technician_id), rows=[row])
    return row


def leave(actor: Actor, now: datetime, technician_id: UUID) -> Technician:
    """The technician goes to nobody any more; what was done stays on record.

    Raises NotAllowed, NoSuchTechnician, StillBooked.
    """
    with begin(actor, now) as act:
        if not Technician.objects.filter(pk=technician_id, status="active").exists():
            raise NoSuchTechnician
        act.lock_technicians([technician_id])
        row = act.lock(Technician, technician_id)
        require(actor, "technician.edit", _at(actor, row.outlet_id))
        booked = Booking.objects.filter(technician_id=technician_id, status="active").count()
        if booked:
            raise StillBooked(number=booked)
        row.status = "left"
        act.record("dispatch.left", ("party", technician_id), rows=[row])
        roles = PartyRole.objects.filter(
            party_id=technician_id, role="technician", until__isnull=True
        )
        for role in roles.order_by("id"):
            end_role(act, role.id)
    return row


def _at(actor: Actor, outlet_id: UUID | None) -> Subject:
    outlets = frozenset({outlet_id} if outlet_id else ())
    return Subject("technician", actor.operator_id, outlet_ids=outlets)


def _word(text: str) -> str:
    clean = " ".join(text.replace("\x00", " ").split())
    if not clean or len(clean) > LONGEST_WORD:
        raise BadSkills(longest=LONGEST_WORD)
    return clean
