"""Figures as lines: one table for each list, one for costs, and the bars."""

import os
import platform
import statistics
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.places.judge import WORDS

COSTS: dict[str, dict[str, object]] = {}
LOAD_MS, PEAK_MB, NOISY_US = 300, 120, 1000


@dataclass(frozen=True)
class Row:
    """One tool on one list."""

    tool: str
    name: str
    texts: int
    tally: "Counter[str]"
    us: list[float]
    county: int  # right when townships are cut to their county

    @property
    def bad(self) -> int:
        """Wrong and guessed together."""
        return self.tally["wrong"] + self.tally["guessed"]

    @property
    def median(self) -> float:
        """Microseconds."""
        return statistics.median(self.us)

    def at(self, share: float) -> float:
        """The time that this share of the texts does not exceed."""
        return sorted(self.us)[min(len(self.us) - 1, int(share * len(self.us)))]

    def facts(self) -> dict[str, object]:
        """For one JSON line."""
        counts = {word: self.tally[word] for word in WORDS}
        times = {"us_median": round(self.median), "us_p99": round(self.at(0.99))}
        most = {"us_max": round(max(self.us))}
        return {
            "tool": self.tool,
            "list": self.name,
            "texts": self.texts,
            "county_right": self.county,
            **counts,
            **times,
            **most,
        }


def machine() -> str:
    """What it ran on."""
    cpu = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
            if line.startswith("model name")
        ),
        platform.processor() or platform.machine(),
    )
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}; processor time"


def all_tables(rows: list[Row], tools: list[str]) -> list[str]:
    """Markdown."""
    lines = ["", machine()]
    for name in dict.fromkeys(row.name for row in rows):
        mine = [row for row in rows if row.name == name]
        own = mine[0]
        lines += ["", f"## {name} ({own.texts} texts)", ""]
        lines += [
            f"| | {' | '.join(WORDS)} | right to county | µs median | p99 | median, times ours |"
        ]
        lines += ["|---" * (len(WORDS) + 5) + "|"]
        for row in mine:
            counts = " | ".join(str(n) for n in [*(row.tally[w] for w in WORDS), row.county])
            ratio = f"{row.median / own.median:.1f}"
            times = f"{row.median:.0f} | {row.at(0.99):.0f}"
            lines.append(f"| {row.tool} | {counts} | {times} | {ratio} |")
    own_cost = COSTS[tools[0]]
    lines += [
        "",
        "## Loading",
        "",
        "| | ms to the first answer | times ours | MiB at most |",
        "|---|---|---|---|",
    ]
    for tool in tools:
        cost = COSTS[tool]
        ratio = f"{float(str(cost['load_ms'])) / float(str(own_cost['load_ms'])):.1f}"
        lines.append(f"| {tool} | {cost['load_ms']} | {ratio} | {cost['peak_mb']} |")
    return lines


def missed(rows: list[Row], tools: list[str]) -> list[str]:
    """The bars that hold on every list: ahead of every peer, small, fast."""
    found = []
    for mine in (row for row in rows if row.tool == tools[0]):
        for peer in (r for r in rows if r.name == mine.name and r.tool != mine.tool):
            found += [f"{mine.name}: {peer.tool} {said}" for said in _ahead(peer, mine)]
        if mine.at(0.99) > NOISY_US:
            found.append(f"{mine.name}: p99 {mine.at(0.99):.0f} µs is above {NOISY_US}")
    cost = COSTS[tools[0]]
    for key, most in (("load_ms", LOAD_MS), ("peak_mb", PEAK_MB)):
        if float(str(cost[key])) > most:
            found.append(f"{key} {cost[key]} is above {most}")
    return found


def _ahead(peer: Row, mine: Row) -> list[str]:
    compared = {
        "is right more often": peer.tally["right"] > mine.tally["right"],
        "is right more often to the county": peer.county > mine.county,
        "is wrong or guesses less often": peer.bad < mine.bad,
        "is faster": peer.median < mine.median,
    }
    return [said for said, true in compared.items() if true]
