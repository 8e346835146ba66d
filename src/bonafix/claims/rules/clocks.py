"""Until when somebody has time, by the policy that the purchase is bound to. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bonafix.claims.rules.policies import PERISHABLE_CLOCKS, Policy
from bonafix.kit.calendars import NaturalCalendar, NoCalendarYear, WorkingDays, add

# Not of the policy: the house's own work, which nobody outside waits for knowingly.
EXAMINE: Final = timedelta(hours=1)
CONFIRM: Final = timedelta(hours=24)
PAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the length of a time depends on."""

    category: str
    amount_fen: int
    remedy: str = ""  # exchange, repair; empty where money is asked back


@dataclass(frozen=True, slots=True)
class DueAt:
    """An instant (UTC) and the calendar that it was counted on."""

    at: datetime
    calendar: str


def due(clock: str, facts: Facts, policy: Policy, now: datetime, days: WorkingDays) -> DueAt:
    """When the time called `clock` is over. KeyError for an unknown clock."""
    if clock == "review":
        return _working(policy.review_days, now, days)
    if clock == "decide_appeal":
        return _working(policy.appeal_review_days, now, days)
    return DueAt(add(now, span(clock, facts, policy), NaturalCalendar()), "natural")


def span(clock: str, facts: Facts, policy: Policy) -> timedelta:
    """The length of a time that runs on natural days. KeyError for another clock."""
    spans = {
        "evidence": timedelta(hours=policy.evidence_hours),
        "examine": EXAMINE,
        "answer": timedelta(hours=_answer_hours(facts, policy)),
        "offer": timedelta(hours=policy.offer_hours),
        "send_back": timedelta(days=policy.send_back_days),
        "check_return": timedelta(days=policy.check_return_days),
        "inspect": timedelta(days=policy.inspect_days),
        "fulfil": timedelta(days=_fulfil_days(facts, policy)),
        "mend": timedelta(days=policy.mend_days),
        "receive": timedelta(days=policy.receive_days),
        "destroy": timedelta(days=policy.destroy_days),
        "confirm": CONFIRM,
        "pay": PAY,
        "appeal": timedelta(days=policy.appeal_days),
    }
    length = spans[clock]
    if facts.category == "perishable" and clock in PERISHABLE_CLOCKS:
        return min(length, timedelta(hours=policy.perishable_for(clock)))
    return length


def _fulfil_days(facts: Facts, policy: Policy) -> int:
    return policy.mend_days if facts.remedy == "repair" else policy.replace_days


def _answer_hours(facts: Facts, policy: Policy) -> int:
    costly = facts.amount_fen > policy.costly_fen
    return max(policy.answer_hours, policy.costly_answer_hours) if costly else policy.answer_hours


def _working(amount: int, now: datetime, days: WorkingDays) -> DueAt:
    try:
        return DueAt(add(now, amount, days), "working_days")
    except NoCalendarYear:
        # Nobody has told us next year's holidays: natural days end earlier, never later.
        return DueAt(add(now, timedelta(days=amount), NaturalCalendar()), "natural")
