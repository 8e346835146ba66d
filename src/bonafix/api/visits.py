"""The technician's steps, as a device sends them: idempotent by client_id."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from bonafix.api import schemas, views
from bonafix.api.auth import actor_in
from bonafix.cases.queries import by_number, require_case
from bonafix.kit.clock import format_instant, now, parse_instant
from bonafix.kit.errors import Invalid
from bonafix.repairs.actions.inspecting import Found
from bonafix.repairs.actions.late import take_or_keep
from bonafix.repairs.actions.moving import case_of
from bonafix.repairs.actions.opening import Proofs
from bonafix.repairs.actions.pictures import take_file
from bonafix.repairs.actions.steps import Step
from bonafix.repairs.pictures import MOST_BYTES
from bonafix.repairs.rules.doors import Shown

router = Router(tags=["visits"])
PROOF_PICTURES = ("signature", "witness_signature", "technician_signature")


@router.post("/{number}/steps", response=schemas.StepOut, summary="Send a visit's step")
def step(request: HttpRequest, number: str, body: schemas.StepIn) -> Any:
    """depart, arrive (code), quote (lines), repair (parts), sign_off (method, signature).

    At the door without signal: approve_there (total_fen, signature), decline_there, requote
    (lines, why, picture). Off the road: refuse (why), miss, adjourn (why, expected_at, part).
    Of an inspection: inspect (found), after its pictures of kind before.
    Of a door: prove_door (proofs) before any price; decline_door (why) above every promise.

    A step that comes late (`kept`, or done two minutes before) of whoever had the visit is
    never lost: where the house has gone on, its status is "conflict" and a dispatcher decides.
    """
    taken = take_or_keep(actor_in(request), now(), number, _step(body))
    return {
        "client_id": taken.step.client_id,
        "verb": taken.step.verb,
        "status": taken.step.outcome,
        "recorded_at": format_instant(taken.step.recorded_at),
        "replayed": taken.replayed,
    }


def _step(body: schemas.StepIn) -> Step:
    return Step(
        client_id=body.client_id,
        verb=body.verb,
        done_at=_instant(body.done_at, "done_at"),
        code=body.code or "",
        lines=tuple((one.code, one.quantity) for one in body.lines or []),
        method=body.method or "",
        why=body.why or "",
        expected_at=_instant(body.expected_at, "expected_at") if body.expected_at else None,
        part=body.part or "",
        parts=tuple((one.code, one.serial) for one in body.parts or []),
        total_fen=body.total_fen,
        signature=body.signature,
        picture=body.picture,
        proofs=_proofs(body.proofs),
        found=Found(**body.found.dict()) if body.found else None,
        sent_at=_instant(body.sent_at, "sent_at") if body.sent_at else None,
        kept=body.kept,
    )


@router.get("/{number}/door", response=schemas.DoorNeeds, summary="What a door asks for")
def door(request: HttpRequest, number: str) -> Any:
    """Before a lock is opened: what has to be shown here, by which rules, and whether it was."""
    case = by_number(number)
    require_case(actor_in(request), "case.see", case)
    return views.door(*case_of(case.id), now())


def _proofs(given: schemas.ProofsIn | None) -> Proofs | None:
    if given is None:
        return None
    told = given.dict()
    ids = {name: told.pop(name) for name in PROOF_PICTURES}
    return Proofs(Shown(**told), **ids)


@router.post("/{number}/files", response=schemas.FileOut, summary="Send a visit's picture")
def file(
    request: HttpRequest,
    number: str,
    client_id: Form[UUID],
    kind: Form[str],
    taken_at: Form[str],
    file: File[UploadedFile],
    sent_at: Form[str] = "",
) -> Any:
    """before, after, difference, signature (a drawing) or paper (a photo of what was signed).

    Of the opening of a door also witness and own_sign: the signatures of witness and technician.
    """
    row, replayed = take_file(
        actor_in(request),
        now(),
        number,
        client_id,
        kind,
        file.read(MOST_BYTES + 1),
        _instant(taken_at, "taken_at"),
        _instant(sent_at, "sent_at") if sent_at else None,
    )
    return {
        "client_id": row.client_id,
        "kind": row.kind,
        "recorded_at": format_instant(row.recorded_at),
        "replayed": replayed,
    }


def _instant(text: str, name: str) -> datetime:
    try:
        return parse_instant(text)
    except Invalid as error:
        error.field = name
        raise
