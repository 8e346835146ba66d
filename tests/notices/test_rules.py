"""When a notice is tried again, and what its open part may hold."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafix.kit.clock import format_instant
from bonafix.kit.ids import case_number
from bonafix.notices.adapters.envelope import Envelope, safe_provider_id
from bonafix.notices.errors import NotANotice
from bonafix.notices.rules import (
    PAUSES,
    TRIES,
    check_key,
    check_params,
    choose_channel,
    is_too_late,
    pause_after,
)


def test_pauses_grow_and_end() -> None:
    pauses = [pause_after(tries) for tries in range(1, TRIES)]
    assert pauses == sorted(PAUSES)
    assert pause_after(TRIES) is None


@given(st.integers(0, 22), st.data())
def test_every_case_number_may_be_a_param(step: int, data: st.DataObject) -> None:
    """Also one of digits only, which looks like a telephone number."""
    number = case_number(lambda below: data.draw(st.integers(0, below - 1)))
    check_params({"number": number})


def test_ids_words_instants_money_and_days_may_be_params(now: datetime) -> None:
    check_params(
        {
            "number": "2346-7967",
            "technician": str(uuid4()),
            "arrive_by": format_instant(now),
            "until": "2027-02-22",
            "fen": 123_450,
            "reason": "not_served",
            "urgent": True,
        }
    )


@pytest.mark.parametrize(
    "value",
    [
        "王小明",
        "13812345678",
        "+8613812345678",
        "138-1234-5678",
        "028.85123456",
        "Wang Xiaoming",
        13_812_345_678,
        {"name": "x"},
        ["x"],
        None,
        1.5,
        "x" * 81,
    ],
)
def test_names_and_telephones_are_no_params(value: object) -> None:
    with pytest.raises(NotANotice):
        check_params({"number": value})


@pytest.mark.parametrize("key", ["", "王小明", "a b", "x" * 201])
def test_a_key_holds_ids_and_words_only(key: str) -> None:
    with pytest.raises(NotANotice):
        check_key(key)


def test_sms_where_there_is_a_gateway_else_the_console() -> None:
    assert choose_channel((), ("sms", "email", "console")) == "sms"
    assert choose_channel((), ("email", "console")) == "console"
    assert choose_channel(("email", "sms"), ("sms", "console")) == "sms"
    for wanted in (("pigeon",), ("email",)):
        with pytest.raises(NotANotice):
            choose_channel(wanted, ("sms", "console"))


def test_a_code_is_not_sent_after_it_expired(now: datetime) -> None:
    ten = timedelta(minutes=10)
    assert not is_too_late(now, ten, now + ten)
    assert is_too_late(now, ten, now + ten + timedelta(microseconds=1))
    assert not is_too_late(now, None, now + timedelta(days=400))


def test_what_a_provider_calls_an_id_is_kept_only_if_it_looks_like_one() -> None:
    assert safe_provider_id("msg-1_a.b:c") == "msg-1_a.b:c"
    assert safe_provider_id(17) == "17"
    for odd in ("to 王小明", "a b", "", None, {"id": 1}, "x" * 121):
        assert safe_provider_id(odd) == ""


def test_an_envelope_never_prints_address_or_words() -> None:
    envelope = Envelope(
        uuid4(), "accepted", "sms", "en", "+8613812345678", "Lock", "subject", "secret words"
    )
    assert "138" not in repr(envelope).replace(str(envelope.id), "")
    assert "secret" not in repr(envelope)
