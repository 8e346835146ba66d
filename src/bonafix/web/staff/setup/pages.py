"""The page that shows what a service still needs, and a page for each part of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from bonafix.kit.clock import now
from bonafix.kit.errors import BonafixError, NotAllowed, NotFound
from bonafix.operators.actors import Actor
from bonafix.products.queries import declared
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import opens, staff_page
from bonafix.web.staff.setup.accounts import STAFF
from bonafix.web.staff.setup.catalogue import BRANDS, FAULTS, GOODS, PRICES
from bonafix.web.staff.setup.identity import IDENTITY
from bonafix.web.staff.setup.inspections import INSPECTIONS
from bonafix.web.staff.setup.merchants import MERCHANTS
from bonafix.web.staff.setup.outlets import HOTLINES, OUTLETS
from bonafix.web.staff.setup.parts import ActorForm, Deed, Section
from bonafix.web.staff.setup.permits import PERMITS
from bonafix.web.staff.setup.providers import PROVIDERS
from bonafix.web.staff.setup.technicians import ROSTER, TECHNICIANS
from bonafix.web.staff.setup.trust import TRUST

# In the order in which they can be filled: later parts name what earlier ones have brought.
SECTIONS = (
    *(BRANDS, GOODS, FAULTS, PRICES, OUTLETS, HOTLINES),
    *(TECHNICIANS, PERMITS, ROSTER, INSPECTIONS, MERCHANTS, STAFF, IDENTITY, TRUST, PROVIDERS),
)
WIDE = {"manager", "admin"}


@dataclass(frozen=True)
class Line:
    """One line of the front page: a part of this page, or a page of its own."""

    title: Any
    about: Any
    url: str
    count: int | None
    needed: bool = True

    @property
    def missing(self) -> bool:
        """True when nobody can be sent without it."""
        return self.needed and not self.count


@staff_page("setup.see")
def front(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All parts that this person may see to, with what is there and what is missing."""
    instant = now()
    lines = []
    for one in SECTIONS:
        if opens(actor, one.verb):
            url = reverse("staff-setup-part", kwargs={"name": one.name})
            count = one.count(actor, instant)
            lines.append(Line(one.title, one.about, url, count, one.needed))
        if one is HOTLINES and opens(actor, "coverage.edit"):
            lines.append(_coverage(actor, instant))
    lines += _pages_of_their_own(actor)
    context = {"lines": lines, "next": next((one for one in lines if one.missing), None)}
    return render(request, "bonafix/staff/setup.html", context)


def _coverage(actor: Actor, instant: datetime) -> Line:
    rows = declared(instant)
    if not actor.roles & WIDE:
        rows = rows.filter(party_id__in=actor.party_ids)
    return Line(_("Coverage"), _("Where your outlets go."), reverse("staff-coverage"), rows.count())


def _pages_of_their_own(actor: Actor) -> list[Line]:
    pages = (
        ("policy.edit", _("Policy"), _("Moving, waiting and cancelling."), "staff-policy"),
        (
            "policy.edit",
            _("Rules of claims"),
            _("Reasons, evidence, times."),
            "staff-claims-policy",
        ),
        ("key.revoke", _("API keys"), _("Connected systems, and ending their keys."), "staff-keys"),
    )
    return [
        Line(title, about, reverse(name), None, needed=False)
        for verb, title, about, name in pages
        if opens(actor, verb)
    ]


@staff_page("setup.see")
def part(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """What is there, and a form for each thing that can be done."""
    return _page(request, actor, _section(actor, name), now())


@staff_page("setup.see")
@require_POST
@sensitive_post_parameters()
def do(request: HttpRequest, actor: Actor, name: str, deed: str) -> HttpResponse:
    """Do one thing; what is wrong with it is said beside its form, with nothing lost."""
    section, instant = _section(actor, name), now()
    found = section.deed(deed)
    if found is None or not _open_to(actor, found):
        raise NotFound("no_such_page", "There is no such page.")
    if found.form is None:
        return _button(request, actor, section, found, instant)
    form = found.form(actor, instant, request.POST, request.FILES)
    if form.is_valid():
        try:
            told = found.do(actor, instant, form.cleaned_data)
        except BonafixError as error:
            _say(form, error)
        else:
            return _done(request, section, told)
    return _page(request, actor, section, instant, {found.name: form})


def _button(
    request: HttpRequest, actor: Actor, section: Section, deed: Deed, instant: datetime
) -> HttpResponse:
    try:
        given = {"id": UUID(request.POST.get("id", ""))}
    except ValueError as error:
        raise NotFound("no_such_page", "There is no such page.") from error
    try:
        told = deed.do(actor, instant, given)
    except BonafixError as error:
        if error.status in (403, 404):
            raise
        messages.error(request, sentence(error))
        return redirect("staff-setup-part", name=section.name)
    return _done(request, section, told)


def _done(request: HttpRequest, section: Section, told: Any) -> HttpResponse:
    if isinstance(told, tuple):
        # A secret is on this one answer only: no redirect keeps it, no log has it.
        context = {"section": section, "told": told[0], "secret": told[1]}
        answer = render(request, "bonafix/staff/setup_secret.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
    messages.success(request, told)
    return redirect("staff-setup-part", name=section.name)


def _say(form: ActorForm, error: BonafixError) -> None:
    if error.status == 403:
        raise error
    form.add_error(error.field if error.field in form.fields else None, sentence(error))


def _section(actor: Actor, name: str) -> Section:
    found = next((one for one in SECTIONS if one.name == name), None)
    if found is None:
        raise NotFound("no_such_page", "There is no such page.")
    if not opens(actor, found.verb):
        raise NotAllowed("not_allowed", "You may not do this here.")
    return found


def _open_to(actor: Actor, deed: Deed) -> bool:
    return not deed.wide or bool(actor.roles & WIDE)


def _page(
    request: HttpRequest,
    actor: Actor,
    section: Section,
    instant: datetime,
    tried: dict[str, ActorForm] | None = None,
) -> HttpResponse:
    tried = tried or {}
    deeds = [one for one in section.deeds if _open_to(actor, one)]
    forms = [
        {"deed": one, "form": tried.get(one.name) or one.form(actor, instant)}
        for one in deeds
        if one.form is not None
    ]
    buttons = {one.name: one for one in deeds if one.form is None}
    table = section.show(actor, instant)
    rows = [
        {
            "row": row,
            "cells": list(zip(table.heads[1:], row.cells[1:], strict=True)),
            "buttons": [buttons[name] for name in row.deeds if name in buttons],
        }
        for row in table.rows
    ]
    context = {
        "section": section,
        "table": table,
        "rows": rows,
        "forms": forms,
        "acts": any(one["buttons"] for one in rows),
        "imports": section.imports if opens(actor, "data.import") else "",
    }
    status = 422 if tried else 200
    return render(request, "bonafix/staff/setup_part.html", context, status=status)
