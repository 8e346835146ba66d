"""What an opening needs in a test: a permit, a skill, and proofs."""

import io
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from bonafix.cases.models import Case
from bonafix.dispatch.models import Technician
from bonafix.files.actions import store
from bonafix.ledger.acts import begin
from bonafix.repairs.actions.opening import Proofs
from bonafix.repairs.actions.permits import add_permit
from bonafix.repairs.actions.pictures import take_file
from bonafix.repairs.models import LocalPermit
from bonafix.repairs.rules.doors import Shown
from tests.support.world import PLACE, World

SHOWN: dict[str, Any] = {
    "premises": "home",
    "identity": "id_card",
    "identity_number": "110101199003070000",
    "right": "lease",
    "witness": "community",
    "witness_name": "赵主任",
}


def permit(
    world: World,
    holder_id: UUID | None = None,
    *,
    region: str = PLACE,
    since: datetime | None = None,
    until: datetime | None = None,
) -> LocalPermit:
    """A permit to open doors; of the outlet, for a year, unless told otherwise."""
    with begin(world.staff("manager"), world.now) as act:
        paper = store(act, b"%PDF-1.4", "application/pdf", "authorisation", None, "local permit")
        return add_permit(
            act,
            holder_id=holder_id or world.outlet_id,
            skill="door_open",
            region_code=region,
            document_id=paper.id,
            valid_from=since or world.now - timedelta(days=1),
            valid_to=until or world.now + timedelta(days=365),
        )


def teach(world: World, *technicians: UUID) -> None:
    """These (all, when none is named) have the skill."""
    with begin(world.system, world.now) as act:
        for row in Technician.objects.filter(id__in=technicians or world.technicians):
            row.skills = [*row.skills, "door_open"]
            act.record("dispatch.enrolled", ("party", row.id), rows=[row])


def ready(world: World) -> World:
    """Everybody may be sent."""
    teach(world)
    permit(world)
    return world


def picture(world: World, case: Case, kind: str) -> UUID:
    """Something signed, in custody, by the client_id of the device."""
    who, client_id = world.repair(case.id).technician_id, uuid4()
    assert who is not None
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    take_file(
        world.technician(who), world.now, case.number, client_id, kind, out.getvalue(), world.now
    )
    return client_id


def proofs(world: World, case: Case, **other: Any) -> Proofs:
    """All that is asked for where no rule is on file, or what is told otherwise."""
    return Proofs(
        Shown(**{**SHOWN, **other}),
        picture(world, case, "signature"),
        picture(world, case, "witness"),
    )


def prove(world: World, case: Case, **other: Any) -> Any:
    return world.step(case, "prove_door", proofs=proofs(world, case, **other))


def prove_if_opening(world: World, case: Case) -> None:
    """What has to come before a price."""
    if world.repair(case.id).kind == "door_open":
        prove(world, case)
