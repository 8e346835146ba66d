"""Looks at the claim picture beside each other picture as a second view of the same thing."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from bonafix.examine.compare.compare import Image, prepare
from bonafix.examine.model import Finding, Picture, Strength
from bonafix.examine.reading import pixels
from bonafix.examine.views.parallax import two_views
from bonafix.kit.texts import N_

EDGE = 1024
MOST_COMPARED = 10

DEPTH = N_(
    "The picture and %(reference)s show the same thing from two places, in depth: %(off)s of"
    " %(matches)s points move as only a solid thing lets them. That supports whoever took both."
)
DEPTH_LIMITS = N_(
    "This does not show when the pictures were taken, nor that a damage in them is real. It was"
    " measured on one object only, so no general rate of error is stated."
)
FLAT = N_(
    "The picture and %(reference)s were taken from different places, and all %(matches)s points"
    " in common move as one flat surface."
)
FLAT_LIMITS = N_(
    "A garment on the floor, a print, a poster and a screen are all flat; which of them it was is"
    " not shown. A photo from the side, or with a hand in it, would tell."
)


class Views:
    """`depth_consistent` or `flat_source` for each pair of which either can be said."""

    name = "views"
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """One finding for each other picture that lets something be said; else none."""
        seen = _read(claim) if references else None
        if seen is None:
            return []
        ours = prepare(seen)
        findings = []
        for reference in references[:MOST_COMPARED]:
            other = _read(reference)
            if other is None:
                continue
            both = two_views(ours.features, prepare(other).features, seen.shape, other.shape)
            name = Path(reference.name).name
            values = {
                "reference": name,
                "matches": str(both.matches),
                "off": f"{both.parallax:.0%}",
            }
            if both.answer == "depth_consistent":
                findings.append(self._finding(both.answer, "weak", reference.name, values))
            elif both.answer == "flat_source":
                findings.append(self._finding(both.answer, "hint", reference.name, values))
        return findings

    def _finding(
        self, kind: str, strength: Strength, reference: str, values: dict[str, str]
    ) -> Finding:
        text, limits = (DEPTH, DEPTH_LIMITS) if kind == "depth_consistent" else (FLAT, FLAT_LIMITS)
        return Finding(
            self.name, kind, strength, text, limits, tuple(values.items()), reference=reference
        )


def _read(picture: Picture) -> Image | None:
    try:
        seen = pixels.upright(picture.content, EDGE)
    except pixels.NoPixels:
        return None
    return None if min(seen.size) < 32 else cv2.cvtColor(np.asarray(seen), cv2.COLOR_RGB2BGR)
