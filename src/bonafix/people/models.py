"""Tables of people: who may log in, who takes part, and the doors without log-in.

Accounts, links, codes and keys have no row-level security: they say which operator somebody
belongs to, and are found only by who already holds the name or the secret. Of secrets only
hashes are stored.
"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bonafix.kit.ids import uuid7
from bonafix.ledger.fields import SealedField
from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account with this user name."""
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """A log-in of a member of staff. Customers have none: they come by link and code."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # In the form of an e-mail address, in small letters: OIDC finds the account by it.
    username = models.CharField(max_length=150, unique=True)
    operator = models.ForeignKey("operators.Operator", on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    tenancy_exempt = "log-in happens before the operator is known"

    USERNAME_FIELD = "username"
    objects = AccountManager()

    def __str__(self) -> str:
        return str(self.id)


class Membership(Recorded):
    """A dated role of an account, and the party it speaks for in it.

    The party is the outlet of an outlet_dispatcher, the brand of a brand's people, the
    technician's own person. Other roles speak for the operator and need none.
    """

    # Accounts stand outside the tenants, so this is an id and no foreign key.
    account_id = models.UUIDField()
    role = models.CharField(max_length=20)
    party = TenantForeignKey("people.Party", null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["operator", "account_id"], name="people_membership_account")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.account_id}"


class Party(Recorded):
    """A person or an organisation. What is personal is sealed under the party's own key."""

    unrecorded = {"phone_hash": "follows from the sealed phone, and must vanish at erasure"}

    kind = models.CharField(max_length=12)  # person, organisation
    title = models.CharField(max_length=120, blank=True, default="")  # of organisations only
    name = SealedField(null=True)
    phone = SealedField(null=True)
    address = SealedField(null=True)
    phone_hash = models.BinaryField(null=True)
    # archived: erasure was asked, and a statute still keeps it locked away until erase_after.
    status = models.CharField(max_length=10, default="active")  # active, archived, erased
    erase_after = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["operator", "phone_hash"],
                condition=Q(phone_hash__isnull=False),
                name="people_party_phone",
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.id)


class PersonKey(Recorded):
    """The key of a party's sealed cells, wrapped by the master key. Its id is the party's.

    Erasing a person destroys `wrapped`; every cell, and every salt, is then lost for good.
    """

    unrecorded = {"wrapped": "wrapped anew at every rotation, and destroyed at erasure"}

    wrapped = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class PartyRole(Recorded):
    """What a party is, from when to when; a technician `at` an outlet."""

    party = TenantForeignKey(Party)
    role = models.CharField(max_length=20)
    at = TenantForeignKey(Party, null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["operator", "role"], name="people_role_kind")]

    def __str__(self) -> str:
        return f"{self.role} {self.party_id}"


class Consent(Recorded):
    """What a person agreed to, in which words, and whether that still holds."""

    party = TenantForeignKey(Party)
    purpose = models.CharField(max_length=40)
    wording_version = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.party_id}"


class Unmasking(Recorded):
    """Who was shown which personal values in full, and the reason they gave."""

    party = TenantForeignKey(Party)
    by = models.CharField(max_length=60)
    fields = models.JSONField()
    # Reasons tend to name the person; so they go with the person's key.
    reason = SealedField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.by} {self.party_id}"


class LinkToken(models.Model):
    """A link that a person holds; the token itself is in the link only."""

    token_hash = models.BinaryField(primary_key=True)
    operator = models.ForeignKey(
        "operators.Operator", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    purpose = models.CharField(max_length=20)  # track, visit …
    subject_id = models.UUIDField(db_index=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    tenancy_exempt = "a link is redeemed before the operator is known"

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_id}"


class OneTimeCode(models.Model):
    """A code sent to a telephone; `subject` is the keyed hash of its number."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    operator = models.ForeignKey(
        "operators.Operator", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    purpose = models.CharField(max_length=20)
    subject = models.BinaryField()
    code_hash = models.BinaryField()
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tenancy_exempt = "a code is redeemed before the operator is known"

    class Meta:
        indexes = [
            models.Index(fields=["operator", "subject", "created_at"], name="people_code_subject")
        ]

    def __str__(self) -> str:
        return str(self.id)


class ApiKey(models.Model):
    """A key of a program that acts for a party. 32 random bytes need no slow hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    operator = models.ForeignKey("operators.Operator", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    key_hash = models.BinaryField()
    party_id = models.UUIDField()
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    tenancy_exempt = "a key says which operator it belongs to"

    def __str__(self) -> str:
        return self.prefix


class IdentityProvider(Recorded):
    """Where an operator's own people log in, by OpenID Connect; the newest that has not ended.

    A change is a new row: whom another provider knows by the same number is somebody else.
    """

    unrecorded = {"secret": "encrypted under the master key; the record is no place for it"}

    name = models.CharField(max_length=60)
    server_url = models.CharField(max_length=300)
    client_id = models.CharField(max_length=200)
    secret = models.BinaryField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operator"],
                condition=Q(until__isnull=True),
                name="people_one_identity_provider",
            )
        ]

    def __str__(self) -> str:
        return self.name
