"""What the page holds in memory: pictures by number, findings, attachments."""

import itertools
import secrets
import threading
from collections.abc import Sequence
from typing import Any

from bonafix.cli.check_page import texts
from bonafix.examine import words
from bonafix.examine.model import Finding, Picture
from bonafix.examine.runner import Report, Runner, with_more

MOST_FILES = 60
MOST_TOGETHER = 512 << 20  # bytes


class Unknown(Exception):
    """Nothing is kept under this number."""


class Room:
    """Pictures and what was found; gone when the command ends. Safe for several threads."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._files: dict[str, Picture] = {}
        self._attachments: dict[str, tuple[str, bytes]] = {}
        self._lock = threading.Lock()
        self._runner: Runner | None = None

    def warm(self) -> None:
        """Start the reading process before the first picture comes."""
        self._ready().thumbnail(Picture("warm", b""))

    def close(self) -> None:
        """End the reading process."""
        with self._lock:
            if self._runner is not None:
                self._runner.close()

    def _ready(self) -> Runner:
        with self._lock:
            self._runner = self._runner or Runner()
            return self._runner

    def add(self, name: str, content: bytes) -> str:
        """Keep a picture; the oldest goes when there are too many."""
        with self._lock:
            number = f"p{next(self._numbers)}"
            self._files[number] = Picture(name[:200], content)
            while len(self._files) > MOST_FILES or self._weight() > MOST_TOGETHER:
                if len(self._files) == 1:
                    break
                self._files.pop(next(iter(self._files)))
        return number

    def _weight(self) -> int:
        return sum(len(p.content) for p in self._files.values())

    def attachment(self, number: str) -> tuple[str, bytes]:
        """File name and bytes; raises Unknown."""
        if number not in self._attachments:
            raise Unknown
        return self._attachments[number]

    def _picture(self, number: str) -> Picture:
        if number not in self._files:
            raise Unknown
        return self._files[number]

    def examine(self, claims: Sequence[str], references: Sequence[str]) -> dict[str, Any]:
        """Findings on every claim picture in Chinese, with texts to paste; raises Unknown."""
        against = [self._picture(number) for number in references]
        runner = self._ready()
        # Two telephones may name their pictures alike; the number in front keeps them apart.
        shown = [(f"{number}/{self._picture(number).name}", number) for number in claims]
        told = runner.between([Picture(name, self._picture(n).content) for name, n in shown])
        reports = [
            with_more(
                runner.examine(
                    self._picture(number),
                    against,
                    [self._picture(other) for other in claims if other != number],
                ),
                told.get(name, ()),
            )
            for name, number in shown
        ]
        code = "".join(secrets.choice("2345679ACEFHKMNPRTWXY") for _ in range(4))
        return {
            "reports": [self._report(report) for report in reports],
            "lines": [texts.line(report) for report in reports],
            "closing": texts.CLOSING,
            "challenge": texts.challenge(code),
        }

    def _report(self, report: Report) -> dict[str, Any]:
        shown = [f for f in report.findings if f.kind not in texts.QUIET]
        return {
            "file": report.file,
            "sha256": report.sha256,
            "findings": [self._finding(f) for f in shown],
        }

    def _finding(self, finding: Finding) -> dict[str, Any]:
        rate = finding.error_rate
        return {
            "kind": finding.kind,
            "heading": texts.HEADINGS.get(finding.kind, texts.OTHER),
            "strength": texts.STRENGTHS[finding.strength],
            "shows": words.statement(finding, "zh_Hans"),
            "shows_not": words.limits(finding, "zh_Hans"),
            "measured": texts.measured(rate) if rate else "",
            "files": {a.name: self._keep(a.name, a.content) for a in finding.attachments},
        }

    def _keep(self, name: str, content: bytes) -> str:
        with self._lock:
            number = f"a{next(self._numbers)}"
            self._attachments[number] = (name, content)
            while len(self._attachments) > 8 * MOST_FILES:
                self._attachments.pop(next(iter(self._attachments)))
        return f"attachments/{number}"
