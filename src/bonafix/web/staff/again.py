"""The manager's list of pictures that were given in two cases, both side by side."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bonafix.access import may
from bonafix.cases.models import Case
from bonafix.cases.queries import subject_of
from bonafix.deadlines.queries import is_waiting
from bonafix.evidence.reuse.models import PictureMatch
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.shown_again import DUTY, SERIES
from bonafix.repairs.models import VisitFile
from bonafix.web.claims.again import WAYS
from bonafix.web.staff.gate import staff_page

PER_PAGE = 20


@staff_page("reuse.see")
def again(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The newest first; `?case=` narrows it to one case. Nothing is decided here."""
    rows = PictureMatch.objects.select_related("case", "other_case").order_by("-id")
    number = request.GET.get("case", "")
    if number:
        rows = rows.filter(Q(case__number=number) | Q(other_case__number=number))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_row(actor, one) for one in page], "page": page, "number": number}
    return render(request, "bonafix/staff/again.html", context)


def _row(actor: Actor, match: PictureMatch) -> dict[str, Any]:
    sides = ((match.case, match.file_id), (match.other_case, match.other_file_id))
    return {
        "match": match,
        "way": WAYS[match.way],
        "waits": match.series == SERIES and is_waiting(("case", match.case_id), DUTY),
        "sides": [_side(actor, match.series, case, file_id) for case, file_id in sides],
    }


def _side(actor: Actor, series: str, case: Case, file_id: UUID) -> dict[str, Any]:
    """One picture; without an address for whoever may not look at it."""
    if series == SERIES:
        row = VisitFile.objects.get(case_id=case.id, file_id=file_id)
        picture = f"{reverse('staff-case-picture', args=[case.number])}?id={row.id}"
        page, verb, at = "staff-case", "case.see", row.taken_at
    else:
        picture = reverse("staff-claim-picture", args=[case.number, file_id])
        page, verb, at = "staff-claim", "claim.see", case.opened_at
    sees = may(actor, verb, subject_of(case))
    return {
        "number": case.number,
        "url": reverse(page, args=[case.number]) if sees else "",
        "picture": picture if sees else "",
        "at": at,
    }
