"""Webhooks: signed, tried again, never twice under two names, never into our own network."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.test import override_settings
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.claims.actions.answering import answer
from bonafix.claims.actions.telling import queue_messages
from bonafix.claims.rules.states import BY_VERB
from bonafix.claims.rules.told import events_of
from bonafix.config import hook_events
from bonafix.kit.clock import parse_instant
from bonafix.kit.errors import NotAllowed
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.notices.errors import Undelivered
from bonafix.notices.hooks import rules, wire
from bonafix.notices.hooks.actions import disable, register, rotate
from bonafix.notices.hooks.actions import test as send_test
from bonafix.notices.hooks.delivery import deliver
from bonafix.notices.hooks.errors import (
    AddressNotPossible,
    EventUnknown,
    HookDisabled,
    NoSuchHook,
    TooManyHooks,
)
from bonafix.notices.models import Hook, HookMessage
from bonafix.operators.models import Operator
from tests.claims.test_pages import key, send
from tests.support.claims import WORDS, ClaimWorld, build_claims, lead_claim
from tests.support.desk import logged_in

URL = "https://shop.example/hooks"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world(operator: Operator, now: datetime) -> ClaimWorld:
    return build_claims(operator.id, now)


class Receiver:
    """A system that takes what it is told to take, and remembers it."""

    def __init__(self, *, status: int | None = None) -> None:
        self.status = status
        self.got: list[tuple[dict[str, str], bytes]] = []

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        if self.status is not None:
            raise Undelivered(f"answered_{self.status}", permanent=self.status == 410)
        self.got.append((dict(headers), body))


def a_hook(world: ClaimWorld, url: str = URL) -> tuple[Hook, str]:
    return register(world.merchant, world.now, world.merchant_id, url, rules.EVENTS)


def told(world: ClaimWorld, event: str, case_id: UUID, cause: str = "c1") -> list[HookMessage]:
    queue_messages(
        world.system, world.now, case_id, event=event, status="answering", at=world.now,
        due_at="2026-11-26T00:00:00Z", cause=cause,
    )  # fmt: skip
    return list(HookMessage.objects.order_by("id"))


def verified(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """The example of docs/webhooks.md, as it is printed there."""
    text = (ROOT / "docs" / "webhooks.md").read_text("utf-8")
    code = text.split("```python")[1].split("```")[0]
    space: dict[str, Any] = {}
    exec(compile(code, "docs/webhooks.md", "exec"), space)
    found: bool = space["is_from_bonafix"](secret, headers, body)
    return found


def test_the_signature_is_the_one_of_the_published_vector() -> None:
    """Of the Standard Webhooks reference libraries' own tests."""
    signed = rules.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
        b'{"test": 2432232314}',
    )  # fmt: skip
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_is_verified_by_the_example_of_the_docs_and_a_changed_one_is_not(
    world: ClaimWorld,
) -> None:
    hook, secret = a_hook(world)
    row, taken = send_test(world.merchant, world.now, hook.id), Receiver()
    deliver(world.operator_id, datetime.now(UTC), row.id, send=taken)
    ((headers, body),) = taken.got
    assert verified(secret, headers, body)
    assert not verified(rules.new_secret(), headers, body)
    assert not verified(secret, headers, body + b" ")
    old = str(int(headers["webhook-timestamp"]) - 400)
    assert not verified(secret, {**headers, "webhook-timestamp": old}, body)


def test_every_step_that_the_merchant_is_told_of_has_its_event(world: ClaimWorld) -> None:
    named = {event for one in BY_VERB.values() for event in events_of(one)}
    assert named | {"claim.payment_failed"} == set(rules.EVENTS)
    assert events_of(BY_VERB["send_back"]) == ("claim.answer_due",)
    assert events_of(BY_VERB["refuse"]) == events_of(BY_VERB["accept"]) == ("claim.decided",)


