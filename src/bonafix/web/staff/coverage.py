"""Who serves where: paste a list and see what was understood, accept it, end it, map and tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from bonafix.access import Subject, may
from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, Invalid, NotFound
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.places import EDITION, division
from bonafix.places.lists import Item, parse_list
from bonafix.places.lists.reading import LONGEST
from bonafix.products.actions import cover_areas, end_coverage
from bonafix.products.models import Brand
from bonafix.products.queries import brands, declared, extent_at
from bonafix.transfer.exports.forms import lines
from bonafix.transfer.kinds.lookups import parties
from bonafix.transfer.rules.tables import KINDS
from bonafix.transfer.writing import TYPES, table, title_of
from bonafix.web.errors import sentence
from bonafix.web.look import dotmap
from bonafix.web.look.steps import in_words
from bonafix.web.staff.gate import staff_page

PER_PAGE: Final = 50
MOST_AREAS: Final = 800  # of one list; each is one field of the form
MOST_CHOICES: Final = 60
ALL_DAY: Final = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "00:00", "to": "24:00"}]
WORDS: Final = {
    "resolved": (gettext_lazy("Understood"), "done"),
    "historical": (gettext_lazy("Former name"), "attention"),
    "special": (gettext_lazy("No division of the list"), "attention"),
    "ambiguous": (gettext_lazy("Several places"), "attention"),
    "none": (gettext_lazy("Not understood"), "attention"),
}


@dataclass(frozen=True)
class Line:
    """One item of the list as the page shows it; `values` are what may be accepted of it."""

    item: Item
    word: Any
    tone: str
    values: list[tuple[str, str]]
    again: bool
    why: list[str]

    @property
    def open(self) -> bool:
        """Whether somebody has to choose."""
        return self.item.place is None


@staff_page("coverage.edit")
def coverage(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The map, what is declared, and the box for a list."""
    return _front(request, actor)


def _front(request: HttpRequest, actor: Actor, error: str = "") -> HttpResponse:
    instant = now()
    choices = _who(actor, instant)
    rows = [
        row
        for row in declared(instant)
        if (str(row.party_id), str(row.brand_id)) in {(c["party"], c["brand"]) for c in choices}
    ]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **_given(request, choices),
        "error": error,
        "map": dotmap.draw(extent_at(instant)),
        "page": page,
        "rows": [{"row": row, "name": _name(row.division_code)} for row in page],
        "edition": EDITION,
    }
    return render(request, "bonafix/staff/coverage.html", context, status=422 if error else 200)


def _given(request: HttpRequest, choices: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "who": choices,
        "chosen": request.POST.get("who", ""),
        "text": request.POST.get("text", ""),
        "urgent": request.POST.get("urgent", ""),
        "longest": LONGEST,
    }


def _who(actor: Actor, instant: datetime) -> list[dict[str, str]]:
    """The pairs of a party and a brand that this person may speak for."""
    known = parties(instant)
    outlets = sorted({one for same in known.outlet_titles.values() for one in same})
    found = []
    for brand in brands():
        for party_id in [brand.party_id, *outlets]:
            if _may(actor, brand, party_id):
                title = known.titles.get(party_id, "")
                own = party_id == brand.party_id
                found.append(
                    {
                        "value": f"{party_id}/{brand.id}",
                        "party": str(party_id),
                        "brand": str(brand.id),
                        "title": title if own else f"{title} · {brand.title}",
                    }
                )
    return found


def _may(actor: Actor, brand: Brand, party_id: UUID) -> bool:
    itself = party_id == brand.party_id
    subject = Subject(
        "catalogue",
        actor.operator_id,
        id=brand.id,
        party_ids=frozenset({brand.party_id}),
        outlet_ids=frozenset() if itself else frozenset({party_id}),
    )
    return may(actor, "coverage.edit", subject)


