"""How staff log in: by user name or by the operator's own identity provider; nobody signs up."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from bonafix.intake.limits import address_of
from bonafix.kit.errors import NotAllowed
from bonafix.operators.keys import cipher
from bonafix.people.identity import identity_provider, secret_of
from bonafix.people.models import Account, IdentityProvider
from bonafix.people.queries import account_named
from bonafix.web import errors

# The purpose under which their secrets were encrypted from the beginning.
SECOND_FACTOR = "staff second factor"


class NotYourDoor(NotAllowed):
    """Whom the identity provider names has no account at this operator."""

    code = "no_account_here"
    text = "There is no account for you here. Please ask your administrator for one."


def belongs_here(request: HttpRequest, account: AbstractBaseUser | None) -> bool:
    """True when the account is one of the operator that answers at this host."""
    operator = getattr(request, "operator", None)
    return (
        isinstance(account, Account) and operator is not None and account.operator_id == operator.id
    )


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Log-in by user name and password, only where the account belongs."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Accounts are made by administrators."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """For the library's own limits (wrong passwords): the same address as for ours."""
        return address_of(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """An account of another operator is answered like a wrong password."""
        username = credentials.get("username")
        if isinstance(username, str):
            credentials["username"] = username.strip().lower()
        account: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return account if belongs_here(request, account) else None

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has logged in a moment ago is not asked for the password once more."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((float(one.get("at", 0)) for one in records), default=0.0)
        if time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class OidcAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Log-in by OpenID Connect, only into an account that an administrator made.

    The first time, the account is the one whose user name is the e-mail address that the
    provider has verified; from then on it is the provider's own id of that person.
    """

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The installation's provider and that of the operator who is asked, if they have one."""
        apps: list[SocialApp] = super().list_apps(request, provider, client_id)
        own = identity_provider() if getattr(request, "operator", None) else None
        if own is not None:
            app = _app_of(own)
            if provider in (None, app.provider, app.provider_id) and (
                client_id in (None, app.client_id)
            ):
                apps.append(app)
        return apps

    def is_open_for_signup(self, *_of_anybody: object) -> bool:
        """Nobody signs up by being known elsewhere."""
        return False

    def can_authenticate_by_email(self, *_of_anybody: object) -> bool:
        """Not in the library's way, which knows no operators; see `pre_social_login`."""
        return False

    def populate_user(
        self, _request: HttpRequest, sociallogin: SocialLogin, _data: dict[str, Any]
    ) -> AbstractBaseUser:
        """What the provider tells about the person is used once and not stored."""
        sociallogin.account.extra_data = {}
        user: AbstractBaseUser = sociallogin.user
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, or refuse with a page that says so."""
        if sociallogin.is_existing:
            if not belongs_here(request, sociallogin.user):
                raise ImmediateHttpResponse(errors.from_error(request, NotYourDoor()))
            return
        account = account_named(_verified_email(sociallogin))
        if account is None or not account.is_active or not belongs_here(request, account):
            raise ImmediateHttpResponse(errors.from_error(request, NotYourDoor()))
        if self._has_another_identity(account, sociallogin):
            raise ImmediateHttpResponse(errors.from_error(request, NotYourDoor()))
        sociallogin.connect(request, account)

    def _has_another_identity(self, account: Account, sociallogin: SocialLogin) -> bool:
        # An address that was given to somebody else must not open the old account.
        return bool(
            type(sociallogin.account)
            .objects.filter(user=account, provider=sociallogin.account.provider)
            .exists()
        )


def _app_of(provider: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=provider.id.hex,
        name=provider.name,
        client_id=provider.client_id,
        secret=secret_of(provider),
        settings={"server_url": provider.server_url},
    )


def _verified_email(sociallogin: SocialLogin) -> str:
    return next((one.email for one in sociallogin.email_addresses if one.verified), "")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second factors encrypted under the master key."""

    def encrypt(self, text: str) -> str:
        """What is stored."""
        return cipher(SECOND_FACTOR).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return cipher(SECOND_FACTOR).decrypt(encrypted_text.encode()).decode()