def test_a_message_holds_number_state_and_date_and_nothing_personal(world: ClaimWorld) -> None:
    a_hook(world)
    case = lead_claim(world, "answering")
    (row,) = told(world, "claim.answer_due", case.id)
    content = json.loads(row.body)
    assert content["type"] == "claim.answer_due"
    assert content["data"] == {
        "claim": case.number, "status": "answering", "due_at": "2026-11-26T00:00:00Z",
        "path": f"/api/v1/claims/{case.number}",
    }  # fmt: skip
    assert parse_instant(content["timestamp"]) == world.now
    for private in (
        "周小雨",
        "13900001111",
        WORDS,
        str(world.buyer_id),
        world.claim(case).order.ref,
    ):
        assert private not in row.body


def test_the_same_event_delivered_twice_is_one_message_with_one_name(world: ClaimWorld) -> None:
    a_hook(world)
    case = lead_claim(world, "answering")
    told(world, "claim.answer_due", case.id)
    (row,) = told(world, "claim.answer_due", case.id)
    assert len(told(world, "claim.answer_due", case.id, cause="c2")) == 2
    taken = Receiver()
    deliver(world.operator_id, world.now, row.id, send=taken)
    deliver(world.operator_id, world.now, row.id, send=taken)
    assert [headers["webhook-id"] for headers, _b in taken.got] == [rules.message_name(row.id)]


def test_what_is_not_taken_is_tried_again_ever_later_and_given_up_in_the_end(
    world: ClaimWorld,
) -> None:
    hook, _secret = a_hook(world)
    row, at = send_test(world.merchant, world.now, hook.id), world.now
    refusing = Receiver(status=503)
    for number, pause in enumerate(rules.PAUSES, start=1):
        deliver(world.operator_id, at, row.id, send=refusing)
        row.refresh_from_db()
        assert (row.status, row.attempts, row.trouble) == ("queued", number, "answered_503")
        at += pause
    deliver(world.operator_id, at, row.id, send=refusing)
    row.refresh_from_db()
    assert (row.status, row.failed_at) == ("failed", at)
    hook.refresh_from_db()
    assert (hook.failing_since, hook.disabled_at) == (world.now, None)
    # Days later another one: an address that takes nothing is switched off, on record.
    late = send_test(world.merchant, at, hook.id)
    deliver(world.operator_id, world.now + rules.SILENT, late.id, send=refusing)
    hook.refresh_from_db()
    assert hook.disabled_because == "silent"
    assert audit_operator(world.operator_id).faults == []


def test_an_address_that_takes_again_is_in_use_again(world: ClaimWorld) -> None:
    hook, _secret = a_hook(world)
    row = send_test(world.merchant, world.now, hook.id)
    deliver(world.operator_id, world.now, row.id, send=Receiver(status=500))
    deliver(world.operator_id, world.now + timedelta(minutes=1), row.id, send=Receiver())
    row.refresh_from_db()
    hook.refresh_from_db()
    assert (row.status, row.attempts, row.trouble, hook.failing_since) == ("sent", 2, "", None)


def test_an_address_that_is_gone_is_switched_off_at_once(world: ClaimWorld) -> None:
    hook, _secret = a_hook(world)
    row = send_test(world.merchant, world.now, hook.id)
    deliver(world.operator_id, world.now, row.id, send=Receiver(status=410))
    row.refresh_from_db()
    hook.refresh_from_db()
    assert (row.status, hook.disabled_because) == ("failed", "gone")
    with pytest.raises(HookDisabled):
        send_test(world.merchant, world.now, hook.id)


def test_after_a_rotation_both_secrets_sign_for_a_day(world: ClaimWorld) -> None:
    hook, old = a_hook(world)
    _hook, new = rotate(world.merchant, world.now, hook.id)
    assert old != new
    for at, holds in ((world.now, True), (world.now + rules.OVERLAP, False)):
        row, taken = send_test(world.merchant, at, hook.id), Receiver()
        deliver(world.operator_id, at, row.id, send=taken)
        ((headers, body),) = taken.got
        signed = headers["webhook-signature"].split()
        given = (headers["webhook-id"], int(headers["webhook-timestamp"]), body)
        assert rules.signature(new, *given) in signed
        assert (rules.signature(old, *given) in signed) is holds


