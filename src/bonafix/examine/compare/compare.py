"""One claim picture against one reference: the recipe, top down."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.agree import Measures, measure
from bonafix.examine.compare.align import Frame, lay_over
from bonafix.examine.compare.border import seen_sides
from bonafix.examine.compare.chrome import content_mask
from bonafix.examine.compare.decide import Decision, decide
from bonafix.examine.compare.features import Features, detect, match, mirrored, repeats
from bonafix.examine.compare.locate import likelihood, network, onto_claim, regions
from bonafix.examine.compare.register import Registration, registrations

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
# Goes up whenever an answer or a mask may change; findings and stored measurements name it.
VERSION = "4"
# A tall screenshot shows its picture small, so it is looked at more closely.
SCREEN_SIDE = 1024
GOOD_ENOUGH = 0.6  # agreement from which no other registration is tried
RANKED_BY = 400  # strongest features of each picture that rank references


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture with its features, kept as long as it may be compared again."""

    picture: Image
    content: Mask
    features: Features

    @property
    def side(self) -> int:
        """The longer side in pixels."""
        return int(max(self.picture.shape[:2]))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found between one claim and one reference.

    `changed` is a mask in the claim's pixels, None unless the answer is `derivative`.
    """

    decision: Decision
    measures: Measures | None = None
    registration: Registration | None = None
    frame: Frame | None = None
    changed: Mask | None = None


def steady() -> None:
    """One thread and fixed seeds: the same pictures give the same bytes."""
    cv2.setNumThreads(1)
    cv2.setRNGSeed(0)


def prepare(picture: Image) -> Prepared:
    """Features of an upright BGR picture (h, w, 3), best no larger than 1,600 pixels a side."""
    steady()
    content = content_mask(picture)
    side = SCREEN_SIDE if content.mean() < 0.8 else 800
    where = None if content.all() else content
    return Prepared(picture, content, detect(picture, where, side))


def rank(claim: Prepared, references: list[Prepared]) -> list[int]:
    """Indexes of the references, the likeliest first, by matches of the strongest features."""
    top = claim.features.take(np.arange(min(2 * RANKED_BY, len(claim.features))))
    counts = []
    for reference in references:
        few = reference.features.take(np.arange(min(RANKED_BY, len(reference.features))))
        other = mirrored(few, reference.picture.shape[1])
        counts.append(max(len(match(top, few)), len(match(top, other))))
    return sorted(range(len(references)), key=lambda k: -counts[k])


def _registered(
    claim: Prepared, reference: Prepared
) -> tuple[Measures, Registration, Frame] | None:
    best: tuple[Measures, Registration, Frame] | None = None
    shape = reference.picture.shape
    for found in registrations(claim.features, reference.features, shape, claim.side):
        frame = lay_over(claim.picture, reference.picture, claim.content, reference.content, found)
        if frame is None:
            continue
        sides = seen_sides(claim.picture, shape, found)
        measured = measure(frame, found, reference.content, sides)
        if best is None or measured.agreement > best[0].agreement:
            best = (measured, found, frame)
        if measured.agreement >= GOOD_ENOUGH:
            break
    return best


def compare(claim: Prepared, reference: Prepared) -> Comparison:
    """Register, lay over, measure, decide; and where it is a derivative, locate the change."""
    steady()
    best = _registered(claim, reference)
    if best is None:
        return Comparison(decide(None))
    measured, found, frame = best
    decision = decide(measured)
    if decision.answer == "derivative":
        measured = replace(measured, repeats=repeats(reference.features, reference.side))
        decision = decide(measured)
    if decision.answer != "derivative":
        return Comparison(decision, measured, found, frame)
    net = network()
    inside = regions(likelihood(frame, net), net, frame)
    changed = onto_claim(inside, frame, found.homography, claim.picture.shape)
    return Comparison(decision, measured, found, frame, changed)