@staff_page("coverage.edit")
@require_POST
def read(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was understood of the list. Nothing is changed yet."""
    instant = now()
    try:
        party_id, brand_id = _pair(request)
        listing = parse_list(_text(request))
        if not listing.items:
            raise Invalid("no_areas", "Please write at least one area.")
        if len(listing.items) > MOST_AREAS:
            raise Invalid("many_areas", "At most %(most)d areas at a time.", most=MOST_AREAS)
    except BonafixError as error:
        return _front(request, actor, sentence(error))
    standing = declared(instant).filter(party_id=party_id, brand_id=brand_id)
    known = {("-" if row.exclude else "+") + row.division_code for row in standing}
    shown = _lines(listing.items, known)
    context = {
        **_given(request, _who(actor, instant)),
        "lines": shown,
        "remarks": listing.remarks,
        "left": sum(line.open for line in shown),
        # What was read in part only (鄢陵县部分乡镇) is not ticked for anybody.
        "ready": sum(not (line.open or line.again or line.item.rest) for line in shown),
        "edition": EDITION,
    }
    return render(request, "bonafix/staff/coverage_read.html", context)


def _text(request: HttpRequest) -> str:
    text = request.POST.get("text", "")
    if len(text) > LONGEST:
        raise Invalid("long_list", "At most %(most)d characters at a time.", most=LONGEST)
    return text


def _lines(items: tuple[Item, ...], known: set[str]) -> list[Line]:
    seen, found = set(known), []
    for item in items:
        sign = "-" if item.exclude else "+"
        places = [item.place] if item.place else list(item.candidates)[:MOST_CHOICES]
        values = [(sign + one.code, one.name) for one in places]
        again = item.place is not None and values[0][0] in seen
        seen.update(value for value, _ in values[:1] if item.place is not None)
        word, tone = WORDS[item.status]
        found.append(Line(item, word, tone, values, again, in_words(item.trace)))
    return found


@staff_page("coverage.edit")
@require_POST
def accept(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Declare what was chosen; all of it or, when something is wrong with it, none."""
    try:
        party_id, brand_id = _pair(request)
        areas = [_area(value) for value in request.POST.getlist("area") if value]
        urgent = request.POST.get("urgent") == "yes"
        with begin(actor, now()) as act:
            added = cover_areas(
                act,
                party_id=party_id,
                brand_id=brand_id,
                areas=areas,
                edition=EDITION,
                urgent=urgent,
                standby=ALL_DAY if urgent else (),
            )
    except BonafixError as error:
        if error.status == 403:
            raise
        return _front(request, actor, sentence(error))
    told = ngettext("%(n)d area declared.", "%(n)d areas declared.", added) % {"n": added}
    messages.success(request, told)
    return redirect("staff-coverage")


def _area(value: str) -> tuple[str, bool]:
    if value[:1] not in ("+", "-"):
        raise Invalid("bad_area", "An area is + or - and the code of a division.")
    return value[1:], value[0] == "-"


def _pair(request: HttpRequest) -> tuple[UUID, UUID]:
    try:
        party, brand = request.POST.get("who", "").split("/")
        return UUID(party), UUID(brand)
    except ValueError as error:
        raise Invalid("who_serves", "Please say who serves there.", field="who") from error


@staff_page("coverage.edit")
@require_POST
def end(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """The declaration does not hold any more."""
    with begin(actor, now()) as act:
        row = end_coverage(act, pk)
    messages.success(request, _("%(name)s: ended.") % {"name": _name(row.division_code)})
    return redirect("staff-coverage")


@staff_page("coverage.edit")
def export(request: HttpRequest, actor: Actor, form: str) -> HttpResponse:
    """All declarations as a table that can be brought in again."""
    del request, actor
    if form not in TYPES:
        raise NotFound("no_such_page", "There is no such page.")
    kind = KINDS["coverage"]
    content = table([title_of(c) for c in kind.columns], lines("coverage", now()), form)
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="bonafix-coverage.{form}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _name(code: str) -> str:
    found = division(code)
    return found.name if found else code