def test_nobody_registers_or_changes_an_address_of_another(world: ClaimWorld) -> None:
    hook, _secret = a_hook(world)
    other = build_claims(world.operator_id, world.now, name="别人", phone="+8613900002222")
    before = Entry.objects.count()
    for actor in (other.merchant, world.staff("manager", "admin"), world.buyer(), world.system):
        with pytest.raises(NotAllowed):
            register(actor, world.now, world.merchant_id, URL, rules.EVENTS)
        for doing in (send_test, rotate):
            with pytest.raises(NoSuchHook):
                doing(actor, world.now, hook.id)
    with pytest.raises(NoSuchHook):
        disable(other.merchant, world.now, hook.id)
    with pytest.raises(NoSuchHook):
        disable(world.merchant, world.now, uuid4())
    assert Entry.objects.count() == before
    case = lead_claim(other, "answering")
    assert told(world, "claim.opened", case.id) == []
    # Switching one off that misbehaves must not wait for its merchant.
    disable(world.staff("manager"), world.now, hook.id)
    assert told(world, "claim.opened", lead_claim(world, "answering").id) == []


def test_no_more_addresses_than_anybody_needs(world: ClaimWorld) -> None:
    for _ in range(rules.MOST_HOOKS):
        a_hook(world)
    with pytest.raises(TooManyHooks):
        a_hook(world)
    with pytest.raises(EventUnknown):
        register(world.merchant, world.now, world.merchant_id, URL, ["claim.everything"])


INSIDE = (
    "http://shop.example/", "https://127.0.0.1/", "https://localhost/", "https://a.localhost/x",
    "https://10.1.2.3/", "https://192.168.0.1:8443/", "https://169.254.169.254/latest/meta-data",
    "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://0.0.0.0/",
    "https://100.64.0.1/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/",
    "https://user:word@shop.example/", "ftp://shop.example/", "https:///x", "https://shop.example:x/",
    "https://shop.example/#part", "javascript:alert(1)", "", "https://商店.example/",
    "https://[fe80::1%25eth0]/", "https://shop.example/\n", f"https://shop.example/{'a' * 600}",
)  # fmt: skip


@pytest.mark.parametrize("url", INSIDE[:-2] + INSIDE[-1:])
def test_an_address_inside_is_not_taken(world: ClaimWorld, url: str) -> None:
    before = Hook.objects.count()
    with pytest.raises(AddressNotPossible):
        a_hook(world, url)
    assert Hook.objects.count() == before


@example("https://127.0.0.1/")
@given(st.text(max_size=40) | st.ip_addresses().map(lambda one: f"https://{one}/"))
def test_whatever_is_typed_there_is_a_sentence_and_no_fault(url: str) -> None:
    try:
        rules.check_address(url, private=False)
    except AddressNotPossible:
        return
    assert url.strip().startswith("https://")
    with suppress(ValueError):
        assert rules.is_public(urlsplit(url.strip()).hostname or "")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0.0.0.0", "::1"])
def test_a_name_that_leads_inside_is_not_called_whatever_it_was_before(host: str) -> None:
    with pytest.raises(Undelivered, match="address_not_public"):
        wire.checked_address(host, 443, private=False)
    with receiver() as (port, got), pytest.raises(Undelivered, match="address_not_public"):
        name = f"[{host}]" if ":" in host else host
        wire.post(f"http://{name}:{port}/", {}, b"{}", private=False)
    assert got == []


@contextmanager
def receiver(status: int = 204) -> Iterator[tuple[int, list[tuple[dict[str, str], bytes]]]]:
    """A real server of this machine; a redirect of it leads to itself."""
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(status)
            self.send_header("Location", "/again")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1], got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@override_settings(HOOKS_PRIVATE=True)
def test_a_step_reaches_a_real_server_through_the_wiring(world: ClaimWorld) -> None:
    with receiver() as (port, got):
        _hook, secret = a_hook(world, f"http://127.0.0.1:{port}/hooks?shop=1")
        case = lead_claim(world, "answering")
        (row,) = told(world, "claim.answer_due", case.id)
        hook_events.queued(world.operator_id, datetime.now(UTC), message_id=str(row.id))
    ((headers, body),) = got
    assert verified(secret, headers, body)
    assert json.loads(body)["data"]["claim"] == case.number
    row.refresh_from_db()
    assert row.status == "sent"


