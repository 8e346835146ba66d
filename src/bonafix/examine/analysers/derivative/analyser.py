"""Compares the claim picture with each reference and words what was found."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from bonafix.examine import words as word
from bonafix.examine.analysers.derivative import words
from bonafix.examine.compare.compare import (
    VERSION,
    Comparison,
    Image,
    Prepared,
    compare,
    prepare,
    rank,
)
from bonafix.examine.compare.evidence import Evidence, evidence
from bonafix.examine.compare.measured import error_rate
from bonafix.examine.compare.sheet import sheet
from bonafix.examine.model import Attachment, Finding, Picture, Region, Strength
from bonafix.examine.reading import pixels

CLAIM_EDGE, REFERENCE_EDGE = 1600, 1024
MOST_COMPARED = 10

STATEMENTS = {
    "same_scene": (words.SAME_SCENE, words.SAME_SCENE_LIMITS),
    "planar_inconclusive": (words.PLANAR, words.PLANAR_LIMITS),
    "unrelated": (words.UNRELATED, words.UNRELATED_LIMITS),
}


class Derivative:
    """One finding for each reference, the likeliest first."""

    name = "derivative"
    version = VERSION

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """`derivative`, `same_scene`, `planar_inconclusive` or `unrelated` for each reference."""
        readable = [(r, seen) for r in references if (seen := _read(r, REFERENCE_EDGE)) is not None]
        seen = _read(claim, CLAIM_EDGE) if readable else None
        if seen is None:
            return []
        ours = prepare(seen)
        theirs = [prepare(picture) for _, picture in readable]
        order = rank(ours, theirs)
        full = _upright_width(claim) / ours.picture.shape[1]
        findings = [
            self._finding(readable[k][0].name, ours, theirs[k], full) for k in order[:MOST_COMPARED]
        ]
        if left := len(order) - MOST_COMPARED:
            findings += self._not_compared(left) if left > 0 else []
        return findings

    def _finding(self, name: str, ours: Prepared, theirs: Prepared, full: float) -> Finding:
        found = compare(ours, theirs)
        if found.decision.answer == "derivative":
            return self._derivative(name, ours, theirs, found, full)
        text, limits = STATEMENTS[found.decision.answer]
        return Finding(
            self.name, found.decision.answer, _strength(found), text, limits,
            params=_values(name, found), error_rate=error_rate(found.decision), reference=name,
        )  # fmt: skip

    def _derivative(
        self, name: str, ours: Prepared, theirs: Prepared, found: Comparison, full: float
    ) -> Finding:
        shown = evidence(ours, theirs, found)
        retaken = found.decision.way == "photographed"
        changed, unchanged = (
            (words.RETAKEN, words.RETAKEN_UNCHANGED)
            if retaken
            else (words.CHANGED, words.UNCHANGED)
        )
        region = None
        if shown.box is not None:
            x, y, width, height = (round(v * full) for v in shown.box)
            corners = tuple((round(px * full), round(py * full)) for px, py in shown.polygon)
            region = Region((x, y, width, height), corners)
        finding = Finding(
            self.name, "derivative", _strength(found), changed if region else unchanged,
            words.RETAKEN_LIMITS if retaken else words.DERIVATIVE_LIMITS,
            params=_values(name, found), error_rate=error_rate(found.decision),
            region=region, reference=name,
            attachments=tuple(Attachment(file, content) for file, content in shown.files),
        )  # fmt: skip
        return self._with_sheet(finding, shown)

    def _with_sheet(self, finding: Finding, shown: Evidence) -> Finding:
        said = [f(finding, "zh_Hans") for f in (word.statement, word.limits)]
        rate = finding.error_rate
        measured = (
            (f"{rate.rate:.2%}（{rate.low:.2%}–{rate.high:.2%}，n={rate.n}）",) if rate else ()
        )
        lines = (said[0], words.SHOWS_NOT + said[1], *(words.MEASURED + m for m in measured))
        pair = ((words.REFERENCE, shown.laid), (words.CLAIM, shown.drawn))
        picture = Attachment("evidence.jpg", sheet(pair, words.TITLE, lines))
        return replace(finding, attachments=(*finding.attachments, picture))

    def _not_compared(self, left: int) -> list[Finding]:
        text, limits = words.TOO_MANY, words.TOO_MANY_LIMITS
        return [Finding(self.name, "not_compared", "hint", text, limits, (("left", str(left)),))]


def _read(picture: Picture, edge: int) -> Image | None:
    """Upright BGR pixels, the longest side at most `edge`; None for what is no picture."""
    try:
        seen = pixels.upright(picture.content, edge)
    except pixels.NoPixels:
        return None
    return None if min(seen.size) < 32 else cv2.cvtColor(np.asarray(seen), cv2.COLOR_RGB2BGR)


def _upright_width(picture: Picture) -> int:
    opened = pixels.opened(picture.content)
    turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return opened.height if turned else opened.width


def _strength(found: Comparison) -> Strength:
    if found.decision.answer == "derivative":
        return "strong" if found.decision.way == "digital" else "moderate"
    return "hint"


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.1 else f"{100 * share:.0f} %"


def _values(name: str, found: Comparison) -> tuple[tuple[str, str], ...]:
    values = {"reference": Path(name).name, "answer_score": f"{found.decision.score:.3f}"}
    if found.measures is not None:
        values |= {
            "agreement": _percent(found.measures.agreement),
            "overlap": _percent(found.measures.overlap),
            "inliers": str(found.measures.inliers),
            "mapped": found.decision.way,
        }
    if found.changed is not None:
        values["share"] = _percent(float(found.changed.mean()))
    return tuple(values.items())
