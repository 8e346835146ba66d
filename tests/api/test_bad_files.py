"""A visit's picture by the API: bad input gets a sentence, good input is there once."""

import io
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bonafix.kit import clock
from bonafix.operators.models import Operator
from bonafix.repairs.models import VisitFile
from tests.api.test_bad_steps import refused, staff
from tests.support.lives import lead
from tests.support.world import World, build

WHEN = "2026-11-24T14:20:00+08:00"
BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": "selfie"}, "kind"),
    ({"kind": ""}, "kind"),
    ({"taken_at": "2026-11-24T14:20:00"}, "taken_at"),
    ({"sent_at": "soon"}, "sent_at"),
    ({"client_id": "1"}, "client_id"),
    ({"file": b"<svg/>"}, "file"),
    ({"file": b"\x89PNG\r\n\x1a\n broken"}, "file"),
]


@pytest.fixture
def world(operator: Operator, now: datetime) -> World:
    operator.demonstration = True
    operator.save()
    return build(operator.id, clock.now())


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def form(client_id: str, /, **change: Any) -> dict[str, Any]:
    content = change.pop("file", picture())
    given = {"client_id": client_id, "kind": "before", "taken_at": WHEN, **change}
    return {**given, "file": SimpleUploadedFile("a.png", content, "image/png")}


def test_a_bad_picture_is_named_and_a_good_one_is_there_once(world: World) -> None:
    case = lead(world, "arrived")
    client = staff(world, "technician", world.repair(case.id).technician_id)
    path = f"/api/v1/visits/{case.number}/files"
    for change, field in BAD:
        refused(client.post(path, form(str(uuid4()), **change)), field)
    assert not VisitFile.objects.exists()
    client_id = str(uuid4())
    answers = [client.post(path, form(client_id)).json() for _twice in range(2)]
    assert [one["replayed"] for one in answers] == [False, True]
    assert VisitFile.objects.count() == 1
    assert staff(world, "agent").post(path, form(str(uuid4()))).status_code == 403
