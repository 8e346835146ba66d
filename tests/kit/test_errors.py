"""Errors that carry their meaning."""

import traceback

import pytest

from bonafix.kit import errors


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.Invalid, 422),
        (errors.Refused, 409),
        (errors.Conflict, 409),
        (errors.NotAllowed, 403),
        (errors.NotFound, 404),
        (errors.TooMany, 429),
    ],
)
def test_every_kind_has_its_status(kind: type[errors.BonafixError], status: int) -> None:
    error = kind("late", "Only %(left)d left, 100%% sure.", left=3)
    assert (error.status, error.code, error.field) == (status, "late", None)
    assert error.sentence() == "Only 3 left, 100% sure."


def test_a_subclass_may_fix_what_it_says() -> None:
    class Closed(errors.Refused):
        code, text, field = "closed", "We open at %(hour)d.", "when"

    error = Closed(hour=8)
    assert (error.code, error.field, error.sentence()) == ("closed", "when", "We open at 8.")


def test_a_traceback_holds_the_code_and_none_of_the_facts() -> None:
    error = errors.Invalid("not_a_name", "“%(given)s” is no name.", given="张小明")
    shown = "".join(traceback.format_exception(error)) + repr(error)
    assert "not_a_name" in shown and "张小明" not in shown
