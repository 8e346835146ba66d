"""Was a picture of a finished repair sent for another one before? The manager looks at both."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from bonafix.deadlines.queries import is_waiting
from bonafix.evidence.reuse.index import Given
from bonafix.evidence.reuse.models import PictureMatch
from bonafix.evidence.reuse.rebuild import Source
from bonafix.evidence.reuse.search import find_again
from bonafix.ledger.acts import Act
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.duties import owe
from bonafix.repairs.actions.moving import hold
from bonafix.repairs.models import Repair, VisitFile

SERIES: Final = "visits"
DUTY: Final = "look_at_photos"
# Pictures that say that the work is done; those of before may show one door for two visits.
SEARCHED: Final = "after"


def search_photo(system: Actor, now: datetime, picture_id: UUID) -> None:
    """Search for one completion photo among those of other cases. Idempotent, slow.

    A match asks the manager to look. The repair, its sign-off and its guarantee go on.
    """
    row = VisitFile.objects.filter(pk=picture_id, kind=SEARCHED).first()
    if row is not None:
        find_again(system, now, _given(row), _ask)


def _given(row: VisitFile) -> Given:
    customer_id = Repair.objects.values_list("customer_id", flat=True).get(case_id=row.case_id)
    return Given(SERIES, row.case_id, customer_id, row.file_id)


def _ask(act: Act, fresh: list[PictureMatch]) -> None:
    case, _repair = hold(act, fresh[0].case_id)
    if not is_waiting(("case", case.id), DUTY):
        owe(act, case, DUTY)


def _all() -> Iterator[Given]:
    return (_given(row) for row in VisitFile.objects.filter(kind=SEARCHED).order_by("id"))


SOURCE: Final = Source(SERIES, _all, _ask)
