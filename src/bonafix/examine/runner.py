"""Runs every analyser on one claim picture, in the limited child, strongest findings first."""

import pkgutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from types import TracebackType

from bonafix.examine import analysers
from bonafix.examine.model import STRENGTHS, Finding, Options, Picture
from bonafix.examine.reading.limits import Limits
from bonafix.examine.reading.reader import Answer, Ended, Reader
from bonafix.examine.submissions.find import between
from bonafix.kit.texts import N_

PLUGINS = "bonafix.analysers"
# The analyser that looks at pictures of one session as views of one thing.
VIEWS = "views"
Outline = tuple[tuple[int, int], ...]
# Only when all speakers have run, and none of these came of it, does the file declare nothing.
HEARD = {"declared_ai", "possibly_ai", "reading_stopped"}
SPEAKERS = {"aigc_label", "credentials", "source_type", "traces"}

STOPPED = N_("Reading this file with %(part)s stopped before its end (%(how)s).")
STOPPED_LIMITS = N_(
    "This says that the file is damaged, unusual or made to break programs, or that the program"
    " has a fault; it does not say which. The other analysers ran."
)
SILENT = N_("The file declares nothing about AI in any place that was read.")
SILENT_LIMITS = N_(
    "This says nothing: saving again, screenshots, chat apps and most websites drop every label."
)
HUGE = N_("The file has %(size)s bytes, more than the %(most)s that are read.")
HUGE_LIMITS = N_("Nothing was read; this says nothing about what the file shows.")


@dataclass(frozen=True, slots=True)
class Report:
    """All findings on one file, strongest first, and what held the child that read it."""

    file: str
    sha256: str
    findings: tuple[Finding, ...]
    held: tuple[str, ...] = ()


def discovered() -> dict[str, str]:
    """Name of each analyser → `module:attribute`: folders of `analysers/`, then plug-ins.

    A plug-in is an entry point of the group `bonafix.analysers`; it cannot take the name of
    a folder. Nothing is imported here.
    """
    home = analysers.__name__
    found = {
        module.name: f"{home}.{module.name}:analyser"
        for module in pkgutil.iter_modules(analysers.__path__)
        if module.ispkg
    }
    for point in sorted(entry_points(group=PLUGINS), key=lambda p: p.name):
        found.setdefault(point.name, point.value)
    return dict(sorted(found.items()))


