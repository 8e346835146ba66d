"""Claim and reference laid over each other, pixel on pixel, in one light and one sharpness.

After the homography a dense flow (DIS, Kroeger et al. 2016), smoothed so strongly that it
cannot follow an edit, takes up what re-rendering and lens bending leave. Gains that vary
slowly over the picture are fitted robustly, so that a changed region stays changed.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.register import Registration, project

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
FRAME_SIDE = 768  # long side of the common frame
FLOW_SIDE = 384
SMALLEST_FRAME = 160
LEAST_SEEN = 0.03  # share of the frame that both must show


@dataclass(frozen=True, slots=True)
class Frame:
    """Both pictures in one frame (h, w): float BGR 0–255, where both show something.

    `to_claim` (h, w, 2) gives the claim pixel of every frame pixel; `factor` is frame pixels
    per reference pixel; `residual` the local shifts beyond the homography, in frame pixels;
    `noise` the grain of the claim picture in levels; `raw` the claim in its own light.
    """

    reference: Floats
    claim: Floats
    valid: Mask
    inside: Mask
    to_claim: Floats
    factor: float
    residual: Floats
    noise: float
    raw: Floats


def _grid(height: int, width: int) -> NDArray[np.float64]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    return np.stack([x, y], axis=-1)


def _scale_of(homography: NDArray[np.float64], shape: tuple[int, ...]) -> float:
    """Claim pixels per reference pixel in the middle of the reference."""
    height, width = shape[:2]
    middle = np.array([[width / 2, height / 2]])
    step = project(
        homography, np.vstack([middle, middle + np.array([1, 0]), middle + np.array([0, 1])])
    )
    return float(np.sqrt(abs(np.linalg.det(np.stack([step[1] - step[0], step[2] - step[0]])))))


def _sample(picture: Image, coordinates: Floats, step: float) -> Floats:
    """The picture at `coordinates`; `step` picture pixels per sample are averaged first."""
    shrink = 1.0
    while step * shrink > 1.6:
        picture = cv2.pyrDown(picture)
        shrink /= 2
    if shrink < 1:
        coordinates = (coordinates + 0.5) * np.float32(shrink) - np.float32(0.5)
    seen = cv2.remap(
        picture,
        coordinates[..., 0],
        coordinates[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(seen, np.float32)


def grey(picture: Floats) -> Floats:
    """Luminance of a float BGR picture."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32)


def correlation(first: Floats, second: Floats, window: int) -> tuple[Floats, Floats, Floats]:
    """Local normalised correlation and both local deviations, over a square window."""
    size = (window, window)
    mean_a, mean_b = cv2.blur(first, size), cv2.blur(second, size)
    var_a = np.maximum(cv2.blur(first * first, size) - mean_a * mean_a, 0)
    var_b = np.maximum(cv2.blur(second * second, size) - mean_b * mean_b, 0)
    both = cv2.blur(first * second, size) - mean_a * mean_b
    return both / np.sqrt(var_a * var_b + 4.0), np.sqrt(var_a), np.sqrt(var_b)


