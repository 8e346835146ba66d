"""Public security administration: the law of the act's day, and the later one where undecided."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from bonafix.kit.texts import N_
from bonafix.law import losses
from bonafix.law.catalogue import Catalogue
from bonafix.law.dates import add_months
from bonafix.law.model import Act, Condition, Facts, Rule, Said, TimeLimit, Track, said
from bonafix.law.tracks import conditions

SERIES = "administrative.fraud"
TIER = N_(
    "Whether the circumstances are grave (情节较重), and the amount of detention or fine: the "
    "police decide."
)
NO_AMOUNT = N_("The article names no amount: a small loss is no reason that there is no route.")
BOTH = N_(
    "The law changed between the act and the decision (行政处罚法 37: the law at the date of the "
    "act, unless the new one is lighter). Which of the two is lighter is arguable here: both "
    "are shown, the police decide."
)
LATER = N_(
    "For these acts this is the later law; it applies only if it is the lighter one: %(acts)s."
)
SIX_PASSED = N_(
    "Six months seem to have passed for %(acts)s; no punishment unless the police learned of "
    "it in time, or the acts continued."
)
SIX_OPEN = N_(
    "The six months within which the police must learn of it run until %(day)s for %(acts)s."
)
SIX_KEPT = N_("It is stated that the police learned of it within six months.")
BARRED = N_(
    "Compensation beyond the refund was asked for in %(acts)s. %(law)s, 49(2): “%(quote)s”; "
    "whether that is so is for the authority."
)
CASE = N_("A case on file: %(title)s [%(mark)s].")


def tracks(
    rules: Catalogue, facts: Facts, acts: Sequence[Act], as_of: date, end: date
) -> Iterator[Track]:
    """One track for each version that may apply, the older first."""
    by_version: dict[Rule, list[Act]] = {}
    for rule in rules.of_kind("offence"):
        if rule.series == SERIES:
            fitting = [a for a in acts if rule.in_force(a.acted) or _later(rule, a, end)]
            if fitting:
                by_version[rule] = fitting
    for rule, fitting in by_version.items():
        yield _track(rules, facts, rule, fitting, as_of, len(by_version) > 1, end)


def _later(rule: Rule, act: Act, end: date) -> bool:
    return rule.in_force(end) and not rule.in_force(act.acted)


def _track(
    rules: Catalogue,
    facts: Facts,
    rule: Rule,
    acts: list[Act],
    as_of: date,
    changed: bool,
    end: date,
) -> Track:
    limits = tuple(_limit(rules, act, as_of) for act in acts)
    return Track(
        "administrative",
        rule,
        None,
        tuple(a.id for a in acts),
        losses.total(acts),
        "exists",
        conditions=(
            conditions.deception(acts),
            conditions.relied(acts),
            conditions.same_person(facts, acts),
            conditions.untreated(acts),
            _in_time(acts, limits),
            conditions.INTENT,
            Condition("tier", "for_authority", said(TIER)),
        ),
        time_limits=limits,
        notes=tuple(_notes(rules, rule, acts, changed, end)),
    )


def _notes(
    rules: Catalogue, rule: Rule, acts: list[Act], changed: bool, end: date
) -> Iterator[Said]:
    yield said(NO_AMOUNT)
    older = [a for a in acts if _later(rule, a, end)]
    if changed and (older or any(not rule.in_force(d) for d in (end,))):
        yield said(BOTH)
    if older:
        yield said(LATER, acts=conditions.names(older))
    asked = [act for act in acts if act.compensation]
    if asked:
        bar = rules["consumer.49"]
        yield said(BARRED, acts=conditions.names(asked), law=bar.law, quote=bar.quote)
    case = rules["administrative.case.zengcheng"]
    yield said(CASE, title=case.title, mark=case.mark)


def _limit(rules: Catalogue, act: Act, as_of: date) -> TimeLimit:
    rule = rules.version("administrative.limitation", act.acted)
    assert rule is not None  # the two versions cover all days; a test holds it
    until = add_months(act.acted, cast(int, rule.value["months"]))
    found = act.found_on is not None and act.found_on <= min(until, as_of)
    return TimeLimit(act.id, rule, "found", until, "open" if found or as_of <= until else "passed")


def _in_time(acts: list[Act], limits: Sequence[TimeLimit]) -> Condition:
    passed = [a for a, limit in zip(acts, limits, strict=True) if limit.state == "passed"]
    if passed:
        return Condition("in_time", "unstated", said(SIX_PASSED, acts=conditions.names(passed)))
    pending = [(limit.until, a) for a, limit in zip(acts, limits, strict=True) if not a.found_on]
    if pending:
        day, act = min(pending, key=lambda pair: (pair[0] or date.max, pair[1].key))
        return Condition("in_time", "unstated", said(SIX_OPEN, day=day or date.max, acts=act.id))
    return Condition("in_time", "met", said(SIX_KEPT))
