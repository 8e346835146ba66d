"""What an authority asked for: scoped by a manager, looked at, handed out and put on record."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise as LazyText
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bonafix.claims.actions.releasing import drafted, release
from bonafix.claims.models import Release
from bonafix.kit.clock import local, now
from bonafix.kit.errors import BonafixError
from bonafix.law.errors import BadFacts
from bonafix.law.regulator import FIELDS, Scope
from bonafix.operators.actors import Actor
from bonafix.people.queries import account_of_label
from bonafix.web.errors import sentence
from bonafix.web.staff.gate import staff_page

TITLES: dict[str, LazyText] = {
    "number": _("Number"),
    "opened_on": _("Opened on"),
    "closed_on": _("Ended on"),
    "state": _("State"),
    "category": _("Kind of goods"),
    "reason": _("What is wrong"),
    "wish": _("What the buyer asked for"),
    "claimed_fen": _("Amount asked for"),
    "paid_fen": _("Amount paid back"),
    "decided_on": _("Decided on"),
    "outcome": _("Outcome"),
    "policy_version": _("Version of the rules"),
    "decided_by_person": _("Decided by a person"),
    "human_review_requested": _("A person was asked for"),
    "appealed": _("Appealed"),
    "appeal_outcome": _("Outcome of the appeal"),
    "findings": _("What was measured"),
    "statements": _("Statements of both sides"),
    "decision_reasons": _("Reasons of the decision"),
    "buyer_name": _("Name of the buyer"),
    "buyer_contact": _("Telephone of the buyer"),
    "merchant_name": _("Name of the merchant"),
}
KINDS: dict[str, LazyText] = {
    "plain": _("For any period"),
    "text": _("For named cases only"),
    "personal": _("For named cases, where the basis asks for persons"),
}
WRONG: dict[str, LazyText] = {
    "authority": _("Please name the authority that asks."),
    "basis": _("Please name the paper on which it asks."),
    "purpose": _("Please say what it is asked for."),
    "basis_on": _("Please give the day of that paper, today at the latest."),
    "last": _("The last day cannot lie before the first."),
}
LISTED = 50


@staff_page("claim.release")
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form; a look at what it would hand out; and the file itself, which is on record."""
    given, fault, made = request.POST, "", None
    if request.method == "POST":
        try:
            scope = _scope(given)
            if given.get("hand_out"):
                return _file(release(actor, now(), scope, _language()))
            made = drafted(actor, now(), scope, _language())
        except BonafixError as error:
            fault = _sentence(error)
    context = {
        "error": fault,
        "made": made,
        "columns": [TITLES[name] for name in made["scope"]["fields"]] if made else [],
        "sample": [list(one.values()) for one in made["cases"][:5]] if made else [],
        "given": given,
        "groups": _groups(given),
        "today": local(now()).date(),
        "releases": [_told(row) for row in Release.objects.order_by("-id")[:LISTED]],
    }
    return render(request, "bonafix/claims/regulator.html", context, status=422 if fault else 200)


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh_Hans"


def _sentence(error: BonafixError) -> str:
    where = error.params.get("where") if isinstance(error, BadFacts) else None
    if where in WRONG:
        return str(WRONG[where])
    if where == "fields":
        return _now("Please choose fields that this basis allows, at least one.")
    return sentence(error)


def _groups(given: QueryDict) -> list[dict[str, Any]]:
    """The fields by how they may be handed out; a new form has the plain ones ticked."""
    chosen = set(given.getlist("fields")) if given else {"number", "opened_on", "state", "outcome"}
    return [
        {
            "title": title,
            "fields": [(n, TITLES[n], n in chosen) for n, k in FIELDS.items() if k == kind],
        }
        for kind, title in KINDS.items()
    ]


def _scope(given: QueryDict) -> Scope:
    first, last = _day(given, "first"), _day(given, "last")
    return Scope(
        authority=_words(given, "authority", 200),
        basis=_words(given, "basis", 200),
        basis_on=_day(given, "basis_on"),
        purpose=_words(given, "purpose", 300),
        first=first,
        last=last,
        fields=tuple(given.getlist("fields")),
        cases=tuple(sorted(set(given.get("cases", "").replace(",", " ").split()))[:200]),
        persons=bool(given.get("persons")),
    )


def _words(given: Mapping[str, str], name: str, most: int) -> str:
    return " ".join(given.get(name, "").replace("\x00", "").split())[:most]


def _day(given: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError as error:
        raise BadFacts(where=name, wrong="no day") from error


def _told(row: Release) -> dict[str, Any]:
    account = account_of_label(row.by)
    fields = [TITLES[name] for name in row.fields if name in TITLES]
    return {"row": row, "fields": fields, "who": account.username if account else row.by}


def _file(document: dict[str, Any]) -> HttpResponse:
    body = json.dumps(document, ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = (
        f'attachment; filename="regulator-{document["prepared_on"]}.json"'
    )
    answer["Cache-Control"] = "no-store"
    return answer
