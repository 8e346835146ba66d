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

from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.actions import add_staff
from bonafix.people.models import Account

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
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    app = {
        "provider_id": "oidc",
        "name": "IdP",
        "client_id": "bonafix",
        "secret": SECRET,
        "settings": {"server_url": url},
    }
    settings = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    with override_settings(SOCIALACCOUNT_PROVIDERS=settings):
        yield url
    server.shutdown()
    server.server_close()
    thread.join()


def come_back(provider: str) -> Client:
    """A browser that went to the provider and came back with its code."""
    client = Client(headers={"host": "lock.test"})
    sent = client.post("/staff/account/oidc/oidc/login/")
    assert sent.status_code == 302 and sent["Location"].startswith(f"{provider}/authorize?")
    state = parse_qs(urlsplit(sent["Location"]).query)["state"][0]
    client.get("/staff/account/oidc/oidc/login/callback/", {"code": "the-code", "state": state})
    return client


def test_who_has_an_account_comes_in_and_nothing_of_the_provider_is_kept(
    operator: Operator, provider: str, now: datetime
) -> None:
    boss = Actor(operator.id, "staff", id=uuid4(), roles=frozenset({"admin"}))
    account = add_staff(boss, now, username="li@example.com", password=None, roles=[])
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
