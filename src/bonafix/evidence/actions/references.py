"""Reference pictures: how goods look, shown by their merchant or brand; dated, never replaced."""

from datetime import datetime
from io import BytesIO
from typing import Final
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.evidence.actions.looking import reader
from bonafix.evidence.errors import NoSuchReference, NotPackable
from bonafix.evidence.models import Reference
from bonafix.examine.model import Picture
from bonafix.examine.reading.kinds import kind_of
from bonafix.files.actions import read, store
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.models import Party
from bonafix.people.queries import party
from bonafix.products.actions.checks import clean

VERB: Final = "reference.edit"
EDGE: Final = 1280


def add_reference(
    actor: Actor, now: datetime, owner_id: UUID, goods: str, content: bytes, view: str = ""
) -> Reference:
    """One picture of goods, named as orders name them, in force from now on.

    What was shown before stays on record and in force until it is ended. `NotAllowed`,
    `NotPackable`, `BadText`.
    """
    require(actor, VERB, _subject(actor.operator_id, owner_id))
    media = kind_of(content)
    if media.media != "picture":
        raise NotPackable
    title, told = clean(goods, "goods", 120), clean(view, "view", 40, optional=True)
    with begin(actor, now) as act:
        # Versions are counted: one change at a time for an owner.
        owner = act.lock(Party, party(owner_id).id)
        file = store(act, BytesIO(content), media.mime, "catalogue", None, f"reference {owner.id}")
        row = Reference(
            operator_id=act.operator_id,
            owner_id=owner.id,
            goods=title,
            view=told,
            version=Reference.objects.filter(owner_id=owner.id, goods=title).count() + 1,
            file_id=file.id,
            since=act.now,
        )
        act.record("evidence.reference_added", ("reference", row.id), rows=[row])
    return row


def end_reference(actor: Actor, now: datetime, reference_id: UUID) -> Reference:
    """Goods look otherwise from now on; earlier purchases keep it. Again is no error."""
    row = Reference.objects.filter(pk=reference_id).first()
    if row is None:
        raise NoSuchReference
    require(actor, VERB, _subject(row.operator_id, row.owner_id))
    with begin(actor, now) as act:
        held = act.lock(Reference, reference_id)
        if held.until is None:
            held.until = act.now
            act.record("evidence.reference_ended", ("reference", held.id), rows=[held])
    return held


def _subject(operator_id: UUID, owner_id: UUID) -> Subject:
    return Subject("reference", operator_id, party_ids=frozenset({owner_id}))


def look(actor: Actor, now: datetime, reference_id: UUID) -> tuple[bytes, str]:
    """(bytes, media type) of a smaller copy; the look is on record. `NoSuchReference`."""
    row = Reference.objects.filter(pk=reference_id).first()
    if row is None:
        raise NoSuchReference
    require(actor, "packing.see", _subject(row.operator_id, row.owner_id))
    with begin(actor, now) as act:
        content = read(act, row.file_id, "reference.view")
    shown = reader().thumbnail(Picture("reference", content), EDGE)
    if shown is None:
        raise NoSuchReference
    return shown, "image/jpeg"
