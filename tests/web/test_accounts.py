"""How staff come in: by the account an administrator made for them, and by no other way."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.adapter import get_adapter as oidc_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_staff
from bonafix.people.models import Account

GOOD = "correct horse battery"
LOGIN, SIGNUP = "/staff/account/login/", "/staff/account/signup/"

Hire = Callable[..., Account]


@pytest.fixture
def hire(now: datetime) -> Hire:
    def hiring(operator: Operator, username: str = "li@example.com") -> Account:
        boss = Actor(operator.id, "staff", id=uuid4(), roles=frozenset({"admin"}))
        with act_as(operator.id):
            return add_staff(boss, now, username=username, password=GOOD, roles=[("agent", None)])

    return hiring


def log_in(host: str, username: str = "li@example.com", password: str = GOOD) -> Client:
    client = Client(headers={"host": host})
    client.post(LOGIN, {"login": username, "password": password})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_staff_log_in_with_user_name_and_password(operator: Operator, hire: Hire) -> None:
    hire(operator)
    assert is_in(log_in("lock.test"))
    assert is_in(log_in("lock.test", " Li@Example.COM "))
    assert not is_in(log_in("lock.test", password="wrong horse battery"))


def test_behind_a_proxy_one_persons_wrong_passwords_lock_out_nobody_else(
    operator: Operator, hire: Hire
) -> None:
    hire(operator)
    cache.clear()

    def attempt(forwarded: str, username: str, password: str) -> Client:
        client = Client(
            headers={"host": "lock.test", "x-forwarded-for": forwarded}, REMOTE_ADDR="127.0.0.1"
        )
        client.post(LOGIN, {"login": username, "password": password})
        return client

    with override_settings(TRUSTED_PROXIES="127.0.0.1"):
        for number in range(40):
            made_up = f"198.51.100.{number}, 203.0.113.9"
            attempt(made_up, f"nobody{number}@example.com", "wrong horse")
        assert not is_in(attempt("203.0.113.9", "li@example.com", GOOD)), "that address is slowed"
        assert is_in(attempt("203.0.113.10", "li@example.com", GOOD))
    cache.clear()


def test_an_account_of_another_operator_is_answered_like_a_wrong_password(
    two_operators: tuple[Operator, Operator], hire: Hire
) -> None:
    _mine, other = two_operators
    hire(other)
    client = Client(headers={"host": "lock.test"})
    foreign = client.post(LOGIN, {"login": "li@example.com", "password": GOOD})
    wrong = client.post(LOGIN, {"login": "li@example.com", "password": "wrong horse battery"})
    assert not is_in(client)
    assert (foreign.status_code, _errors(foreign)) == (wrong.status_code, _errors(wrong))
    assert is_in(log_in("other.test"))


def _errors(answer: HttpResponse) -> object:
    return answer.context_data["form"].errors.as_json()  # type: ignore[attr-defined]


def test_nobody_signs_up(operator: Operator) -> None:
    client = Client(headers={"host": "lock.test"})
    client.post(SIGNUP, {"username": "new@example.com", "password1": GOOD, "password2": GOOD})
    assert not Account.objects.exists() and not is_in(client)


def test_the_secret_of_a_second_factor_is_stored_encrypted(operator: Operator, hire: Hire) -> None:
    account, secret = hire(operator), generate_totp_secret()
    TOTP.activate(account, secret)
    stored = Authenticator.objects.get(user=account).data
    assert secret not in str(stored)
    assert mfa_adapter().decrypt(stored["secret"]) == secret


def test_with_a_second_factor_the_password_alone_does_not_open(
    operator: Operator, hire: Hire
) -> None:
    TOTP.activate(hire(operator), generate_totp_secret())
    assert not is_in(log_in("lock.test"))


def test_the_password_is_not_asked_twice_in_a_row_but_again_after_a_while(
    operator: Operator, hire: Hire
) -> None:
    hire(operator)
    client = log_in("lock.test")
    page = "/staff/account/2fa/totp/activate/"
    assert client.get(page).status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert "reauthenticate" in client.get(page)["Location"]


@pytest.fixture
def provider() -> Iterator[None]:
    """Settings as BONAFIX_OIDC_* make them."""
    app = {
        "provider_id": "oidc",
        "name": "IdP",
        "client_id": "x",
        "secret": "y",
        "settings": {"server_url": "https://id.example"},
    }
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}}):
        yield


def a_request(operator: Operator) -> HttpRequest:
    request = RequestFactory().get("/staff/", headers={"host": "lock.test"})
    for middleware in (SessionMiddleware, MessageMiddleware):
        middleware(lambda _request: HttpResponse()).process_request(request)
    request.operator = operator  # type: ignore[attr-defined]
    return request


def coming(email: str, *, verified: bool = True, uid: str = "sub-1") -> SocialLogin:
    """Somebody whom the identity provider has let through."""
    return SocialLogin(
        user=Account(),
        account=SocialAccount(provider="oidc", uid=uid, extra_data={"name": "李"}),
        email_addresses=[EmailAddress(email=email, verified=verified, primary=True)],
    )


def enter(operator: Operator, login: SocialLogin) -> bool:
    request = a_request(operator)
    adapter = oidc_adapter(request)
    adapter.populate_user(request, login, {})
    with context.request_context(request):
        login.lookup()
    try:
        adapter.pre_social_login(request, login)
    except ImmediateHttpResponse as refusal:
        assert refusal.response.status_code == 403
        return False
    return bool(login.is_existing)


def test_oidc_opens_the_account_that_an_admin_made_and_keeps_nothing_it_was_told(
    provider: None, operator: Operator, hire: Hire
) -> None:
    account = hire(operator)
    assert enter(operator, coming("Li@example.com"))
    tie = SocialAccount.objects.get()
    assert (tie.user, tie.uid, tie.extra_data) == (account, "sub-1", {})
    # From now on it is the provider's id that counts, whatever the address says.
    assert enter(operator, coming("someone.else@example.com"))


def test_oidc_never_makes_an_account(provider: None, operator: Operator) -> None:
    assert not enter(operator, coming("new@example.com"))
    assert not oidc_adapter().is_open_for_signup(a_request(operator), coming("a@b.example"))
    assert not Account.objects.exists() and not SocialAccount.objects.exists()


@pytest.mark.parametrize("email, verified", [("li@example.com", False), ("", True)])
def test_an_address_that_the_provider_did_not_verify_opens_nothing(
    provider: None, operator: Operator, hire: Hire, email: str, verified: bool
) -> None:
    hire(operator)
    assert not enter(operator, coming(email, verified=verified))


def test_an_address_that_was_given_to_somebody_else_does_not_open_the_old_account(
    provider: None, operator: Operator, hire: Hire
) -> None:
    hire(operator)
    assert enter(operator, coming("li@example.com", uid="sub-1"))
    assert not enter(operator, coming("li@example.com", uid="sub-2"))
    assert SocialAccount.objects.count() == 1


def test_oidc_opens_no_account_of_another_operator_nor_a_closed_one(
    provider: None, two_operators: tuple[Operator, Operator], hire: Hire
) -> None:
    mine, other = two_operators
    hire(other)
    assert not enter(mine, coming("li@example.com"))
    assert enter(other, coming("li@example.com"))
    assert not enter(mine, coming("li@example.com"))
    hire(mine, "closed@example.com")
    Account.objects.filter(username="closed@example.com").update(is_active=False)
    assert not enter(mine, coming("closed@example.com", uid="sub-3"))
