"""From measures to one of four answers. Pure; every threshold is named and has its reason.

The order of the questions is the argument: is anything of the reference found; does the
article agree and not only what it lies on; can the way the picture was mapped have come about
without copying. Only then is it a derivative.
"""

from dataclasses import dataclass
from typing import Literal

from bonafix.examine.compare.agree import Measures

Answer = Literal["derivative", "same_scene", "planar_inconclusive", "unrelated"]
Way = Literal["digital", "photographed", "none"]

# A file that is scaled, cropped, framed or mirrored keeps its axes to a few thousandths of a
# side, also when drawn anew by a model; a second photograph by hand does not (§ docs/pictures.md).
STRAIGHT = 0.0035
# Edges of the reference seen in the claim from which it was photographed as a picture.
SIDES = 2
WHOLE, WHOLE_AGREES = 0.98, 0.8
LEAST_OVERLAP = 0.15
# From this score on, the answer is `derivative`; measured in bench/examine.
DERIVATIVE = 0.5
# Share of points that the reference shows more than once, from which it is one pattern: at most
# .82 in 30 photographs of garments, .95 and more in tiles, boards and checks without an article.
REPEATS = 0.94
FLAT_AGREES = 0.6
SCENE_INLIERS = 25
SCENE_AGREES = 0.25


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, how it was mapped, and the score (0–1) that the error table is about."""

    answer: Answer
    way: Way
    score: float


def way_of(measures: Measures) -> Way:
    """How the reference came into the claim, if it can be told."""
    if measures.bend <= STRAIGHT:
        return "digital"
    # A dark picture on a dark bezel may show one edge only; then all of it must be there, and
    # nothing may go on beyond another edge.
    whole = measures.overlap >= WHOLE and min(measures.ground, measures.rim) >= WHOLE_AGREES
    edges = measures.sides >= SIDES or (
        whole and measures.clear_sides >= 1 and measures.open_sides == 0
    )
    return "photographed" if edges else "none"


def score_of(measures: Measures) -> float:
    """Agreement of everything and of the article, whichever is less; 0 where it cannot count.

    The article may be changed by half, which is why it counts one and a half times.
    """
    if measures.overlap < LEAST_OVERLAP or way_of(measures) == "none":
        return 0.0
    return min(measures.agreement, 1.5 * measures.article, 1.0)


def decide(measures: Measures | None) -> Decision:
    """The answer for one registered pair, or for none at all."""
    if measures is None:
        return Decision("unrelated", "none", 0.0)
    way, score = way_of(measures), score_of(measures)
    if score >= DERIVATIVE:
        # A plane that is one pattern agrees with every other piece of it.
        one_pattern = measures.repeats >= REPEATS
        if one_pattern:
            return Decision("planar_inconclusive", way, 0.0)
        return Decision("derivative", way, score)
    flat = max(measures.agreement, measures.article, measures.centre)
    if way == "none" and flat >= FLAT_AGREES and measures.inliers >= SCENE_INLIERS:
        return Decision("planar_inconclusive", way, score)
    if measures.inliers >= SCENE_INLIERS and measures.agreement >= SCENE_AGREES:
        return Decision("same_scene", way, score)
    return Decision("unrelated", way, score)
