"""Money without floats."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafix.kit import money


@given(st.integers(-(10**13) + 1, 10**13 - 1))
def test_every_fen_shown_is_read_back(fen: int) -> None:
    assert money.yuan(money.show(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1234.50", 123450),
        ("¥1,234.50", 123450),
        ("￥１２.３", 1230),
        ("0.01", 1),
        ("20元", 2000),
        ("-¥0.05", -5),
        (" 88 ", 8800),
        ("007", 700),
        ("99999999999.99", 9999999999999),
    ],
)
def test_amounts_as_people_write_them(text: str, fen: int) -> None:
    assert money.yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "free",
        "1.234",
        "1e5",
        "1_000",
        "NaN",
        "Infinity",
        "1,23",
        "12,34.00",
        "--1",
        "1.",
        "1e999999",
        "100000000000",
        "0x10",
        "1 2",
        "١٢",
        "\x00",
        "<b>1</b>",
    ],
)
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(money.NotMoney) as caught:
        money.yuan(text)
    assert "1234.50" in caught.value.sentence()


def test_show_groups_thousands() -> None:
    assert [money.show(fen) for fen in (0, 5, 123450, -5, 10**9)] == [
        "¥0.00",
        "¥0.05",
        "¥1,234.50",
        "-¥0.05",
        "¥10,000,000.00",
    ]


def test_floats_are_not_money() -> None:
    with pytest.raises(TypeError):
        money.show(12.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        money.yuan(12.5)  # type: ignore[arg-type]


def test_no_float_and_no_division_stands_in_the_code_of_money() -> None:
    for node in ast.walk(ast.parse(Path(money.__file__).read_text("utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not isinstance(node, ast.Div)
        assert not (isinstance(node, ast.Name) and node.id == "float")
