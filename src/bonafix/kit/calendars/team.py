"""The hours of one team: a clock that runs only while somebody is at work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bonafix.kit.clock import SHANGHAI, aware

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class TeamHours:
    """`weekly`: weekday (0 = Monday) → spans (from, until) of a clock in China, in order.

    Until 00:00 means the end of the day; hours over midnight are written as two spans.
    ValueError for hours that overlap, run backwards, or never come.
    """

    weekly: Mapping[int, Sequence[Span]]

    def __post_init__(self) -> None:
        if not any(self.weekly.values()):
            raise ValueError("a team without hours would never finish anything")
        for weekday, spans in self.weekly.items():
            if weekday not in range(7):
                raise ValueError(f"there is no weekday {weekday}; 0 is Monday, 6 is Sunday")
            earliest = 0
            for begin, until in spans:
                if begin.tzinfo or until.tzinfo:
                    raise ValueError("team hours are times of a clock in China, without a zone")
                if not earliest <= _micros(begin) < _micros_until(until):
                    raise ValueError(f"hours {begin}-{until} overlap others or run backwards")
                earliest = _micros_until(until)

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The instant (UTC) at which the team has worked `amount` since `start`.

        Work that ends with a span is due at its end, not at the opening of the next one.
        Nothing to wait for (0) is due at `start`.
        """
        if amount < timedelta(0):
            raise ValueError("a period cannot be negative")
        at = aware(start).astimezone(SHANGHAI)
        left = amount
        day = at.date()
        while left:
            for begin, until in self._spans(day):
                worked = min(left, max(timedelta(0), until - max(begin, at)))
                if worked:
                    at = max(begin, at) + worked
                    left -= worked
            day += timedelta(days=1)
        return at.astimezone(UTC)

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        midnight = datetime.combine(day, time(0), SHANGHAI)
        return [
            (
                midnight + timedelta(microseconds=_micros(begin)),
                midnight + timedelta(microseconds=_micros_until(until)),
            )
            for begin, until in self.weekly.get(day.weekday(), ())
        ]


def _micros(at: time) -> int:
    seconds = (at.hour * 60 + at.minute) * 60 + at.second
    return seconds * 1_000_000 + at.microsecond


def _micros_until(until: time) -> int:
    return _micros(until) or 24 * 3600 * 1_000_000
