"""Links, one-time codes and API keys."""

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from bonafix.kit.errors import NotAllowed
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from bonafix.people import tokens
from bonafix.people.actions import add_api_key, revoke_api_key
from bonafix.people.actors import actor_of_key, customer_actor
from bonafix.people.codes import issue_code, redeem_code
from bonafix.people.errors import (
    CodeOver,
    CodeWrong,
    LinkExpired,
    LinkUnknown,
    NoSuchPerson,
    ScopeUnknown,
    TooManyCodes,
)
from bonafix.people.models import ApiKey, LinkToken, OneTimeCode, Party
from bonafix.people.rules import CODE_TRIES
from tests.conftest import found
from tests.people.conftest import PHONE

HOUR = 3600


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_link_opens_its_subject_and_only_its_hash_is_stored(
    operator: Operator, now: datetime
) -> None:
    subject = uuid4()
    token = tokens.issue(operator.id, "track", subject, now, HOUR)
    assert tokens.redeem(token, "track", now) == (operator.id, subject)
    assert tokens.redeem(token, "track", now) == (operator.id, subject)
    (row,) = LinkToken.objects.all()
    assert bytes(row.token_hash) == hashlib.sha256(token.encode()).digest()
    assert token not in repr(vars(row))


def test_a_link_opens_nothing_else(operator: Operator, now: datetime) -> None:
    token = tokens.issue(operator.id, "track", uuid4(), now, HOUR)
    for presented, purpose in [(token, "visit"), (token[:-1], "track"), ("", "track")]:
        with pytest.raises(LinkUnknown):
            tokens.redeem(presented, purpose, now)


def test_a_link_ends_with_its_time_or_when_it_is_revoked(operator: Operator, now: datetime) -> None:
    subject = uuid4()
    first = tokens.issue(operator.id, "track", subject, now, HOUR)
    assert tokens.redeem(first, "track", now + timedelta(seconds=HOUR - 1))
    with pytest.raises(LinkExpired):
        tokens.redeem(first, "track", now + timedelta(seconds=HOUR))
    assert tokens.revoke(operator.id, subject, now, "visit") == 0
    assert tokens.revoke(operator.id, subject, now) == 1
    with pytest.raises(LinkExpired):
        tokens.redeem(first, "track", now)


def test_a_code_works_once(customer: Party, now: datetime) -> None:
    issued = issue_code(PHONE, "login", now)
    assert issued.party_ids == {customer.id}
    assert redeem_code("138 1234 5678", "login", issued.code, now) == {customer.id}
    with pytest.raises(CodeOver):
        redeem_code(PHONE, "login", issued.code, now)


def test_a_code_is_for_one_phone_one_purpose_and_ten_minutes(
    customer: Party, now: datetime
) -> None:
    code = issue_code(PHONE, "login", now).code
    with pytest.raises(CodeOver):
        redeem_code(PHONE, "erase", code, now)
    with pytest.raises(CodeOver):
        redeem_code("13987654321", "login", code, now)
    with pytest.raises(CodeOver):
        redeem_code(PHONE, "login", code, now + timedelta(minutes=10))
    assert redeem_code(PHONE, "login", code, now + timedelta(minutes=9, seconds=59))


def test_after_five_wrong_tries_the_right_code_is_wrong_too(customer: Party, now: datetime) -> None:
    code = issue_code(PHONE, "login", now).code
    left = []
    for _try in range(CODE_TRIES):
        with pytest.raises(CodeWrong) as refusal:
            redeem_code(PHONE, "login", wrong(code), now)
        left.append(refusal.value.params["left"])
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(CodeOver):
        redeem_code(PHONE, "login", code, now)


def test_a_new_code_ends_the_one_before(customer: Party, now: datetime) -> None:
    first = issue_code(PHONE, "login", now).code
    second = issue_code(PHONE, "login", now + timedelta(seconds=1)).code
    if first != second:
        with pytest.raises(CodeWrong):
            redeem_code(PHONE, "login", first, now + timedelta(seconds=1))
    assert redeem_code(PHONE, "login", second, now + timedelta(seconds=1)) == {customer.id}


def test_a_phone_gets_three_codes_in_ten_minutes_and_ten_a_day(
    customer: Party, now: datetime
) -> None:
    for _one in range(3):
        issue_code(PHONE, "login", now)
    with pytest.raises(TooManyCodes):
        issue_code(PHONE, "other", now)
    issue_code("13987654321", "login", now)
    sent, at = 3, now
    while sent < 10:
        at += timedelta(minutes=10)
        issue_code(PHONE, "login", at)
        sent += 1
    at += timedelta(minutes=10)
    with pytest.raises(TooManyCodes):
        issue_code(PHONE, "login", at)
    issue_code(PHONE, "login", now + timedelta(days=1, seconds=1))


