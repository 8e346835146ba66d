"""What the limited child does for the search: a picture's codes, and looking at candidates.

Both keep to the protocol of analysers, so that strangers' bytes meet the same walls; they lie
outside of `analysers/`, because they are asked for by the search only.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from bonafix.examine.compare.compare import Prepared, compare, prepare
from bonafix.examine.model import Finding, Picture
from bonafix.examine.reading import pixels
from bonafix.examine.reuse.codes import VERSION, codes

CODER, VERIFIER = f"{__name__}:coder", f"{__name__}:verifier"
# As large as the benchmark's pictures: codes of other sizes would be less alike.
EDGE = 1024
CODES, VERIFIED = "reuse_codes", "reuse_verified"


def _prepared(picture: Picture) -> Prepared | None:
    """None for what is no picture, or too small to be told apart."""
    try:
        seen = pixels.upright(picture.content, EDGE)
    except pixels.NoPixels:
        return None
    if min(seen.size) < 32:
        return None
    return prepare(cv2.cvtColor(np.asarray(seen), cv2.COLOR_RGB2BGR))


class Coder:
    """One finding with both codes as hexadecimal digits; none for a plain picture."""

    name, version = "reuse_codes", VERSION

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """The codes of `claim`; `references` take no part."""
        del references
        seen = _prepared(claim)
        own = codes(seen.features) if seen is not None else None
        if own is None:
            return []
        told = (("code", own[0].tobytes().hex()), ("mirror", own[1].tobytes().hex()))
        return [Finding(self.name, CODES, "hint", "", "", params=told)]


class Verifier:
    """One finding for each reference that the claim picture is a copy of, by name."""

    name, version = "reuse_verified", VERSION

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """Every reference is registered and compared as a merchant's picture would be."""
        ours = _prepared(claim)
        if ours is None:
            return []
        found = []
        for reference in references:
            theirs = _prepared(reference)
            decision = compare(ours, theirs).decision if theirs is not None else None
            if decision is None or decision.answer != "derivative":
                continue
            told = (("mapped", decision.way), ("score", f"{decision.score:.3f}"))
            found.append(
                Finding(self.name, VERIFIED, "moderate", "", "", told, reference=reference.name)
            )
        return found


coder = Coder()
verifier = Verifier()
