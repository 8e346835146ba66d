"""Labels that name a provider, and the operator's own table of providers, for its programs."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from ninja import Router, Schema

from bonafix.access import Subject, may, require
from bonafix.api.auth import actor_in
from bonafix.cases.queries import subject_of
from bonafix.evidence.actions.labels import label_of, letter_of, note_asked
from bonafix.evidence.actions.providers import add_providers, entities_on
from bonafix.evidence.errors import BadAsking
from bonafix.evidence.models import FoundLabel, Provider
from bonafix.evidence.providers import ask_by, check
from bonafix.evidence.queries import labels_waiting
from bonafix.evidence.queries import providers as known_providers
from bonafix.kit.clock import format_instant, local, now
from bonafix.law.documents import plain

providers = Router(tags=["labels"])
labels = Router(tags=["labels"])


class ProviderIn(Schema):
    """Which legal entity a credit code names, from which day on, by whose word.

    mark: V read in the register itself, S by somebody else's word.
    """

    uscc: str
    name: str
    mark: str
    since: str
    source: str
    services: str = ""
    contact: str = ""


class ProviderOut(ProviderIn):
    """An entry with its dates; `until` is exclusive."""

    id: UUID
    until: str | None


class LabelOut(Schema):
    """A label that names a provider. status: open, asked, lapsed; the name as of today's table."""

    id: UUID
    case: str
    sha256: str
    code: str
    uscc: str
    name: str | None
    mark: str | None
    status: str
    logs_until: str
    ask_by: str
    asked_on: str | None


class LetterOut(Schema):
    """The letter as a draft; a person fills in the blanks, signs and sends it."""

    title: str
    text: str
    blanks: list[str]


class AskedIn(Schema):
    """How (post, counter, portal, mail, other) and on which day the letter was sent."""

    how: str
    on: str


@providers.get("", response=list[ProviderOut], summary="The table of providers")
def provider_list(request: HttpRequest) -> Any:
    """The operator's own entries, ended ones too."""
    actor = actor_in(request)
    require(actor, "provider.edit", Subject("operator", actor.operator_id, id=actor.operator_id))
    return [_provider(one) for one in known_providers()]


@providers.post("", response={201: ProviderOut}, summary="Add an entry to the table of providers")
def provider_add(request: HttpRequest, body: ProviderIn) -> Any:
    """It ends the one that held for this code before. The very same entry again is the same."""
    told = check({**body.dict(), "uscc": body.uscc.strip().upper()})
    rows = add_providers(actor_in(request), now(), [told])
    row = rows[0] if rows else Provider.objects.filter(uscc=told.uscc, until=None).latest("id")
    return JsonResponse(_provider(row), status=201 if rows else 200)


@labels.get("", response=list[LabelOut], summary="Labels whose provider nobody has asked yet")
def label_list(request: HttpRequest) -> Any:
    """The first to expire first."""
    actor = actor_in(request)
    require(actor, "label.see", Subject("operator", actor.operator_id, id=actor.operator_id))
    seen = [one for one in labels_waiting() if may(actor, "label.see", subject_of(one.case))]
    return [_label(one) for one in seen]


@labels.get("/{uuid:pk}/letter", response=LetterOut, summary="The letter to the provider")
def label_letter(request: HttpRequest, pk: UUID) -> Any:
    """In the language of the request. Nothing is sent from here."""
    language = "en" if (get_language() or "").startswith("en") else "zh_Hans"
    document = letter_of(actor_in(request), now(), pk, language)
    text = plain(document, language)
    return {"title": document.title, "text": text, "blanks": list(document.blanks)}


@labels.post("/{uuid:pk}/asked", response=LabelOut, summary="A person has sent the letter")
def label_asked(request: HttpRequest, pk: UUID, body: AskedIn) -> Any:
    """By that person's own word."""
    try:
        day = date.fromisoformat(body.on)
    except ValueError as error:
        raise BadAsking from error
    note_asked(actor_in(request), now(), pk, body.how, day)
    return _label(label_of(pk))


def _provider(row: Provider) -> dict[str, Any]:
    names = ("uscc", "name", "services", "contact", "mark", "source")
    return {
        "id": str(row.id),
        **{name: getattr(row, name) for name in names},
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
    }


def _label(row: FoundLabel) -> dict[str, Any]:
    entity = entities_on(local(now()).date()).get(row.uscc)
    return {
        "id": str(row.id),
        "case": row.case.number,
        "sha256": bytes(row.file.sha256).hex(),
        "code": row.code,
        "uscc": row.uscc,
        "name": entity.name if entity else None,
        "mark": entity.mark if entity else None,
        "status": row.status,
        "logs_until": row.logs_until.isoformat(),
        "ask_by": format_instant(ask_by(row.logs_until)),
        "asked_on": row.asked_on.isoformat() if row.asked_on else None,
    }
