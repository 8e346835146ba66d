"""The second subject: what the platform itself had to do, and what its record shows of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import cast

from bonafix.kit.texts import N_
from bonafix.law.catalogue import Catalogue
from bonafix.law.model import Duty, Platform, PlatformGrade, Route, Rule, Said, said

Record = Mapping[str, bool | int]
NO_DAY = N_("The day of the platform's decision is not stated; the rules as of %(day)s are used.")
NOT_YET = N_("On %(day)s, when the platform decided, these were not in force: %(rules)s.")
SILENT = N_("A fact that is not stated is no breach: the platform is asked for its record first.")


def grade_platform(rules: Catalogue, platform: Platform, as_of: date) -> PlatformGrade:
    """Each duty in force on its day with what the record shows; then where one may turn.

    `kept` and `not_kept` repeat the stated record in the duty's words; whether the duty is
    breached in law is decided by the authority or the court.
    """
    record = dict(platform.record)
    duties = tuple(_duty(rule, platform, record, as_of) for rule in rules.of_kind("duty"))
    states = {duty.rule.id: duty.state for duty in duties}
    kinds = ("route", "not_a_route")
    routes = tuple(
        _route(rule, states, record, as_of) for rule in rules.rules if rule.kind in kinds
    )
    return PlatformGrade(platform.name, duties, routes, tuple(_notes(platform, duties, as_of)))


def _day(rule: Rule, platform: Platform, as_of: date) -> date:
    decided = platform.decided_on or as_of
    return (
        (platform.transaction_on or decided) if rule.applies_by == "transaction_date" else decided
    )


def _duty(rule: Rule, platform: Platform, record: Record, as_of: date) -> Duty:
    name = cast(str, rule.value["record"])
    shown = record.get(name)
    if not rule.in_force(_day(rule, platform, as_of)):
        return Duty(rule, "not_in_force", name, shown)
    occasion = cast("str | None", rule.value.get("when"))
    if occasion is not None and record.get(occasion) is not True:
        return Duty(rule, "not_asked" if occasion in record else "unstated", name, shown)
    if shown is None:
        return Duty(rule, "unstated", name, None)
    return Duty(rule, "kept" if _keeps(rule, shown) else "not_kept", name, shown)


def _keeps(rule: Rule, shown: bool | int) -> bool:
    if "least" in rule.value:
        return shown >= cast(int, rule.value["least"])
    return shown is rule.value["expect"]


def _route(rule: Rule, states: Mapping[str, str], record: Record, as_of: date) -> Route:
    authority = str(rule.value.get("authority", ""))
    if rule.kind == "not_a_route":
        return Route(rule, "not_a_route", authority)
    if not rule.in_force(as_of):
        return Route(rule, "not_in_force", authority)
    asked = record.get(str(rule.value.get("record", "")))
    if "record" in rule.value:
        state = "unstated" if asked is None else "met" if asked is True else "not_met"
    else:
        needed = [states[name] for name in cast(list[str], rule.value["needs"])]
        state = _needed(needed)
    return Route(rule, state, authority)  # type: ignore[arg-type]


def _needed(states: list[str]) -> str:
    if not states:
        return "open"
    if "not_kept" in states:
        return "met"
    return "unstated" if "unstated" in states else "not_met"


def _notes(platform: Platform, duties: tuple[Duty, ...], as_of: date) -> Iterator[Said]:
    if platform.decided_on is None:
        yield said(NO_DAY, day=as_of)
    early = [duty.rule.id for duty in duties if duty.state == "not_in_force"]
    if early:
        yield said(NOT_YET, day=platform.decided_on or as_of, rules=", ".join(early))
    yield said(SILENT)
