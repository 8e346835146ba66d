"""A manager edits the rules without JSON: tables, plain sentences, notice, the last quarter."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bonafix.claims.actions.policy import policy_at
from bonafix.claims.models import Policy as Row
from bonafix.claims.queries import policy_of_version
from bonafix.claims.rules.clocks import Facts, span
from bonafix.claims.rules.policies import (
    LONG_NOTICE,
    NOTICE,
    PERISHABLE_CLOCKS,
    REASONS,
    OutsideLimits,
    Policy,
    check_values,
    notice_for,
)
from bonafix.claims.rules.simulate import PastClaim, simulate
from bonafix.kit.clock import now as clock_now
from bonafix.web.claims.policy_form import changes, read, shown, typed
from tests.support.claims import ClaimWorld, lead_claim
from tests.support.desk import logged_in

PATH = "/staff/claims/policy/"


def test_what_the_form_shows_is_what_it_reads_back() -> None:
    draft = read(shown(Policy()))
    assert draft.faults == {}
    assert changes(Policy(), Policy.of(0, draft.values)) == []


@settings(deadline=None)  # the first one reads the catalogues
@given(st.dictionaries(st.sampled_from(sorted(shown(Policy()))), st.text(max_size=12)))
@example({"answer_hours": "23"})
@example({"refund:damaged": "1000000.01"})
@example({"needs:missing": ""})
@example({"perishable:offer": "73"})
def test_whatever_is_typed_every_fault_has_its_sentence_and_the_rest_is_kept(
    wrong: dict[str, str],
) -> None:
    texts = {**shown(Policy()), **wrong}
    draft = read(texts)
    assert draft.faults.keys() <= wrong.keys()
    assert all(isinstance(one, str) and one.endswith((".", "。")) for one in draft.faults.values())
    if not draft.faults:
        check_values(draft.values)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"answer_hours": 23}, "answer_hours"),
        ({"perishable_clocks": {"answer": 5}}, "perishable_clocks"),
        ({"perishable_clocks": {"review": 12}}, "perishable_clocks"),
        ({"perishable_clocks": 24}, "perishable_clocks"),
        ({"needs": {"damaged": []}}, "needs"),
        ({"refund_only_fen": {"damaged": -1}}, "refund_only_fen"),
    ],
)
def test_a_version_outside_its_limits_is_not_made(values: dict[str, Any], field: str) -> None:
    with pytest.raises(OutsideLimits) as refused:
        check_values(values)
    assert refused.value.field == field


def test_each_clock_of_perishables_is_its_own_and_old_versions_keep_theirs() -> None:
    mine = Policy(perishable_clocks={"answer": 12, "evidence": 48})
    hours = {c: span(c, Facts("perishable", 100), mine) for c in PERISHABLE_CLOCKS}
    assert hours == {
        "evidence": timedelta(hours=48), "answer": timedelta(hours=12),
        "offer": timedelta(hours=24),
    }  # fmt: skip
    old = Policy(perishable_hours=36)
    assert all(span(c, Facts("perishable", 1), old) == timedelta(hours=36) for c in hours)
    assert span("answer", Facts("general", 100), mine) == timedelta(hours=48)


def test_less_time_for_perishables_takes_a_right_and_needs_fifteen_days() -> None:
    less = Policy(perishable_clocks={"answer": 12})
    assert notice_for(major=False, before=Policy(), after=less) == LONG_NOTICE
    assert notice_for(major=False, before=less, after=Policy()) == NOTICE
    assert notice_for(major=True, before=less, after=Policy()) == LONG_NOTICE


def test_a_draft_that_asks_for_more_pictures_says_whom_it_would_have_met() -> None:
    one = PastClaim(
        "damaged", "partial", 100, "general", None, None, False, frozenset({"overview", "detail"})
    )
    nothing_sent = PastClaim("damaged", "partial", 100, "general", None, None, False)
    draft = Policy(needs={"damaged": ("overview", "detail", "label")})
    there = simulate([one, nothing_sent], Policy(), draft)
    assert (there.evidence_incomplete, there.evidence_complete_now) == (1, 0)
    assert simulate([one], draft, Policy()).evidence_complete_now == 1


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong_with_each(
    world: ClaimWorld,
) -> None:
    client = logged_in(world, "manager", language="en")  # type: ignore[arg-type]
    fields = {**shown(Policy()), "since": "2027-03-01T00:00"}
    fields |= {"answer_hours": "1", "refund:damaged": "much", "needs:missing": []}
    answer = client.post(PATH, fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "3 fields need another look" in page
    assert "whole number from 24 to 720" in page
    assert 'value="much"' in page
    assert "at least one picture" in page
    assert not Row.objects.exists()
    wrong = client.post(PATH, {**shown(Policy()), "since": "soon"})
    assert "2026-11-24 14:20" in wrong.content.decode()


def test_a_draft_is_shown_over_the_last_quarter_and_then_published_with_its_tables(
    world: ClaimWorld,
) -> None:
    lead_claim(world, "refused")
    client = logged_in(world, "manager", language="en")  # type: ignore[arg-type]
    fields = {**shown(Policy()), "refund:damaged": "50", "perishable:answer": "12"}
    fields |= {"needs:damaged": ["overview", "detail", "label"], "second_above_fen": "300"}
    # A quarter ends today by the wall clock, a test's world may stand elsewhere.
    later = (clock_now() + timedelta(days=20)).date().isoformat() + "T00:00"
    tried = client.post(PATH, {**fields, "since": later, "try": "yes"}).content.decode()
    assert "In the draft" in tried
    assert "¥500.00" in tried
    assert "at the earliest" in tried
    assert not Row.objects.exists()
    assert client.post(PATH, {**fields, "since": later}).status_code == 302
    made = policy_of_version(1)
    assert made.refund_only_up_to("damaged") == 5000
    assert made.refund_only_up_to("missing") == Policy().refund_only_up_to("missing")
    assert made.pictures_for("damaged") == ("overview", "detail", "label")
    assert (made.perishable_for("answer"), made.second_above_fen) == (12, 30_000)
    assert policy_at(clock_now()).version == 0
    # The next version begins from this one's tables, not from the shipped ones.
    page = client.get("/rules/").content.decode()
    assert "¥50.00" in page


def test_the_boxes_of_every_reason_come_in_as_lists() -> None:
    given = QueryDict("needs:damaged=overview&needs:damaged=label&answer_hours=48")
    texts = typed(given)
    assert texts["needs:damaged"] == ["overview", "label"]
    assert all(texts[f"needs:{reason}"] == [] for reason in REASONS if reason != "damaged")