def test_a_redirect_is_not_followed(world: ClaimWorld) -> None:
    with receiver(302) as (port, got), pytest.raises(Undelivered, match="answered_302"):
        wire.post(f"http://127.0.0.1:{port}/", {}, b"{}", private=True)
    assert len(got) == 1


def test_the_page_registers_shows_the_secret_once_tests_and_switches_off(
    world: ClaimWorld,
) -> None:
    client = logged_in(world, "merchant", world.merchant_id, "en")  # type: ignore[arg-type]
    path = "/staff/claims/webhooks/"
    wrong = client.post(f"{path}add/", {"url": "http://10.0.0.1/", "events": ["claim.opened"]})
    assert (wrong.status_code, Hook.objects.count()) == (422, 0)
    assert "http://10.0.0.1/" in wrong.content.decode()
    made = client.post(f"{path}add/", {"url": URL, "events": ["claim.opened"]})
    assert "whsec_" in made.content.decode()
    assert "whsec_" not in client.get(path).content.decode()
    hook = Hook.objects.get()
    assert client.post(f"{path}{hook.id}/test/").status_code == 302
    assert "hook.test" in HookMessage.objects.values_list("event", flat=True)
    assert "whsec_" in client.post(f"{path}{hook.id}/rotate/").content.decode()
    client.post(f"{path}{hook.id}/disable/")
    assert "Switched off by a person" in client.get(path).content.decode()
    other = build_claims(world.operator_id, world.now, name="别人", phone="+8613900002222")
    stranger = logged_in(world, "merchant", other.merchant_id)  # type: ignore[arg-type]
    assert URL not in stranger.get(path).content.decode()
    assert stranger.post(f"{path}{hook.id}/test/").status_code == 404


def test_answers_of_the_merchant_wake_its_systems(world: ClaimWorld) -> None:
    """The step itself puts it into the queue, in its transaction."""
    from django.db import connection

    case = lead_claim(world, "answering")
    answer(world.merchant, world.now, case.number, "accept")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->'ids'->>'step' FROM procrastinate_jobs"
            " WHERE args->>'event' = 'claims.tell_systems' AND args->'ids'->>'case_id' = %s"
            " ORDER BY id",
            [str(case.id)],
        )
        events = [one for (one,) in cursor.fetchall()]
    assert events == [
        "claim.opened", "claim.evidence_arrived", "claim.answer_due", "claim.decided",
    ]  # fmt: skip


def test_a_program_registers_tests_rotates_and_switches_off(world: ClaimWorld) -> None:
    client, path = key(world), "/api/v1/webhooks"
    wrong = send(client, path, {"url": "https://10.0.0.1/", "events": ["claim.opened"]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "hook_address")
    made = send(client, path, {"url": URL, "events": ["claim.opened"]})
    assert made.status_code == 201, made.content
    secret, one = made.json()["secret"], f"{path}/{made.json()['id']}"
    assert secret.startswith("whsec_")
    listed = client.get(path).json()["webhooks"]
    assert [(row["url"], row["secret"]) for row in listed] == [(URL, None)]
    assert send(client, f"{one}/test").json()["status"] == "queued"
    assert [row["event"] for row in client.get(f"{one}/messages").json()["messages"]] == [
        "hook.test"
    ]
    assert send(client, f"{one}/rotate").json()["secret"] not in (None, secret)
    assert send(client, f"{one}/disable").json()["disabled_because"] == "person"
    refused = send(client, f"{one}/test")
    assert (refused.status_code, refused.json()["code"]) == (409, "hook_disabled")
    other = build_claims(world.operator_id, world.now, name="别人", phone="+8613900002222")
    assert key(other).get(path).json()["webhooks"] == []
    assert key(other).get(f"{one}/messages").status_code == 404