class Runner:
    """Examines files one after another. `close` ends the child; also a context manager.

    `only` names the analysers to run (all by default); unknown names raise ValueError.
    """

    def __init__(
        self,
        options: Options | None = None,
        limits: Limits | None = None,
        only: Sequence[str] | None = None,
    ) -> None:
        known = discovered()
        if unknown := [name for name in only or () if name not in known]:
            raise ValueError(f"no analyser is called {unknown[0]}")
        self.places = {n: p for n, p in known.items() if only is None or n in only}
        self.options = options or Options()
        self.limits = limits or Limits()
        self.reader = Reader(list(self.places.values()), self.limits)

    def __enter__(self) -> "Runner":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        self.reader.close()

    def examine(
        self,
        claim: Picture,
        references: Sequence[Picture] = (),
        views: Sequence[Picture] = (),
        region: Outline = (),
    ) -> Report:
        """Every analyser's findings on `claim`; whatever the file does becomes a finding.

        `references` are other people's pictures, `views` others of the claim's own session.
        With views, `region` (or where a copy differs from its reference) is followed into them.
        Raises OSError only when no child process can be started at all.
        """
        if (size := len(claim.content)) > self.limits.content:
            return self.too_large(claim.name, claim.sha256, size)
        findings, held = self._run([claim, *references], list(self.places.values()), self.options)
        if views and VIEWS in self.places:
            findings += self._run(
                [claim, *views], [self.places[VIEWS]], self._of(findings, region)
            )[0]
        return self._report(claim, findings, held)

    def examine_all(
        self, claims: Sequence[Picture], references: Sequence[Picture] = ()
    ) -> list[Report]:
        """`examine` of each picture of one session, the others being its views; in their order.

        The views are looked at in one fork, which reads each picture once; what that does not
        come to is done by a fork for each.
        """
        fitting = [one for one in claims if len(one.content) <= self.limits.content]
        places = list(self.places.values())
        parts = [self._run([one, *references], places, self.options) for one in fitting]
        if len(fitting) > 1 and VIEWS in self.places:
            wanted = [self._of(findings, ()) for findings, _held in parts]
            told = self.reader.analyse_each(fitting, self.places[VIEWS], wanted)
            for at in range(len(fitting)):
                parts[at][0].extend(
                    told[at] if at < len(told) else self._alone(fitting, at, wanted)
                )
        reports = {
            id(one): self._report(one, findings, held)
            for one, (findings, held) in zip(fitting, parts, strict=True)
        }
        return [
            reports.get(id(one)) or self.too_large(one.name, one.sha256, len(one.content))
            for one in claims
        ]

    def _alone(self, claims: Sequence[Picture], at: int, wanted: list[Options]) -> list[Finding]:
        others = [one for other, one in enumerate(claims) if other != at]
        return self._run([claims[at], *others], [self.places[VIEWS]], wanted[at])[0]

    def _of(self, findings: Sequence[Finding], region: Outline) -> Options:
        return replace(self.options, views=True, region=region or _outline(findings))

    def _report(self, claim: Picture, findings: list[Finding], held: tuple[str, ...]) -> Report:
        if set(self.places) >= SPEAKERS and not any(f.kind in HEARD for f in findings):
            findings.append(Finding("reading", "no_declaration", "hint", SILENT, SILENT_LIMITS))
        return Report(claim.name, claim.sha256, tuple(by_strength(findings)), held)

    def _run(
        self, pictures: Sequence[Picture], left: list[str], options: Options
    ) -> tuple[list[Finding], tuple[str, ...]]:
        """Findings of the analysers `left` on the first picture, and what held the child."""
        fitting = [p for p in pictures if len(p.content) <= self.limits.content]
        findings: list[Finding] = []
        held: tuple[str, ...] = ()
        while left:
            answer = self.reader.analyse(fitting, left, options)
            findings += answer.findings
            held = held or answer.held
            left, stopped = self._after(left, answer)
            findings += stopped
        return findings, held

    def lending(self, pictures: Sequence[Picture]) -> AbstractContextManager[None]:
        """For this block: pictures that are looked at again and again go to the children once."""
        return self.reader.lending([p for p in pictures if len(p.content) <= self.limits.content])

    def too_large(self, name: str, sha256: str, size: int) -> Report:
        """The report on a file of more bytes than are read."""
        return Report(name, sha256, (_huge(size, self.limits.content),))

    def between(self, pictures: Sequence[Picture]) -> dict[str, list[Finding]]:
        """What pictures of one claim say of each other, by name; too large ones are left out."""
        fitting = [p for p in pictures if len(p.content) <= self.limits.content]
        return between(self.reader, fitting)

    def thumbnail(self, picture: Picture, edge: int = 320) -> bytes | None:
        """JPEG bytes without metadata, longest side `edge` pixels; None when none can be made."""
        if len(picture.content) > self.limits.content:
            return None
        return self.reader.thumbnail(picture, edge)

    def _after(self, left: list[str], answer: Answer) -> tuple[list[str], list[Finding]]:
        """What still has to run, and the finding on the analyser that stopped, if one did."""
        if answer.ended is None:
            return [], []
        # A job that ended before its first analyser would do so again: blame the first.
        at = answer.ended.place or next(p for p in left if p not in answer.done)
        name = next((n for n, place in self.places.items() if place == at), at)
        rest = [p for p in left if p not in answer.done and p != at]
        return rest, [_stopped(name, answer.ended)]


def with_more(report: Report, more: Sequence[Finding]) -> Report:
    """The report with further findings in their places."""
    return replace(report, findings=tuple(by_strength([*report.findings, *more])))


def _outline(findings: Sequence[Finding]) -> Outline:
    """Where a copy differs from its reference, if one was found."""
    found = [f.region for f in findings if f.kind == "derivative" and f.region is not None]
    if not found:
        return ()
    x, y, width, height = found[0].box
    box = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return found[0].polygon or box


def by_strength(findings: Sequence[Finding]) -> list[Finding]:
    """Strongest first; findings of one strength stay in their analysers' order."""
    return sorted(findings, key=lambda f: STRENGTHS.index(f.strength))


def _stopped(name: str, ended: Ended) -> Finding:
    return Finding(
        analyser="reading",
        kind="reading_stopped",
        strength="hint",
        statement=STOPPED,
        limits=STOPPED_LIMITS,
        params=(("part", name), ("how", ended.how or "without a word")),
    )


def _huge(size: int, most: int) -> Finding:
    finding = Finding("reading", "not_read", "hint", HUGE, HUGE_LIMITS)
    return replace(finding, params=(("size", str(size)), ("most", str(most))))
