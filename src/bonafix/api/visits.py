"""The technician's steps, as a device sends them: idempotent by client_id."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from bonafix.api import schemas
from bonafix.api.auth import actor_in
from bonafix.kit.clock import format_instant, now, parse_instant
from bonafix.kit.errors import Invalid
from bonafix.repairs.actions.steps import Step, take_step

router = Router(tags=["visits"])


@router.post("/{number}/steps", response=schemas.StepOut, summary="Send a visit's step")
def step(request: HttpRequest, number: str, body: schemas.StepIn) -> Any:
    """depart, arrive (code), quote (lines), repair, sign_off (method).

    Off the road: refuse (why), miss, adjourn (why, expected_at, part).
    """
    taken = take_step(
        actor_in(request),
        now(),
        number,
        Step(
            client_id=body.client_id,
            verb=body.verb,
            done_at=_instant(body.done_at, "done_at"),
            code=body.code or "",
            lines=tuple((one.code, one.quantity) for one in body.lines or []),
            method=body.method or "",
            why=body.why or "",
            expected_at=_instant(body.expected_at, "expected_at") if body.expected_at else None,
            part=body.part or "",
        ),
    )
    return {
        "client_id": taken.step.client_id,
        "verb": taken.step.verb,
        "status": taken.step.outcome,
        "recorded_at": format_instant(taken.step.recorded_at),
        "replayed": taken.replayed,
    }


def _instant(text: str, name: str) -> datetime:
    try:
        return parse_instant(text)
    except Invalid as error:
        error.field = name
        raise
