"""Pictures of a visit: before, after, of a difference, what was signed. Into custody, once."""

from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.access import may, require
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, subject_of
from bonafix.files.actions import read_file, store
from bonafix.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.late import had_visit
from bonafix.repairs.actions.moving import hold
from bonafix.repairs.models import Repair, VisitFile
from bonafix.repairs.pictures import NotAPicture, media_type, shown

# In the order in which they are shown.
KINDS: Final = ("before", "difference", "after", "signature", "witness", "own_sign", "paper")
CATEGORY: Final = dict.fromkeys(("signature", "witness", "own_sign", "paper"), "signature")
# A telephone that holds more of one visit is mistaken.
MOST: Final = 60


def take_file(
    actor: Actor,
    now: datetime,
    number: str,
    client_id: UUID,
    kind: str,
    content: bytes,
    taken_at: datetime,
    sent_at: datetime | None = None,
) -> tuple[VisitFile, bool]:
    """Take a picture into custody; True when it had arrived before.

    Whoever had the visit may send what was taken there, also after it was taken back.
    `Invalid` for another kind, `NotAPicture` for what the limited child cannot open.
    """
    if kind not in KINDS:
        raise Invalid("picture_kind", "Please say what the picture shows.", field="kind")
    case = _allowed(actor, number)
    if (known := _seen(client_id, case.id)) is not None:
        return known, True
    mime = media_type(content)
    with begin(actor, now) as act:
        case, repair = hold(act, case.id)
        if (known := _seen(client_id, case.id)) is not None:
            return known, True
        _check_room(case)
        row = VisitFile(
            case_id=case.id,
            client_id=client_id,
            technician_id=actor.technician_id or act.operator_id,
            kind=kind,
            file_id=_stored(act, case, repair, kind, content, mime),
            taken_at=taken_at,
            recorded_at=now,
            sent_at=sent_at,
        )
        act.record("repairs.picture_added", ("case", case.id), rows=[row], body={"kind": kind})
        if kind == "after":
            act.defer_slow("repairs.completion_shown", picture_id=row.id)
    return row, False


def _check_room(case: Case) -> None:
    if VisitFile.objects.filter(case_id=case.id).count() >= MOST:
        raise Invalid("pictures_many", "This visit has 60 pictures already.", field="file")


def _allowed(actor: Actor, number: str) -> Case:
    case = by_number(number)
    if not (may(actor, "visit.add_file", subject_of(case)) or had_visit(actor, case)):
        raise NotAllowed("not_allowed", "You may not do this here.")
    return case


def _stored(act: Act, case: Case, repair: Repair, kind: str, content: bytes, mime: str) -> UUID:
    category = CATEGORY.get(kind, "visit_photo")
    return store(act, content, mime, category, repair.customer_id, f"visit {case.number}").id


def _seen(client_id: UUID, case_id: UUID) -> VisitFile | None:
    found = VisitFile.objects.filter(client_id=client_id).first()
    if found is not None and found.case_id != case_id:
        raise Conflict("client_id_used", "This client_id belongs to another step.")
    return found


def pictures_of(case_id: UUID) -> list[VisitFile]:
    """All of a case: before, difference, after, signed; each in the order of the device's time."""
    rows = VisitFile.objects.filter(case_id=case_id)
    return sorted(rows, key=lambda row: (KINDS.index(row.kind), row.taken_at, row.id))


def look_at(actor: Actor, now: datetime, number: str, picture_id: UUID) -> bytes:
    """A JPEG of one picture, made anew without metadata; the look is on record."""
    case = by_number(number)
    require(actor, "case.see", subject_of(case))
    row = VisitFile.objects.filter(case_id=case.id, pk=picture_id).first()
    if row is None:
        raise NotFound("no_such_file", "There is no such file.")
    found = shown(read_file(actor, now, row.file_id, f"look {case.number}"))
    if found is None:
        raise NotAPicture
    return found
