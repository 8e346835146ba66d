"""Reading people: masked by default."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bonafix.kit.phones import mask_address, mask_name, mask_phone, parse_cn_phone
from bonafix.people.errors import NoSuchPerson
from bonafix.people.models import Account, ApiKey, Consent, Membership, Party, PartyRole
from bonafix.people.sealing import phone_hash, unseal, unseal_many


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """As much of a person as staff see without asking: 张**, 138****5678, 浙江省金华市****."""

    name: str
    phone: str
    address: str
    erased: bool = False


def party(party_id: UUID) -> Party:
    """The party. `NoSuchPerson` when there is none in this operator."""
    found = Party.objects.filter(pk=party_id).first()
    if found is None:
        raise NoSuchPerson
    return found


def masked(party: Party) -> MaskedPerson:
    """One party, masked."""
    return masked_all([party])[0]


def masked_all(parties: Iterable[Party]) -> list[MaskedPerson]:
    """Many parties, masked, with one query for all keys."""
    rows = list(parties)
    cells = unseal_many(cell for row in rows for cell in (row.name, row.phone, row.address))
    return [_masked(row, *cells[place * 3 : place * 3 + 3]) for place, row in enumerate(rows)]


def _masked(row: Party, name: str | None, phone: str | None, address: str | None) -> MaskedPerson:
    if row.status != "active":
        return MaskedPerson(_("Erased person"), "", "", erased=True)
    return MaskedPerson(
        name=row.title or mask_name(name or ""),
        phone=mask_phone(phone) if phone else "",
        address=mask_address(address) if address else "",
    )


def display_name(party: Party) -> str:
    """What anybody may read: an organisation's title, a person's name masked."""
    return party.title if party.kind == "organisation" else masked(party).name


def is_active(party_id: UUID) -> bool:
    """False once erasure was asked: what is kept then is kept only, and shown to nobody."""
    return Party.objects.filter(pk=party_id, status="active").exists()


def words_of(party: Party, cell: bytes) -> str | None:
    """What a person said, for a page; None when they are erased, or locked away by a law."""
    return unseal(cell) if party.status == "active" else None


def persons_of_phone(phone: str) -> list[UUID]:
    """Persons known by this number: a family may share one."""
    return persons_of_number(parse_cn_phone(phone))


def persons_of_number(e164: str) -> list[UUID]:
    """As `persons_of_phone`, for a number that has its form already."""
    return list(
        Party.objects.filter(phone_hash=phone_hash(e164), status="active")
        .order_by("id")
        .values_list("id", flat=True)
    )


def in_role(role: str, now: datetime, at: UUID | None = None) -> list[Party]:
    """Parties that have this role at `now` (at this outlet)."""
    roles = PartyRole.objects.filter(role=role, since__lte=now).filter(
        Q(until__isnull=True) | Q(until__gt=now)
    )
    if at is not None:
        roles = roles.filter(at_id=at)
    return list(Party.objects.filter(id__in=roles.values("party_id")).order_by("id"))


def roles_of(party_id: UUID, now: datetime) -> list[PartyRole]:
    """What this party is at `now`."""
    return list(
        PartyRole.objects.filter(party_id=party_id, since__lte=now)
        .filter(Q(until__isnull=True) | Q(until__gt=now))
        .order_by("since", "id")
    )


def consented(party_id: UUID, purpose: str) -> bool:
    """True while a consent to this purpose holds."""
    return Consent.objects.filter(
        party_id=party_id, purpose=purpose, withdrawn_at__isnull=True
    ).exists()


def staff_to_tell(role: str, now: datetime) -> list[UUID]:
    """Persons behind the open accounts with this role who have left a telephone for it."""
    held = Membership.objects.filter(role=role, party__kind="person", since__lte=now).filter(
        Q(until__isnull=True) | Q(until__gt=now)
    )
    held = held.filter(party__status="active", party__phone__isnull=False)
    persons = dict(held.values_list("account_id", "party_id"))
    open_ = Account.objects.filter(id__in=persons, is_active=True).values_list("id", flat=True)
    return sorted({persons[account_id] for account_id in open_})


def account_named(username: str) -> Account | None:
    """The account with this user name, whatever its capitals, of whichever operator."""
    return Account.objects.filter(username=username.strip().lower()).first() if username else None


def account_of_label(label: str) -> Account | None:
    """The account behind `staff:id` as the record has it; None for anybody else."""
    kind, _colon, key = label.partition(":")
    return Account.objects.filter(pk=key).first() if kind == "staff" and key else None


def staff_accounts(operator_id: UUID) -> list[tuple[Account, list[Membership]]]:
    """All accounts of an operator with all their roles, past ones too."""
    accounts = list(Account.objects.filter(operator_id=operator_id).order_by("username"))
    held: dict[UUID, list[Membership]] = {account.id: [] for account in accounts}
    for one in Membership.objects.filter(account_id__in=held).order_by("since", "id"):
        held[one.account_id].append(one)
    return [(account, held[account.id]) for account in accounts]


def api_keys(operator_id: UUID) -> list[ApiKey]:
    """All keys of an operator, revoked ones too; the secrets are not among it."""
    return list(ApiKey.objects.filter(operator_id=operator_id).order_by("created_at"))