def test_codes_are_stored_as_keyed_hashes_and_unknown_phones_get_the_same_answer(
    operator: Operator, now: datetime
) -> None:
    issued = issue_code("13987654321", "login", now)
    assert issued.party_ids == frozenset()
    assert issued.code not in repr(issued)
    (row,) = OneTimeCode.objects.all()
    assert bytes(row.code_hash) != hashlib.sha256(issued.code.encode()).digest()
    assert redeem_code("13987654321", "login", issued.code, now) == frozenset()


def test_a_code_of_another_operator_opens_nothing(
    two_operators: tuple[Operator, Operator], now: datetime
) -> None:
    mine, other = two_operators
    with act_as(other.id):
        code = issue_code(PHONE, "login", now).code
    with act_as(mine.id), pytest.raises(CodeOver):
        redeem_code(PHONE, "login", code, now)


def test_a_crowd_of_guesses_gets_no_more_than_five_and_one_winner(
    fresh_database: str, now: datetime
) -> None:
    operator = found("lock", "lock.test")
    with act_as(operator.id):
        code = issue_code(PHONE, "login", now).code
    outcomes: list[str] = []

    def guess(text: str) -> None:
        try:
            with act_as(operator.id):
                redeem_code(PHONE, "login", text, now)
                outcomes.append("in")
        except (CodeWrong, CodeOver) as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    _at_once([lambda: guess(wrong(code)) for _one in range(12)])
    assert sorted(outcomes) == ["code_over"] * 7 + ["code_wrong"] * 5
    with act_as(operator.id):
        code = issue_code(PHONE, "login", now).code
    outcomes.clear()
    _at_once([lambda: guess(code) for _one in range(8)])
    assert outcomes.count("in") == 1


def _at_once(jobs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_key_acts_for_its_party_within_its_scopes(
    admin: Actor, outlet: Party, now: datetime
) -> None:
    row, secret = add_api_key(
        admin, now, party_id=outlet.id, title="ERP", scopes=["repairs:write", "repairs:read"]
    )
    actor = actor_of_key(secret, now)
    assert actor is not None
    assert (actor.operator_id, actor.kind, actor.id) == (admin.operator_id, "api", row.id)
    assert actor.party_ids == {outlet.id} and actor.outlet_ids == {outlet.id}
    assert actor.roles == {"integrator", "outlet_system"}
    assert actor.scopes == {"repairs:read", "repairs:write"}
    stored = ApiKey.objects.get()
    assert bytes(stored.key_hash) == hashlib.sha256(secret.encode()).digest()
    assert secret.split("_", 2)[2] not in repr(vars(stored))
    for entry in Entry.objects.filter(stream_id=outlet.id):
        assert secret.split("_", 2)[2] not in bytes(entry.body).decode()


def test_wrong_and_revoked_keys_open_nothing(admin: Actor, outlet: Party, now: datetime) -> None:
    row, secret = add_api_key(admin, now, party_id=outlet.id, title="ERP", scopes=["repairs:read"])
    for text in [secret[:-1], secret + "x", "", "bfx__", "_" + secret, "bfx_\x00_a", "a_b_c"]:
        assert actor_of_key(text, now) is None
    revoke_api_key(admin, now, row.id)
    revoke_api_key(admin, now, row.id)
    assert actor_of_key(secret, now) is None


def test_keys_are_made_by_admins_for_parties_that_exist(
    admin: Actor, manager: Actor, outlet: Party, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        add_api_key(manager, now, party_id=outlet.id, title="x", scopes=["repairs:read"])
    with pytest.raises(NoSuchPerson):
        add_api_key(admin, now, party_id=uuid4(), title="x", scopes=["repairs:read"])
    for scopes in ([], ["everything"]):
        with pytest.raises(ScopeUnknown):
            add_api_key(admin, now, party_id=outlet.id, title="x", scopes=scopes)
    assert not ApiKey.objects.exists()


def test_a_customer_acts_in_one_case_only(operator: Operator, customer: Party) -> None:
    case_id = uuid4()
    actor = customer_actor(operator.id, case_id, customer.id)
    assert actor.case_ids == {case_id} and actor.party_ids == {customer.id}
    assert actor.roles == {"customer"}
    assert customer_actor(operator.id, None, None).case_ids == frozenset()
