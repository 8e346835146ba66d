"""Erasing a person: the key is destroyed, and with it everything sealed under it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.deadlines.actions import meet, set_deadline
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.models import Recorded
from bonafix.operators.actors import Actor
from bonafix.people import tokens
from bonafix.people.erasure import Kept, all_kept, doors_of, forget_derived, part_from
from bonafix.people.errors import NoSuchPerson
from bonafix.people.models import ApiKey, Party, PartyRole, PersonKey
from bonafix.people.sealing import forget

# The name of the deadline at which a statute no longer keeps what was to be erased.
ERASURE_DUE = "erasure_due"
# The name of the deadline by which a manager has to answer a person's wish to be erased.
ERASURE_ASKED = "erasure_asked"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What became of a wish to be erased, and what is kept, why and until when.

    `erased`: nothing can be read any more, by anybody. `archived`: locked away, because the
    law keeps it, and erased by itself at `at` (None: when a hold is lifted and it is asked
    again). `refused`: data is still in use, nothing was changed.
    """

    status: Literal["erased", "archived", "refused"]
    kept: tuple[Kept, ...] = field(default=())
    at: datetime | None = None


def erase(actor: Actor, now: datetime, party_id: UUID) -> Erasure:
    """Erase a person as far as the law lets, and say what stays. Twice is as once.

    Raises NotAllowed, NoSuchPerson.
    """
    require(actor, "person.erase", Subject("person", actor.operator_id, id=party_id))
    with begin(actor, now) as act:
        return _erase(act, party_id)


def erase_with(act: Act, party_id: UUID) -> Erasure:
    """Inside an act: somebody who was here only because of another person goes with their data.

    The caller answers for it; whatever must be kept of them beats this, too.
    """
    return _erase(act, party_id)


def finish_erasure(operator_id: UUID, now: datetime, party_id: UUID) -> Erasure | None:
    """The deadline of an archived person has come. Idempotent; None when it is not archived."""
    with begin(Actor.system(operator_id), now) as act:
        waiting = Party.objects.filter(pk=party_id, status="archived").exists()
        return _erase(act, party_id) if waiting else None


def _erase(act: Act, party_id: UUID) -> Erasure:
    # Whoever has found this person for a new report holds the row; we see that report then.
    party = Party.objects.select_for_update(no_key=True).filter(pk=party_id).first()
    if party is None:
        raise NoSuchPerson
    if party.status == "erased":
        return Erasure("erased")
    kept = tuple(all_kept(party_id, act.now))
    if any(one.running for one in kept):
        body = {"kept": sorted(one.code for one in kept)}
        act.record("people.erasure_refused", ("party", party_id), body=body)
        return Erasure("refused", kept)
    meet(act, ("party", party_id), ERASURE_ASKED)
    return _archive(act, party, kept) if kept else _destroy(act, party)


def _archive(act: Act, party: Party, kept: tuple[Kept, ...]) -> Erasure:
    """Nobody finds or is shown the person any more; the key stays until the law lets it go."""
    ends = [one.until for one in kept]
    at = None if None in ends else max(end for end in ends if end)
    party.status, party.erase_after, party.phone_hash = "archived", at, None
    body = {"kept": sorted(one.code for one in kept)}
    act.record("people.archived", ("party", party.id), rows=[party], body=body)
    if at is not None:
        set_deadline(act, ("party", party.id), ERASURE_DUE, at)
    # What a statute keeps is stored only, and searched in no more.
    forget_derived(party.id)
    part_from(act, party.id)
    _close_doors(act, party.id)
    return Erasure("archived", kept, at)


def _destroy(act: Act, party: Party) -> Erasure:
    key = act.lock(PersonKey, party.id)
    key.wrapped, key.erased_at = None, act.now
    party.status, party.erase_after, party.phone_hash = "erased", None, None
    roles = list(
        PartyRole.objects.select_for_update(no_key=True)
        .filter(party_id=party.id, until__isnull=True)
        .order_by("id")
    )
    for role in roles:
        role.until = act.now
    rows: list[Recorded] = [party, key, *roles]
    act.record("people.erased", ("party", party.id), rows=rows)
    forget(party.id)
    forget_derived(party.id)
    part_from(act, party.id)
    _close_doors(act, party.id)
    return Erasure("erased")


def _close_doors(act: Act, party_id: UUID) -> None:
    """No link and no key of this person opens anything any more, and that is on record."""
    ended = sum(tokens.revoke(act.operator_id, one, act.now) for one in doors_of(party_id))
    if ended:
        act.record("people.links_revoked", ("party", party_id), body={"links": ended})
    ApiKey.objects.filter(
        operator_id=act.operator_id, party_id=party_id, revoked_at__isnull=True
    ).update(revoked_at=act.now)
