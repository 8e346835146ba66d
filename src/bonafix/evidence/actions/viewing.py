"""Looking at what came in: a smaller copy without metadata; every look is on record."""

from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.access import require
from bonafix.cases.models import Case
from bonafix.cases.queries import subject_of
from bonafix.evidence.actions.looking import reader
from bonafix.evidence.models import Item
from bonafix.evidence.shots import CLIP, SHOTS
from bonafix.examine.model import Picture
from bonafix.files.actions import read
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor

EDGE: Final = 1280


def view(actor: Actor, now: datetime, case: Case, item_id: UUID) -> bytes | None:
    """A JPEG derived from the item's picture, longest side 1280; None when there is none.

    The original is never handed out here: it goes out in a full bundle, to a named authority.
    """
    require(actor, "evidence.look", subject_of(case))
    item = Item.objects.filter(pk=item_id, case_id=case.id).first()
    if item is None or SHOTS[item.shot] == CLIP:
        return None
    with begin(actor, now) as act:
        content = read(act, item.file_id, f"evidence.view {case.number}")
    return reader().thumbnail(Picture("item", content), EDGE)