def grain(luminance: Floats) -> float:
    """Noise in levels (Immerkær 1996, with a median so that edges do not count)."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    return float(np.median(np.abs(cv2.filter2D(luminance, -1, kernel))) / 6 / 0.6745)


def _even(luminance: Floats) -> Image:
    """Local contrast brought to one level, so that the flow follows structure, not light."""
    sigma = max(luminance.shape) / 20
    mean = cv2.GaussianBlur(luminance, (0, 0), sigma)
    spread = np.sqrt(cv2.GaussianBlur((luminance - mean) ** 2, (0, 0), sigma)) + 6
    level = 128 + 45 * (luminance - mean) / spread
    return np.asarray(np.clip(level, 0, 255), np.uint8)


def _smooth(field: Floats, weight: Floats, sigma: float) -> Floats:
    total = cv2.GaussianBlur(weight, (0, 0), sigma) + 1e-4
    parts = [cv2.GaussianBlur(field[..., k] * weight, (0, 0), sigma) / total for k in (0, 1)]
    return np.stack(parts, axis=-1)


def _flow(reference: Floats, claim: Floats, valid: Mask) -> Floats:
    """Smooth shifts (h, w, 2) that take reference pixels to the claim's, in frame pixels."""
    height, width = reference.shape
    factor = min(1.0, FLOW_SIDE / max(height, width))
    size = (max(16, round(width * factor)), max(16, round(height * factor)))
    small_r = cv2.resize(reference, size, interpolation=cv2.INTER_AREA)
    small_c = cv2.resize(claim, size, interpolation=cv2.INTER_AREA)
    small_v = cv2.resize(valid.astype(np.float32), size) > 0.99
    first, second = _even(small_r), _even(small_c)
    second[~small_v] = first[~small_v]
    engine = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    engine.setFinestScale(1)
    raw = engine.calc(first, second, None)
    grid = _grid(size[1], size[0]).astype(np.float32)
    moved = cv2.remap(
        small_c,
        grid[..., 0] + raw[..., 0],
        grid[..., 1] + raw[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    likeness, spread_r, spread_c = correlation(small_r, moved, 11)
    trust = np.clip((likeness - 0.3) / 0.5, 0, 1) * np.minimum(spread_r, spread_c).clip(0, 12)
    trust *= small_v
    smooth = _smooth(raw, trust.astype(np.float32), max(size) / 40)
    wide = _smooth(raw, trust.astype(np.float32), max(size) / 8)
    known = np.clip(cv2.GaussianBlur(trust.astype(np.float32), (0, 0), max(size) / 40) / 1.5, 0, 1)
    smooth = smooth * known[..., None] + wide * (1 - known[..., None])
    return np.asarray(cv2.resize(smooth, (width, height)) / factor, np.float32)


def _design(shape: tuple[int, ...], luminance: Floats) -> Floats:
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j].astype(np.float32)
    tone = np.log(luminance + 12) - np.log(100)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y, tone], -1).astype(np.float32)


