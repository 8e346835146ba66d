"""The technician's step of an inspection: what was seen, with pictures of it."""

from datetime import datetime
from uuid import UUID, uuid5

from django.http import HttpRequest

from bonafix.cases.queries import by_number, require_case
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.inspecting import Found
from bonafix.repairs.actions.moving import is_ordered
from bonafix.repairs.actions.pictures import take_file
from bonafix.repairs.models import Repair, VisitFile
from bonafix.repairs.pictures import MOST_BYTES
from bonafix.repairs.rules.inspections import SEEN, check_found
from bonafix.web.claims.looking import SEEN as WORDS

CHOICES = [(name, WORDS[name][0]) for name in SEEN]
MOST = 6


def next_of(repair: Repair, usual: str) -> str:
    """At a thing that is looked at for a claim, no price follows but a description."""
    return "inspect" if usual == "quote" and is_ordered(repair) else usual


def found_in(
    request: HttpRequest, actor: Actor, now: datetime, number: str, client_id: UUID
) -> Found:
    """What the form says, its pictures in custody; the same form twice is one of each."""
    case = by_number(number)
    require_case(actor, "visit.inspect", case)
    given = request.POST
    found = Found(given.get("seen", ""), given.get("words", ""), given.get("serial", "").strip())
    files = request.FILES.getlist("picture")[:MOST]
    known = VisitFile.objects.filter(case_id=case.id, kind="before").count()
    # Said first, so that no picture is taken for a form that comes back.
    check_found(found.seen, found.words, found.serial, len(files) + known)
    for place, file in enumerate(files):
        key = uuid5(client_id, str(place))
        take_file(actor, now, number, key, "before", file.read(MOST_BYTES + 1), now)
    return found
