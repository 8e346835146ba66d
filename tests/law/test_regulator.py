"""An authority gets what its stated basis asks for, and nothing beyond it."""

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafix.law import BadFacts
from bonafix.law.regulator import FIELDS, NEVER, Scope, prepare

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((files("bonafix.law") / "schemas" / "regulator.json").read_text("utf-8"))
)
ON = date(2026, 11, 24)
SCOPE = Scope(
    "某市市场监督管理局", "调查通知书 12 号", date(2026, 11, 1), "核查不退货退款",
    date(2026, 1, 1), date(2026, 6, 30), ("number", "opened_on", "outcome", "paid_fen"),
)  # fmt: skip


def record(number: str, opened: date, **more: Any) -> dict[str, Any]:
    whole = {name: f"secret {name}" for name in (*FIELDS, *NEVER)}
    return {**whole, "number": number, "opened_on": opened, "paid_fen": 100, **more}


RECORDS = [
    record("C-2", date(2026, 6, 30)),
    record("C-1", date(2026, 1, 1)),
    record("C-0", date(2025, 12, 31)),
    record("C-3", date(2026, 7, 1)),
]


def test_only_cases_of_the_period_and_fields_of_the_scope_are_handed_out() -> None:
    made = prepare(SCOPE, RECORDS, ON)
    SCHEMA.validate(made)
    assert [case["number"] for case in made["cases"]] == ["C-1", "C-2"]
    assert all(list(case) == list(SCOPE.fields) for case in made["cases"])
    assert made["released_by"] is None
    assert made["record_kept_until"] == "2029-11-24"


def test_a_named_case_that_is_not_there_is_said_and_others_stay_out() -> None:
    made = prepare(replace(SCOPE, cases=("C-1", "C-0", "C-9")), RECORDS, ON)
    assert [case["number"] for case in made["cases"]] == ["C-1"]
    assert made["not_found"] == ["C-0", "C-9"]


@pytest.mark.parametrize("name", sorted(NEVER))
def test_punishments_scores_and_histories_are_never_handed_out(name: str) -> None:
    scope = replace(SCOPE, fields=("number", name), cases=("C-1",), persons=True)
    with pytest.raises(BadFacts, match="bad_facts") as caught:
        prepare(scope, RECORDS, ON)
    assert NEVER[name] in caught.value.sentence()


@pytest.mark.parametrize("name", sorted(n for n, kind in FIELDS.items() if kind != "plain"))
def test_texts_and_persons_need_named_cases_and_persons_a_basis_that_asks(name: str) -> None:
    scope = replace(SCOPE, fields=("number", name))
    with pytest.raises(BadFacts):
        prepare(replace(scope, persons=True), RECORDS, ON)
    named = replace(scope, cases=("C-1",))
    if FIELDS[name] == "personal":
        with pytest.raises(BadFacts):
            prepare(named, RECORDS, ON)
        named = replace(named, persons=True)
    assert prepare(named, RECORDS, ON)["cases"][0][name] == f"secret {name}"


@pytest.mark.parametrize(
    "wrong",
    [
        {"authority": " "},
        {"basis": ""},
        {"purpose": ""},
        {"basis_on": date(2026, 11, 25)},
        {"last": date(2025, 12, 31)},
        {"fields": ()},
        {"fields": ("number", "number")},
        {"fields": ("everything",)},
    ],
)
def test_an_incomplete_scope_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadFacts):
        prepare(replace(SCOPE, **wrong), RECORDS, ON)


plain = st.lists(
    st.sampled_from(sorted(n for n, k in FIELDS.items() if k == "plain")),
    min_size=1,
    unique=True,
)


@settings(deadline=None)
@given(plain, st.permutations(RECORDS))
def test_nothing_outside_the_scope_leaks_and_the_order_does_not_matter(
    fields: list[str], records: list[dict[str, Any]]
) -> None:
    scope = replace(SCOPE, fields=tuple(fields))
    made = prepare(scope, records, ON)
    assert made == prepare(scope, RECORDS, ON)
    told = json.dumps(made["cases"], ensure_ascii=False)
    others = (set(FIELDS) | set(NEVER)) - set(fields)
    assert not any(f"secret {name}" in told for name in others)
    assert all(set(case) == set(fields) for case in made["cases"])
