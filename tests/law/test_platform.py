"""The platform's own duty: what it had to do on its day, and what its record shows."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bonafix.law import Act, Facts, Platform, catalogue, grade
from bonafix.law.model import PlatformGrade
from bonafix.law.reading import RecordIn
from bonafix.law.words import tell

ASKED = date(2026, 11, 24)
AFTER, BEFORE = date(2026, 2, 1), date(2026, 1, 31)


def graded(
    decided: date | None = AFTER, as_of: date = ASKED, **record: bool | int
) -> PlatformGrade:
    platform = Platform("P", None, decided, tuple(record.items()))
    found = grade(Facts((Act("a", date(2025, 11, 1), 9),), platform=platform), as_of).platform
    assert found is not None
    return found


def duties(found: PlatformGrade) -> dict[str, str]:
    return {duty.rule.id: duty.state for duty in found.duties}


def routes(found: PlatformGrade) -> dict[str, str]:
    return {route.rule.id: route.state for route in found.routes}


def test_what_is_not_stated_is_no_breach() -> None:
    assert set(duties(graded()).values()) == {"unstated"}
    assert routes(graded())["platform.route.regulator"] == "unstated"


def test_order_116_binds_from_its_first_day_and_not_before() -> None:
    early = duties(graded(BEFORE, reasons_stated=False))
    assert {s for n, s in early.items() if ".116." in n} == {"not_in_force"}
    assert early["platform.ecl.59"] == "unstated"
    assert duties(graded(AFTER, reasons_stated=False))["platform.116.reasons"] == "not_kept"


def test_the_labelling_measures_bind_from_2025_09_01() -> None:
    for day, state in ((date(2025, 8, 31), "not_in_force"), (date(2025, 9, 1), "not_kept")):
        found = duties(graded(day, label_metadata_checked=False))
        assert found["platform.label.metadata"] == state


def test_a_forced_refund_without_return_opens_the_regulators_route_and_no_other_state_does() -> (
    None
):
    stated = ((True, "met"), (False, "not_met"))
    for shown, state in stated:
        found = graded(refund_without_return_forced=shown)
        assert routes(found)["platform.route.regulator"] == state
    assert routes(graded())["platform.route.regulator"] == "unstated"
    early = graded(BEFORE, refund_without_return_forced=True)
    assert routes(early)["platform.route.regulator"] == "not_met"


def test_a_person_must_decide_only_where_one_was_asked_for() -> None:
    for record, state in (
        ({"human_review_requested": True, "human_review_given": False}, "not_kept"),
        ({"human_review_requested": True, "human_review_given": True}, "kept"),
        ({"human_review_requested": True}, "unstated"),
        ({"human_review_requested": False, "human_review_given": False}, "not_asked"),
        ({"human_review_given": False}, "unstated"),
    ):
        assert duties(graded(**record))["platform.116.human"] == state


def test_seven_days_of_notice_are_enough_and_six_are_not() -> None:
    for days, state in ((6, "not_kept"), (7, "kept")):
        assert duties(graded(rule_notice_days=days))["platform.116.notice"] == state


def test_a_courts_acceptance_is_a_route_of_its_own() -> None:
    assert routes(graded(court_acceptance_filed=True))["platform.route.acceptance"] == "met"
    assert routes(graded())["platform.route.acceptance"] == "unstated"


def test_what_is_no_route_for_a_merchant_is_named_as_such() -> None:
    found = routes(graded())
    assert {n for n, s in found.items() if s == "not_a_route"} == {
        "platform.not.38",
        "platform.not.42",
    }
    assert catalogue()["platform.route.12315"].mark == "M"


def test_a_decision_without_a_day_says_which_days_rules_are_used() -> None:
    assert "2026-11-24" in tell(graded(None).notes[0], "en")


def test_every_fact_that_a_duty_asks_for_can_be_stated_in_the_file() -> None:
    fields = set(RecordIn.model_fields)
    for rule in catalogue().rules:
        for key in ("record", "when"):
            if key in rule.value:
                assert rule.value[key] in fields, rule.id


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(RecordIn.model_fields)), st.booleans()))
def test_a_duty_is_never_called_not_kept_without_its_fact(record: dict[str, bool]) -> None:
    for duty in graded(**record).duties:
        if duty.state in ("kept", "not_kept"):
            assert duty.record in record
