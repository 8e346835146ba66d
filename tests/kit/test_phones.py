"""Telephone numbers, and what of a person is shown."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafix.kit.phones import (
    NotAPhone,
    PhoneHasLetters,
    mask_address,
    mask_name,
    mask_phone,
    parse_cn_phone,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812345678", "+8613812345678"),
        (" 138-1234-5678 ", "+8613812345678"),
        ("138 1234 5678", "+8613812345678"),
        ("１３８－１２３４－５６７８", "+8613812345678"),
        ("+86 138 1234 5678", "+8613812345678"),
        ("008613812345678", "+8613812345678"),
        ("8613812345678", "+8613812345678"),
        ("\u202a13812345678\u202c", "+8613812345678"),  # as copied out of an address book
        ("19912345678", "+8619912345678"),
        ("0571-8765 4321", "+8657187654321"),
        ("（010）6234 5678", "+861062345678"),
        ("+86 (0)571 87654321", "+8657187654321"),
        ("400-800-1234", "+864008001234"),
        ("４００８００１２３４", "+864008001234"),
    ],
)
def test_numbers_as_people_write_them(text: str, number: str) -> None:
    assert parse_cn_phone(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12345",
        "1381234567",
        "138123456789",
        "62345678",
        "110",
        "95533",
        "0" * 11,
        "1" * 1_000_000,
        "+12025550123",
        "+852 2345 6789",
        "+",
        "++8613812345678",
    ],
)
def test_what_cannot_be_called_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NotAPhone) as caught:
        parse_cn_phone(text)
    assert (caught.value.status, caught.value.field) == (422, "phone")
    assert caught.value.sentence().endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "call me",
        "1381234567x",
        "没有电话",
        "010-62345678 转 801",
        "01062345678#801",
        "13812345678;ext=3",
        "<b>13812345678</b>",
        "13812345678'; --",
        "13812345678\x00",
        "①②③",
    ],
)
def test_letters_and_extensions_are_refused_and_never_dropped_unseen(text: str) -> None:
    with pytest.raises(NotAPhone):
        parse_cn_phone(text)


def test_letters_get_their_own_sentence() -> None:
    with pytest.raises(PhoneHasLetters) as caught:
        parse_cn_phone("my phone is 13812345678")
    assert "digits only" in caught.value.sentence()


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(NotAPhone) as caught:
        parse_cn_phone("1381234567")
    assert "138" not in caught.value.sentence() + repr(caught.value) + str(caught.value.params)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(NotAPhone):
        assert parse_cn_phone(text).startswith("+86")


def test_masks() -> None:
    assert mask_phone("+8613812345678") == "138****5678"
    assert mask_phone("+861062345678") == "106****78"
    assert mask_phone("12345") == "****"
    assert [mask_name(name) for name in ("张小明", "李四", "王", "", "欧阳修文")] == [
        "张**",
        "李*",
        "王*",
        "",
        "欧**",
    ]
    assert mask_address("浙江省杭州市西湖区文三路 90 号") == "浙江省杭州市****"
    assert mask_address("幸福路８号三幢") == "幸福路****"
    assert mask_address("家") == mask_address("") == "****"


@given(st.text(min_size=7, max_size=40))
def test_a_mask_always_hides_something(text: str) -> None:
    for mask in (mask_phone, mask_name, mask_address):
        assert text not in mask(text)


@given(st.from_regex(r"\+861[3-9]\d{9}", fullmatch=True))
def test_a_masked_mobile_hides_four_digits(number: str) -> None:
    assert sum(char.isdecimal() for char in mask_phone(number)) == 7
