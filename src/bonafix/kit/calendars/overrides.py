"""What an operator knows about holidays that the installed data does not.

The State Council publishes the holidays of a year in the November before it. A file
brings them in, or corrects single days:

    {"2027": {"holidays": ["2027-01-01", "2027-02-06", …], "workdays": ["2027-02-20", …]}}

`holidays` are days off (week-ends need not be named), `workdays` are the Saturdays and
Sundays that are worked to make up for them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from bonafix.kit.errors import Invalid

KINDS: Final = {"holidays": False, "workdays": True}


@dataclass(frozen=True, slots=True)
class Overrides:
    """`days`: date → is it worked; `years`: the years the file speaks of; `file`: its name."""

    file: str = "calendar.json"
    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def makes_known(self, year: int) -> bool:
        """True when the file has a whole year: at least the holidays that never move.

        A few loose days must not pass for a year, or its Spring Festival would be worked.
        """
        fixed = (date(year, 1, 1), date(year, 5, 1), date(year, 10, 1))
        return year in self.years and all(self.days.get(day) is False for day in fixed)


def read_overrides(path: Path) -> Overrides:
    """Read the file; none there is no overrides. `Invalid` says what is wrong with it."""
    if not path.exists():
        return Overrides(file=str(path))
    try:
        content = json.loads(path.read_text("utf-8"))
        days = dict(_days(content))
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid(
            "calendar_file_unreadable",
            "The calendar file %(file)s cannot be read: %(fault)s. Write it like"
            ' {"2027": {"holidays": ["2027-01-01"], "workdays": ["2027-02-20"]}}.',
            file=str(path),
            fault=str(error)[:120],
        ) from error
    return Overrides(file=str(path), days=days, years=frozenset(int(year) for year in content))


def _days(content: Any) -> Iterator[tuple[date, bool]]:
    seen: set[date] = set()
    for year, kinds in content.items():
        date(int(year), 1, 1)  # ValueError for what is no year
        for kind, texts in kinds.items():
            if kind not in KINDS:
                raise ValueError(f"“{kind}” in {year} is neither holidays nor workdays")
            for text in texts:
                day = date.fromisoformat(text)
                if day.year != int(year) or day in seen:
                    raise ValueError(f"{day} stands twice or under the wrong year")
                seen.add(day)
                yield day, KINDS[kind]