def _same_light(reference: Floats, claim: Floats, valid: Mask) -> Floats:
    """The claim in the reference's light: a slow gain and a gamma for each channel."""
    size = (max(8, claim.shape[1] // 8), max(8, claim.shape[0] // 8))
    small_r = cv2.resize(reference, size, interpolation=cv2.INTER_AREA)
    small_c = cv2.resize(claim, size, interpolation=cv2.INTER_AREA)
    known = (cv2.resize(valid.astype(np.float32), size) > 0.99).ravel()
    if known.sum() < 50:
        return claim
    result = np.empty_like(claim)
    for channel in range(3):
        columns = _design(small_c.shape, small_c[..., channel]).reshape(-1, 7)[known]
        target = np.log((small_r[..., channel] + 12) / (small_c[..., channel] + 12)).ravel()[known]
        weight = np.ones_like(target)
        for _ in range(10):
            root = np.sqrt(weight)[:, None]
            lifted = columns.T @ (columns * weight[:, None]) + 1e-3 * len(target) * np.diag(
                [0, 1e-2, 1e-2, 0.05, 0.05, 0.05, 0.05]
            )
            beta = np.linalg.solve(lifted, (columns * root).T @ (target * root[:, 0]))
            left = target - columns @ beta
            scale = 1.4826 * np.median(np.abs(left)) + 0.01
            weight = 1 / (1 + (left / (2 * scale)) ** 2) ** 2
        gain = np.exp(_design(claim.shape, claim[..., channel]) @ beta.astype(np.float32))
        result[..., channel] = (claim[..., channel] + 12) * gain - 12
    return np.clip(result, 0, 255)


def _same_sharpness(reference: Floats, claim: Floats, valid: Mask) -> tuple[Floats, Floats]:
    """Whichever is sharper is softened until the two differ least where they agree anyway."""
    first, second = grey(reference), grey(claim)
    best = (np.inf, 0.0, 0.0)
    edges = cv2.GaussianBlur(np.abs(cv2.Laplacian(first, cv2.CV_32F)), (0, 0), 2)
    busy = valid & (edges > np.quantile(edges[valid], 0.6))
    for soft_r, soft_c in (
        (0, 0),
        (0.6, 0),
        (1, 0),
        (1.5, 0),
        (2.2, 0),
        (3, 0),
        (0, 0.8),
        (0, 1.5),
    ):
        a = cv2.GaussianBlur(first, (0, 0), soft_r) if soft_r else first
        b = cv2.GaussianBlur(second, (0, 0), soft_c) if soft_c else second
        left = float(np.median(np.abs(a - b)[busy]))
        if left < 0.98 * best[0]:
            best = (left, soft_r, soft_c)
    _, soft_r, soft_c = best
    if soft_r:
        reference = cv2.GaussianBlur(reference, (0, 0), soft_r)
    if soft_c:
        claim = cv2.GaussianBlur(claim, (0, 0), soft_c)
    return reference, claim


@dataclass(frozen=True, slots=True)
class _Layout:
    """How frame pixels, reference pixels and claim pixels belong together."""

    homography: NDArray[np.float64]
    width: int
    height: int
    factor: float
    step: float

    def at(self, shift: Floats | float) -> Floats:
        """Claim coordinates (h, w, 2) of every frame pixel, moved by `shift` in the frame."""
        grid = _grid(self.height, self.width)
        flat = ((grid + shift + 0.5) / self.factor - 0.5).reshape(-1, 2)
        there = project(self.homography, flat).reshape(self.height, self.width, 2)
        return there.astype(np.float32)


def _layout(reference: Image, homography: NDArray[np.float64]) -> _Layout:
    """As fine as the coarser of the two pictures is where they overlap, within limits."""
    longest = max(reference.shape[:2])
    scale = _scale_of(homography, reference.shape)
    side = max(SMALLEST_FRAME, min(FRAME_SIDE, longest, longest * scale * 1.15))
    factor = min(1.0, side / longest)
    width, height = (max(16, round(n * factor)) for n in reference.shape[1::-1])
    return _Layout(homography, width, height, factor, scale / factor)


def _seen_at(where: Floats, content: Mask, known: Mask) -> tuple[Mask, Mask]:
    """Where both show content, and where the claim picture reaches at all."""
    level = content.astype(np.uint8) * 255
    seen = cv2.remap(level, where[..., 0], where[..., 1], cv2.INTER_LINEAR, borderValue=0)
    inside = np.all((where >= 0) & (where <= np.array(content.shape[::-1]) - 1), axis=-1)
    return (seen > 250) & known & inside, inside


def lay_over(
    claim: Image,
    reference: Image,
    claim_content: Mask,
    reference_content: Mask,
    registration: Registration,
) -> Frame | None:
    """The common frame, or None when too little of the reference is seen in the claim."""
    lay = _layout(reference, registration.homography)
    size = (lay.width, lay.height)
    plain = cv2.resize(reference, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    known = cv2.resize(reference_content.astype(np.uint8), size) > 0
    where = lay.at(0.0)
    valid, _ = _seen_at(where, claim_content, known)
    if valid.mean() < LEAST_SEEN:
        return None
    first = _sample(claim, where, lay.step)
    residual = _flow(grey(plain), grey(first), valid)
    where = lay.at(residual)
    valid, inside = _seen_at(where, claim_content, known)
    if valid.mean() < LEAST_SEEN:
        return None
    raw = _sample(claim, where, lay.step)
    noise = grain(grey(raw)[: lay.height // 2 * 2])
    lit = _same_light(plain, raw, valid)
    plain, lit = _same_sharpness(plain, lit, valid)
    return Frame(plain, lit, valid, inside, where, lay.factor, residual, noise, raw)
