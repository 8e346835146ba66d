"""Numbers that people read out on the telephone."""

import time
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.kit.ids import ALPHABET, BadNumber, case_number, parse_case_number, uuid7

indexes = st.integers(0, len(ALPHABET) - 1)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    return case_number(lambda count: draw(st.integers(0, count - 1)))


def typed(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:]}"


def test_the_alphabet_is_prime_and_has_no_look_alikes() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 23
    for alike in ("0OQGD"[:4], "1IL", "5S", "8B", "2Z", "UV"):
        assert len(set(alike) & set(ALPHABET)) <= 1, alike


@given(numbers())
def test_every_number_is_read_back(number: str) -> None:
    assert len(number) == 9 and number[4] == "-"
    assert parse_case_number(number) == number


@given(numbers())
def test_every_single_wrong_character_is_found(number: str) -> None:
    plain = number.replace("-", "")
    for place in range(8):
        for char in ALPHABET:
            wrong = plain[:place] + char + plain[place + 1 :]
            if wrong != plain:
                with pytest.raises(BadNumber):
                    parse_case_number(typed(wrong))


@given(numbers())
def test_every_swap_of_neighbours_is_found(number: str) -> None:
    plain = number.replace("-", "")
    for place in range(7):
        swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
        if swapped != plain:
            with pytest.raises(BadNumber):
                parse_case_number(typed(swapped))


@given(numbers(), st.sampled_from(["", " ", "-", "—", "－", "\u3000", " - "]))
def test_a_number_may_be_typed_as_people_type(number: str, between: str) -> None:
    plain = number.replace("-", "")
    wide = "".join(chr(ord(char) + 0xFEE0) for char in plain)
    assert parse_case_number(between.join(plain.lower())) == number
    assert parse_case_number(f" {wide}\n") == number


@pytest.mark.parametrize(
    "text", ["", "RK7M", "RK7M-2HX", "RK7M-2HXNN", "RK7M/2HXN", "OOOO-0000", "诚修", "\x00" * 8]
)
def test_what_is_no_number_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadNumber) as caught:
        parse_case_number(text)
    assert caught.value.status == 422 and caught.value.field == "number"
    assert "RK7M-2HXN" in caught.value.sentence()


def test_the_example_in_the_sentence_is_a_real_number() -> None:
    assert parse_case_number("RK7M-2HXN") == "RK7M-2HXN"


@given(st.text(max_size=20))
@example("ﬀﬀﬀﬀ")
@example("ß" * 4)
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(BadNumber):
        parse_case_number(text)


def test_keys_grow_with_time() -> None:
    keys = []
    for _ in range(20):
        keys.append(uuid7())
        time.sleep(0.002)
    assert keys == sorted(keys) and len(set(keys)) == 20
    assert {key.version for key in keys} == {7}
