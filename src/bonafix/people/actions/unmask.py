"""Showing a person in full: with a reason, and never unseen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from bonafix.access.table import TABLE
from bonafix.kit.errors import NotAllowed
from bonafix.kit.sealing import header
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people import rules
from bonafix.people.errors import FieldUnknown, NoSuchPerson, PersonErased
from bonafix.people.models import Party, Unmasking
from bonafix.people.sealing import seal, unseal_many


def unmask(
    actor: Actor,
    now: datetime,
    party_id: UUID,
    fields: Iterable[str],
    reason: str,
    cells: Mapping[str, bytes] | None = None,
) -> dict[str, str]:
    """The plain values of name, phone, address, as asked; "" where there is none.

    `cells`: sealed cells of this person that a package above keeps, by a name of
    `rules.UNMASKABLE_ELSEWHERE`. What is on record as shown is exactly what is given back.
    The face has asked the table whether this actor may unmask in this case; here it must
    at least have a role that ever may. Nothing is shown unless the unmasking is on record.
    Raises ReasonNeeded, FieldUnknown, NoSuchPerson, PersonErased.
    """
    if TABLE["person.unmask"].keys().isdisjoint(actor.roles):
        raise NotAllowed("not_allowed", "You may not do this here.")
    asked, why = rules.check_fields(fields), rules.check_reason(reason)
    more = _check_cells(party_id, cells or {})
    with begin(actor, now) as act:
        party = Party.objects.select_for_update(no_key=True).filter(pk=party_id).first()
        if party is None:
            raise NoSuchPerson
        if party.status != "active":
            raise PersonErased
        row = Unmasking(
            party_id=party.id,
            by=actor.label(),
            fields=[*asked, *more],
            reason=seal(party.id, why),
            at=now,
        )
        act.record("people.unmasked", ("party", party.id), rows=[row])
        plain = unseal_many([*(getattr(party, name) for name in asked), *more.values()])
    return {name: value or "" for name, value in zip([*asked, *more], plain, strict=True)}


def note_shown(act: Act, party_id: UUID, what: str, reason: str) -> Unmasking:
    """Something of a person that a package above keeps is shown or played in full: `what` is a
    word of `rules.SHOWN_ELSEWHERE`. Raises ReasonNeeded, FieldUnknown, PersonErased.
    """
    why = rules.check_reason(reason)
    if what not in rules.SHOWN_ELSEWHERE:
        raise FieldUnknown
    party = Party.objects.select_for_update(no_key=True).filter(pk=party_id).first()
    if party is None or party.status != "active":
        raise PersonErased
    row = Unmasking(
        party_id=party.id,
        by=act.actor.label(),
        fields=[what],
        reason=seal(party.id, why),
        at=act.now,
    )
    act.record("people.unmasked", ("party", party.id), rows=[row])
    return row


def _check_cells(party_id: UUID, cells: Mapping[str, bytes]) -> dict[str, bytes]:
    """`FieldUnknown` for a name that is not known, or a cell of somebody else."""
    for name, cell in cells.items():
        if name not in rules.UNMASKABLE_ELSEWHERE or header(cell).owner != party_id:
            raise FieldUnknown
    return dict(cells)
