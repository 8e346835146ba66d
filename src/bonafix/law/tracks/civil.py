"""Rescission for fraud (民法典 148) with its time limits (152), and limitation of actions (188)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from bonafix.kit.texts import N_
from bonafix.law import losses
from bonafix.law.catalogue import Catalogue
from bonafix.law.dates import add_years
from bonafix.law.model import Act, Condition, Rule, TimeLimit, Track, said
from bonafix.law.tracks import conditions

COURT = N_("Only a court or an arbitration body rescinds; a letter alone does not.")
WHOSE = N_(
    "Who made the refund, the merchant or the platform in the merchant's name, and so whose "
    "act would be rescinded, is for a lawyer."
)
OPEN = N_("The right to rescind runs until %(day)s, the earliest among: %(acts)s.")
KNOWN_UNSTATED = N_(
    "When the merchant learned of it is not stated for %(acts)s; one year runs from that "
    "day, five from the act at most."
)
PASSED = N_("The time to rescind has passed for: %(acts)s.")
EARLIER = N_("For acts before 2021-01-01 the law then in force is not on file (未核实): %(acts)s.")


def tracks(rules: Catalogue, acts: Sequence[Act], as_of: date) -> Iterator[Track]:
    """One track for the acts under the Civil Code; none where no act is."""
    rule = rules["civil.148"]
    under = [act for act in acts if rule.in_force(act.acted)]
    earlier = [act for act in acts if not rule.in_force(act.acted)]
    if not under:
        return
    limits = tuple(limit for act in under for limit in _limits(rules, act, as_of))
    open_acts = {t.act for t in limits} - {
        t.act for t in limits if t.state == "passed" and t.rule.id == "civil.152"
    }
    yield Track(
        "civil",
        rule,
        None,
        tuple(a.id for a in under),
        losses.total(under),
        "exists" if open_acts else "time_limit_passed",
        conditions=(
            conditions.deception(under),
            conditions.relied(under),
            _in_time(under, limits),
            Condition("whose", "for_authority", said(WHOSE)),
            Condition("court", "for_authority", said(COURT)),
        ),
        time_limits=limits,
        notes=(said(EARLIER, acts=conditions.names(earlier)),) if earlier else (),
    )


def _limits(rules: Catalogue, act: Act, as_of: date) -> Iterator[TimeLimit]:
    for name in ("civil.152", "civil.188"):
        rule = rules[name]
        years, longest = (cast(int, rule.value[key]) for key in ("years", "longest"))
        known = add_years(act.known_on, years) if act.known_on else None
        yield _limit(act, rule, "from_knowledge", known, as_of)
        yield _limit(act, rule, "longest", add_years(act.acted, longest), as_of)


def _limit(act: Act, rule: Rule, name: str, until: date | None, as_of: date) -> TimeLimit:
    if until is None:
        return TimeLimit(act.id, rule, name, None, "unstated")
    return TimeLimit(act.id, rule, name, until, "open" if as_of <= until else "passed")


def _in_time(acts: Sequence[Act], limits: Sequence[TimeLimit]) -> Condition:
    rescission = [limit for limit in limits if limit.rule.id == "civil.152"]
    gone = {limit.act for limit in rescission if limit.state == "passed"}
    left = [act for act in acts if act.id not in gone]
    if not left:
        return Condition("in_time", "not_met", said(PASSED, acts=conditions.names(acts)))
    silent = [act for act in left if act.known_on is None]
    if silent:
        return Condition("in_time", "unstated", said(KNOWN_UNSTATED, acts=conditions.names(silent)))
    ids = {act.id for act in left}
    day = min(limit.until for limit in rescission if limit.act in ids and limit.until)
    return Condition("in_time", "met", said(OPEN, day=day, acts=conditions.names(left)))
