"""The whole way through an identity provider, against one that runs here."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client, override_settings
from tests.conftest import found

from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people.actions import add_staff, end_identity_provider, set_identity_provider
from bonafix.people.errors import ServerUrlInvalid
from bonafix.people.models import Account, IdentityProvider
from bonafix.people.rules import check_server_url

SECRET = "a secret of thirty-two bytes or more"


class Provider(BaseHTTPRequestHandler):
    """Says who it is, gives a token for any code, and lets one person in."""

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path.startswith("/userinfo"):
            self._say(
                {"sub": "sub-1", "email": "li@example.com", "email_verified": True, "name": "李"}
            )
        else:
            self._say(
                {
                    "issuer": here,
                    "authorization_endpoint": f"{here}/authorize",
                    "token_endpoint": f"{here}/token",
                    "userinfo_endpoint": f"{here}/userinfo",
                    "jwks_uri": f"{here}/keys",
                }
            )

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert asked["code"] == ["the-code"] and asked["code_verifier"]
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        claims = {
            "iss": here,
            "aud": "bonafix",
            "sub": "sub-1",
            "exp": time() + 60,
            "iat": time(),
            "email": "li@example.com",
            "email_verified": True,
        }
        self._say(
            {
                "access_token": "at",
                "token_type": "Bearer",
                "id_token": jwt.encode(claims, SECRET, "HS256"),
            }
        )

    def _say(self, answer: dict[str, object]) -> None:
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_of_requests: object) -> None:
        """Be quiet."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A provider that nobody has been told of yet."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def provider(elsewhere: str) -> Iterator[str]:
    """The same one, as the provider of the whole installation."""
    app = {
        "provider_id": "oidc",
        "name": "IdP",
        "client_id": "bonafix",
        "secret": SECRET,
        "settings": {"server_url": elsewhere},
    }
    settings = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    with override_settings(SOCIALACCOUNT_PROVIDERS=settings):
        yield elsewhere


def come_back(provider: str, name: str = "oidc") -> Client:
    """A browser that went to the provider and came back with its code."""
    client = Client(headers={"host": "lock.test"})
    door = f"/staff/account/oidc/{name}/login/"
    sent = client.post(door)
    assert sent.status_code == 302 and sent["Location"].startswith(f"{provider}/authorize?")
    state = parse_qs(urlsplit(sent["Location"]).query)["state"][0]
    client.get(f"{door}callback/", {"code": "the-code", "state": state})
    return client


def a_boss(operator: Operator) -> Actor:
    return Actor(operator.id, "staff", id=uuid4(), roles=frozenset({"admin"}))


def name_it(operator: Operator, now: datetime, url: str) -> IdentityProvider:
    with act_as(operator.id):
        return set_identity_provider(
            a_boss(operator), now, name="IdP", server_url=url, client_id="bonafix", secret=SECRET
        )


def on_log_in_page(host: str) -> bool:
    return b"/account/oidc/" in Client(headers={"host": host}).get("/staff/account/login/").content


def test_who_has_an_account_comes_in_and_nothing_of_the_provider_is_kept(
    operator: Operator, provider: str, now: datetime
) -> None:
    account = add_staff(a_boss(operator), now, username="li@example.com", password=None, roles=[])
    client = come_back(provider)
    assert client.session["_auth_user_id"] == str(account.id)
    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()
    again = come_back(provider)
    assert again.session["_auth_user_id"] == str(account.id)
    assert SocialAccount.objects.get().extra_data == {}


def test_who_has_no_account_stays_outside(operator: Operator, provider: str) -> None:
    client = come_back(provider)
    assert "_auth_user_id" not in client.session
    assert not Account.objects.exists() and not SocialAccount.objects.exists()


def test_an_operators_own_provider_opens_its_own_door_and_no_other(
    operator: Operator, elsewhere: str, now: datetime
) -> None:
    other = found("other", "other.test")
    own = name_it(operator, now, elsewhere)
    account = add_staff(a_boss(operator), now, username="li@example.com", password=None, roles=[])
    client = come_back(elsewhere, own.id.hex)
    assert client.session["_auth_user_id"] == str(account.id)
    assert on_log_in_page("lock.test") and not on_log_in_page("other.test")
    door = f"/staff/account/oidc/{own.id.hex}/login/"
    assert Client(headers={"host": "other.test"}).post(door).status_code == 404
    with act_as(other.id):
        assert not IdentityProvider.objects.exists()


def test_a_provider_that_was_replaced_or_ended_opens_nothing(
    operator: Operator, elsewhere: str, now: datetime
) -> None:
    first, second = (name_it(operator, now, elsewhere) for _ in range(2))
    client = Client(headers={"host": "lock.test"})
    assert client.post(f"/staff/account/oidc/{first.id.hex}/login/").status_code == 404
    assert client.post(f"/staff/account/oidc/{second.id.hex}/login/").status_code == 302
    with act_as(operator.id):
        end_identity_provider(a_boss(operator), now)
    assert client.post(f"/staff/account/oidc/{second.id.hex}/login/").status_code == 404
    assert not on_log_in_page("lock.test")


def test_the_secret_is_neither_stored_plainly_nor_on_record(
    operator: Operator, elsewhere: str, now: datetime
) -> None:
    own = name_it(operator, now, elsewhere)
    with act_as(operator.id):
        row = IdentityProvider.objects.get(pk=own.id)
        assert SECRET.encode() not in bytes(row.secret)
        bodies = [bytes(one) for one in Entry.objects.values_list("body", flat=True)]
        assert bodies and not any(SECRET.encode() in one or row.secret in one for one in bodies)


@pytest.mark.parametrize(
    "address",
    [
        *("http://login.example.com", "login.example.com", "https://", "ftp://127.0.0.1", ""),
        *("https://a:b@login.example.com", "https://login.example.com/?x=1", "https://a:99999"),
    ],
)
def test_a_secret_is_shown_only_over_an_address_that_hides_it(address: str) -> None:
    with pytest.raises(ServerUrlInvalid):
        check_server_url(address)


def test_the_slash_at_the_end_is_no_part_of_the_address() -> None:
    assert check_server_url(" https://a.example/realm/ ") == "https://a.example/realm"
    assert check_server_url("http://127.0.0.1:8080") == "http://127.0.0.1:8080"
