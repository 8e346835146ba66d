"""How far two pictures laid over each other agree, and where: article, ground, edge."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.align import Frame, correlation, grey
from bonafix.examine.compare.border import Sides
from bonafix.examine.compare.register import Registration

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Points = NDArray[np.float64]
AGREES = 0.6  # local correlation from which structure counts as the same


@dataclass(frozen=True, slots=True)
class Measures:
    """What the rule looks at; shares are of textured area, 0–1.

    `overlap` of the reference's content seen in the claim; `agreement` over all of it; apart
    for the `article`, the `ground`, the `centre` and the `rim`. `bend` is the departure from a
    digital copy's mapping and `drift` the local shifts, shares of the side; `residual` in levels;
    `texture` the share with any structure. Of the reference's edges, `sides` are seen in the
    claim, `clear_sides` over a good part, and across `open_sides` structure goes on.
    """

    overlap: float
    agreement: float
    article: float
    ground: float
    centre: float
    rim: float
    bend: float
    drift: float
    residual: float
    texture: float
    sides: int
    clear_sides: int
    open_sides: int
    inliers: int
    ratio: float
    repeats: float = 0.0  # share of the reference's points that it shows more than once


def article_mask(reference: Floats) -> Mask:
    """Where the article lies: what differs in colour from the picture's own rim.

    Five colours of the rim by k-means, distance in Lab, Otsu's threshold; the middle where
    that finds nothing usable.
    """
    height, width = reference.shape[:2]
    size = (96, max(24, round(96 * height / width)))
    lab = cv2.cvtColor(
        cv2.resize(reference, size, interpolation=cv2.INTER_AREA) / 255, cv2.COLOR_BGR2LAB
    )
    rows, columns = lab.shape[:2]
    edge = np.zeros((rows, columns), bool)
    band = max(2, round(0.06 * min(rows, columns)))
    edge[:band], edge[-band:], edge[:, :band], edge[:, -band:] = True, True, True, True
    cv2.setRNGSeed(0)
    rule = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.5)
    _, _, colours = cv2.kmeans(lab[edge], 5, None, rule, 1, cv2.KMEANS_PP_CENTERS)
    away = np.min(np.linalg.norm(lab[:, :, None] - colours[None, None], axis=-1), axis=-1)
    away = cv2.GaussianBlur(away.astype(np.float32), (0, 0), 1.5)
    level = np.clip(away / max(1e-3, float(np.quantile(away, 0.98))) * 255, 0, 255).astype(np.uint8)
    _, thing = cv2.threshold(level, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    middle = (x / 0.75) ** 2 + (y / 0.75) ** 2 < 1
    found = (thing > 0) & middle
    if not 0.08 < found.mean() < 0.6:
        found = middle & (x * x + y * y < 0.4)
    size = (width, height)
    return np.asarray(cv2.resize(found.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0)


def _share(agrees: Mask, among: Mask) -> float:
    return float(agrees[among].mean()) if among.sum() > 30 else 0.0


def _straight(x: Points, y: Points, seen: Points) -> float:
    """Median distance (reference pixels) from scale and shift for each axis, swapped or not."""
    best = np.inf
    for first, second in ((x, y), (y, x)):  # swapped: turned by a quarter
        left = np.zeros(len(x))
        for axis, along in ((0, first), (1, second)):
            fit = np.polyfit(along, seen[:, axis], 1)
            left += ((seen[:, axis] - np.polyval(fit, along)) / max(1e-6, abs(fit[0]))) ** 2
        best = min(best, float(np.sqrt(np.median(left))))
    return best


def _turned(x: Points, y: Points, seen: Points) -> float:
    """Median distance (reference pixels) from a turn by any angle, one scale and a shift."""
    plane, image = x + 1j * y, seen[:, 0] + 1j * seen[:, 1]
    best = np.inf
    for source in (plane, plane.conj()):  # conjugate: mirrored
        off, at = source - source.mean(), image - image.mean()
        factor = (off.conj() @ at) / max(1e-9, float((off.conj() @ off).real))
        left = np.abs(at - factor * off) / max(1e-6, abs(factor))
        best = min(best, float(np.median(left)))
    return best


def _bend(frame: Frame, trusted: Mask) -> tuple[float, float]:
    """How far the mapping is from a digital copy's, and its local drift; shares of the side.

    A copy keeps its axes (or swaps them); one that was turned by an angle must fit three
    times as well, because turning leaves a second photograph less to differ in.
    """
    height, width = trusted.shape
    down, across = np.nonzero(trusted)
    if len(across) < 30:
        return 1.0, 1.0
    pick = np.linspace(0, len(across) - 1, min(2000, len(across))).astype(int)
    down, across = down[pick], across[pick]
    seen = frame.to_claim[down, across].astype(np.float64)
    x, y = across.astype(np.float64), down.astype(np.float64)
    shifts = frame.residual[down, across]
    drift = np.hypot(*(shifts - np.median(shifts, axis=0)).T)
    side = max(height, width)
    bend = min(_straight(x, y, seen), 3 * _turned(x, y, seen))
    return bend / side, float(np.quantile(drift, 0.9) / side)


def structure(frame: Frame) -> tuple[Floats, Mask]:
    """Local correlation, and where at least one of the two pictures has structure."""
    side = max(frame.valid.shape)
    window = max(7, round(side * 0.03) | 1)
    soft = 0.8 if frame.noise > 2.5 else 0.5
    first = cv2.GaussianBlur(grey(frame.reference), (0, 0), soft)
    second = cv2.GaussianBlur(grey(frame.claim), (0, 0), soft)
    likeness, spread_r, spread_c = correlation(first, second, window)
    floor = max(3.0, 1.2 * frame.noise)
    inner = cv2.erode(frame.valid.astype(np.uint8), np.ones((window, window), np.uint8)) > 0
    return likeness, (np.maximum(spread_r, spread_c) > floor) & inner


def measure(frame: Frame, registration: Registration, content: Mask, sides: Sides) -> Measures:
    """The measures of one registered pair.

    `content` is the reference's mask in its own pixels, `sides` its edges in the claim.
    """
    likeness, textured = structure(frame)
    agrees = (likeness > AGREES) & textured
    thing = article_mask(frame.reference)
    height, width = frame.valid.shape
    known = cv2.resize(content.astype(np.uint8), (width, height)) > 0
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    middle = np.maximum(abs(x), abs(y)) < 0.45
    bend, drift = _bend(frame, agrees)
    left = np.abs(grey(frame.reference) - grey(frame.claim))[textured]
    return Measures(
        overlap=float((frame.valid & known).sum() / max(1, known.sum())),
        agreement=_share(agrees, textured),
        article=_share(agrees, textured & thing),
        ground=_share(agrees, textured & ~thing),
        centre=_share(agrees, textured & middle),
        rim=_share(agrees, textured & (np.maximum(abs(x), abs(y)) > 0.75)),
        bend=bend,
        drift=drift,
        residual=float(np.median(left)) if left.size else 99.0,
        texture=float(textured.sum() / max(1, frame.valid.sum())),
        sides=sides.seen,
        clear_sides=sides.clear,
        open_sides=sides.beyond,
        inliers=registration.inliers,
        ratio=registration.ratio,
    )
