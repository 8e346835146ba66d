"""The telephones at which managers and outlets want to be told of what waits for them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from bonafix.access import Subject, require
from bonafix.kit.phones import parse_cn_phone
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.actions.persons import add_person
from bonafix.people.errors import NoSuchPerson
from bonafix.people.models import Account, Membership, Party, PartyRole
from bonafix.people.sealing import phone_hash, seal

ROLE = "manager"


def leave_phone(actor: Actor, now: datetime, phone: str) -> None:
    """Messages go to this number from now on; "" ends them. `NotAPhone` for anything else.

    The number is sealed under a person of the account's own, as everybody's is.
    """
    require(actor, "reach.edit", Subject("staff", actor.operator_id, id=actor.id))
    e164 = parse_cn_phone(phone) if phone.strip() else ""
    with begin(actor, now) as act:
        for membership in _held(actor.id, now):
            if membership.party_id is None and e164:
                _begin(act, membership, e164)
            elif membership.party_id is not None:
                _change(act, act.lock(Party, membership.party_id), e164)


def leave_outlet_phone(actor: Actor, now: datetime, outlet_id: UUID, phone: str) -> None:
    """Messages about visits go to this number of an outlet; "" ends them.

    Sealed under the outlet's own key. It is no customer's number: nobody is found by it.
    `NotAPhone`; `NoSuchPerson` for who is no outlet.
    """
    subject = Subject("outlet", actor.operator_id, outlet_ids=frozenset({outlet_id}))
    require(actor, "outlet.reach", subject)
    e164 = parse_cn_phone(phone) if phone.strip() else ""
    with begin(actor, now) as act:
        if not PartyRole.objects.filter(party_id=outlet_id, role="outlet").exists():
            raise NoSuchPerson
        outlet = act.lock(Party, outlet_id)
        outlet.phone = seal(outlet.id, e164) if e164 else None
        act.record("people.reach_changed", ("party", outlet.id), rows=[outlet])


def leaves_phone(outlet_id: UUID) -> bool:
    """True for an outlet that wants to be told by message."""
    return Party.objects.filter(pk=outlet_id, status="active", phone__isnull=False).exists()


def phone_left(account_id: UUID | None, now: datetime) -> Party | None:
    """The person behind a manager's account, when a telephone was left; for a masked line."""
    parties = Party.objects.filter(id__in=[one.party_id for one in _held(account_id, now)])
    return parties.filter(kind="person", status="active", phone__isnull=False).first()


def _held(account_id: UUID | None, now: datetime) -> list[Membership]:
    open_end = Q(until__isnull=True) | Q(until__gt=now)
    mine = Membership.objects.filter(account_id__in=[account_id] if account_id else [])
    return list(mine.filter(open_end, role=ROLE, since__lte=now).order_by("id"))


def _begin(act: Act, membership: Membership, e164: str) -> None:
    account = Account.objects.get(pk=membership.account_id)
    person = add_person(act, name=account.username, phone=e164)
    row = act.lock(Membership, membership.id)
    row.party_id = person.id
    act.record("people.reach_begun", ("account", account.id), rows=[row])


def _change(act: Act, person: Party, e164: str) -> None:
    person.phone = seal(person.id, e164) if e164 else None
    person.phone_hash = phone_hash(e164) if e164 else None
    act.record("people.reach_changed", ("party", person.id), rows=[person])
