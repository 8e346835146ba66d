"""Looks at the claim picture beside each other picture as a second view of the same thing."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from bonafix.examine.analysers.views import words
from bonafix.examine.analysers.views.following import followed
from bonafix.examine.compare.compare import Image, Prepared, prepare
from bonafix.examine.model import Finding, Options, Picture, Strength
from bonafix.examine.reading import pixels
from bonafix.examine.views.parallax import two_views

EDGE = 1024
MOST_COMPARED = 10
Outline = tuple[tuple[int, int], ...]


class Views:
    """`depth_consistent` or `flat_source` for each pair of which either can be said.

    With `follow`, the other pictures are views of one session, and a place of the claim picture
    is followed into each: `view_agrees`, `contradiction` or `cannot_compare`. The place is
    `outline`, in pixels of the upright claim picture; without one it is the picture's middle,
    of which only agreement is told, because a thing may stand in front of what lies behind it.
    Of such views only depth is told: an honest session of a flat garment is flat too.
    """

    name = "views"
    version = "2"

    def __init__(self, follow: bool = False, outline: Outline = ()) -> None:
        self._follow, self._outline = follow, outline

    def configured(self, options: Options) -> "Views":
        """With the place to follow, if one is given."""
        outline = tuple((int(x), int(y)) for x, y in options.region)
        return Views(options.views, outline)

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """One finding for each other picture that lets something be said; else none."""
        ours = _prepared(claim) if references else None
        if ours is None:
            return []
        findings = []
        for reference in references[:MOST_COMPARED]:
            theirs = _prepared(reference)
            if theirs is None:
                continue
            findings += self._depth(ours, theirs, reference.name)
            if self._follow:
                scale = ours.picture.shape[1] / _upright_width(claim)
                place = [(x * scale, y * scale) for x, y in self._outline]
                findings += followed(self.name, ours, theirs, reference.name, place, 1 / scale)
        return findings

    def _depth(self, ours: Prepared, theirs: Prepared, reference: str) -> list[Finding]:
        both = two_views(ours.features, theirs.features, ours.picture.shape, theirs.picture.shape)
        values = (
            ("reference", Path(reference).name),
            ("matches", str(both.matches)),
            ("off", f"{both.parallax:.0%}"),
        )
        strength: Strength
        if both.answer == "depth_consistent":
            strength, text, limits = "weak", words.DEPTH, words.DEPTH_LIMITS
        elif both.answer == "flat_source" and not self._follow:
            strength, text, limits = "hint", words.FLAT, words.FLAT_LIMITS
        else:
            return []
        return [
            Finding(
                self.name, both.answer, strength, text, limits, values, reference=reference
            )
        ]  # fmt: skip


@lru_cache(maxsize=MOST_COMPARED + 2)
def _prepared(picture: Picture) -> Prepared | None:
    """Decoded and with its features once in a process, which lives for one job only."""
    seen = _read(picture)
    return None if seen is None else prepare(seen)


def _read(picture: Picture) -> Image | None:
    try:
        seen = pixels.upright(picture.content, EDGE)
    except pixels.NoPixels:
        return None
    return None if min(seen.size) < 32 else cv2.cvtColor(np.asarray(seen), cv2.COLOR_RGB2BGR)


def _upright_width(picture: Picture) -> int:
    opened = pixels.opened(picture.content)
    turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return opened.height if turned else opened.width
