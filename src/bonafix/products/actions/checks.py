"""What several verbs look at before they change anything."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from bonafix.access import Subject, require
from bonafix.files.models import StoredFile
from bonafix.files.rules import STORED
from bonafix.kit.clock import aware
from bonafix.kit.errors import BonafixError
from bonafix.ledger.acts import Act
from bonafix.ledger.models import Recorded
from bonafix.people.models import PartyRole
from bonafix.products.errors import BadSpan, BadText, NoSuchThing
from bonafix.products.models import Brand

R = TypeVar("R", bound=Recorded)


def clean(text: str, field: str, longest: int, *, optional: bool = False) -> str:
    """The text without spaces around it. `BadText` when nothing is left, too long, or NUL."""
    text = text.strip()
    if len(text) > longest or "\x00" in text or not (text or optional):
        raise BadText(field=field, longest=longest)
    return text


def get(model: type[R], row_id: UUID) -> R:
    """The row with this id. `NoSuchThing` when this operator has none."""
    row = model._default_manager.filter(pk=row_id).first()
    if row is None:
        raise NoSuchThing
    return row


def hold(act: Act, model: type[R], row_id: UUID) -> R:
    """The row, locked until the end of the action. `NoSuchThing` when there is none."""
    get(model, row_id)
    return act.lock(model, row_id)


def allow(
    act: Act,
    verb: str,
    *,
    brand: Brand | None = None,
    party_ids: Collection[UUID] = (),
    outlet_ids: Collection[UUID] = (),
) -> None:
    """`NotAllowed` unless the actor may: a brand for itself, an outlet for itself."""
    parties = {*party_ids, *([brand.party_id] if brand else [])}
    subject = Subject(
        "catalogue",
        act.operator_id,
        id=brand.id if brand else None,
        party_ids=frozenset(parties),
        outlet_ids=frozenset(outlet_ids),
    )
    require(act.actor, verb, subject)


def has_role(party_id: UUID, roles: Collection[str], at: datetime) -> bool:
    """True when the party has one of the roles at an instant."""
    found = PartyRole.objects.filter(party_id=party_id, role__in=list(roles), since__lte=at)
    return any(role.until is None or at < role.until for role in found)


def paper(document_id: UUID) -> UUID:
    """The id itself, when a file that is still kept has it. `NoSuchThing` otherwise."""
    if get(StoredFile, document_id).status != STORED:
        raise NoSuchThing
    return document_id


def span(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Both ends, aware and in order. `BadSpan` otherwise."""
    if aware(end) <= aware(start):
        raise BadSpan
    return start, end


def record_new(
    act: Act,
    kind: str,
    stream: tuple[str, UUID],
    rows: Collection[Recorded],
    refusal: BonafixError,
    body: dict[str, Any] | None = None,
) -> None:
    """Record rows of which the database takes one of a kind; `refusal` when it has it already."""
    try:
        with transaction.atomic():
            act.record(kind, stream, rows=rows, body=body)
    except IntegrityError as error:
        raise refusal from error
