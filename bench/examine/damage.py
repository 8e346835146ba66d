"""Damage painted onto pictures, with the truth about where. Made by code only.

Every generator takes (picture, rng, other picture) and gives (reference, doctored, mask):
uint8 BGR of one shape and a bool mask. `reference` is the given picture but for the button,
which is sewn on first so that it can be missing afterwards. Masks are copied before
cv2.seamlessClone sees them, because it changes its mask in place.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Doctored = tuple[Image, Image, Mask]
THIN = ("crack", "scratch", "button")
# Below this mean change inside the mask (of 255) nobody could see the edit; drawn again.
VISIBLE = 5.0


def _centre(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[int, int]:
    height, width = shape[:2]
    return int(width * rng.uniform(0.33, 0.67)), int(height * rng.uniform(0.33, 0.67))


def blob(shape: tuple[int, ...], rng: np.random.Generator, share: float) -> Mask:
    """A wobbly blob of about `share` of the picture's area, near its middle."""
    height, width = shape[:2]
    x, y = _centre(shape, rng)
    radius = np.sqrt(share * height * width / np.pi)
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    wobble = sum(
        rng.normal(0, 0.18 / k) * np.cos(k * angles + rng.uniform(0, 6.28)) for k in range(1, 5)
    )
    stretch = rng.uniform(0.75, 1.33)
    points = np.stack(
        [x + radius * stretch * (1 + wobble) * np.cos(angles),
         y + radius / stretch * (1 + wobble) * np.sin(angles)], axis=1
    )  # fmt: skip
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [points.astype(np.int32)], 1)
    return mask.astype(bool)


def _mix(under: Image, over: NDArray[np.float32], mask: Mask, soft: float) -> Image:
    alpha = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), soft)[..., None]
    mixed = under * (1 - alpha) + over * alpha
    return np.clip(mixed, 0, 255).astype(np.uint8)


def splice(picture: Image, rng: np.random.Generator, other: Image) -> Doctored:
    """A patch of another photo, pasted or cloned in."""
    mask = blob(picture.shape, rng, rng.uniform(0.01, 0.08))
    patch = cv2.resize(other, picture.shape[1::-1])
    if rng.random() < 0.5:
        return picture, _mix(picture, patch.astype(np.float32), mask, 0.8), mask
    ys, xs = np.nonzero(mask)
    middle = (int(xs.min() + xs.max()) // 2, int(ys.min() + ys.max()) // 2)
    handed_over = mask.astype(np.uint8) * 255  # seamlessClone writes into this copy
    doctored = cv2.seamlessClone(patch, picture, handed_over, middle, cv2.NORMAL_CLONE)
    return picture, doctored, mask


def stain(picture: Image, rng: np.random.Generator, _other: Image) -> Doctored:
    """A cloudy colour soaked into the surface."""
    mask = blob(picture.shape, rng, rng.uniform(0.005, 0.05))
    colour = np.array(rng.uniform(20, 110, 3), np.float32)
    cloud = cv2.GaussianBlur(rng.normal(0, 1, picture.shape[:2]).astype(np.float32), (0, 0), 6)
    strength = np.clip(rng.uniform(0.35, 0.7) + 0.12 * cloud / (cloud.std() + 1e-6), 0.15, 0.9)
    stained = picture * (1 - strength[..., None]) + colour * strength[..., None]
    return picture, _mix(picture, stained, mask, 1.5), mask


def removal(picture: Image, rng: np.random.Generator, _other: Image) -> Doctored:
    """Something painted away."""
    mask = blob(picture.shape, rng, rng.uniform(0.005, 0.03))
    filled = cv2.inpaint(picture, mask.astype(np.uint8), 5, cv2.INPAINT_TELEA)
    grain = rng.normal(0, 2.5, picture.shape)
    return picture, _mix(picture, (filled + grain).astype(np.float32), mask, 0.6), mask


def blur(picture: Image, rng: np.random.Generator, _other: Image) -> Doctored:
    """A part made unsharp."""
    mask = blob(picture.shape, rng, rng.uniform(0.01, 0.06))
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(3, 6) * max(picture.shape) / 530)
    return picture, _mix(picture, soft.astype(np.float32), mask, 1.0), mask


def colour(picture: Image, rng: np.random.Generator, _other: Image) -> Doctored:
    """A part in another hue."""
    mask = blob(picture.shape, rng, rng.uniform(0.01, 0.08))
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
    angle = rng.uniform(0, 2 * np.pi)
    lab[..., 1] += 22 * np.cos(angle)
    lab[..., 2] += 22 * np.sin(angle)
    lab[..., 0] += rng.uniform(-12, 12)
    shifted = cv2.cvtColor(lab, cv2.COLOR_LAB2BGR) * 255
    return picture, _mix(picture, shifted, mask, 1.5), mask


def _walk(shape: tuple[int, ...], rng: np.random.Generator, wild: float) -> NDArray[np.int32]:
    x, y = _centre(shape, rng)
    heading, step = rng.uniform(0, 2 * np.pi), max(shape[:2]) * 0.012
    points = [(x, y)]
    for _ in range(int(rng.integers(12, 26))):
        heading += rng.normal(0, wild)
        x, y = int(x + step * np.cos(heading)), int(y + step * np.sin(heading))
        points.append((x, y))
    return np.array(points, np.int32)


def _lines(
    shape: tuple[int, ...], rng: np.random.Generator, count: int, wild: float, thickness: int
) -> Mask:
    mask = np.zeros(shape[:2], np.uint8)
    for _ in range(count):
        cv2.polylines(mask, [_walk(shape, rng, wild)], False, 1, thickness)
    return mask.astype(bool)


def _thickness(shape: tuple[int, ...], rng: np.random.Generator) -> int:
    return max(2, round(max(shape[:2]) / 530 * rng.uniform(1.6, 3.6)))


def crack(picture: Image, rng: np.random.Generator, _other: Image) -> Doctored:
    """Dark branching lines with a bright edge."""
    wide = _lines(picture.shape, rng, int(rng.integers(2, 4)), 0.5, _thickness(picture.shape, rng))
    dark = picture * rng.uniform(0.1, 0.35)
    doctored = _mix(picture, dark, wide, 0.5)
    bright = np.roll(wide, 1, axis=1) & ~wide
    doctored[bright] = np.clip(doctored[bright].astype(int) + 30, 0, 255)
    return picture, doctored, wide | bright


def scratch(picture: Image, rng: np.random.Generator, _other: Image) -> Doctored:
    """A few nearly straight lines."""
    mask = _lines(picture.shape, rng, int(rng.integers(2, 5)), 0.06, _thickness(picture.shape, rng))
    bright = picture.mean() < 128 or rng.random() < 0.3
    shade = picture * 0.4 + 150 if bright else picture * 0.45
    return picture, _mix(picture, shade.astype(np.float32), mask, 0.5), mask


def button(picture: Image, rng: np.random.Generator, _other: Image) -> Doctored:
    """A button sewn onto the reference, missing in the copy."""
    reference = picture.copy()
    x, y = _centre(picture.shape, rng)
    radius = max(4, round(max(picture.shape) * rng.uniform(0.011, 0.02)))
    shade = rng.uniform(20, 235, 3)
    cv2.circle(reference, (x, y), radius, shade.tolist(), -1, cv2.LINE_AA)
    cv2.circle(reference, (x, y), radius, (shade * 0.6).tolist(), 1, cv2.LINE_AA)
    for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        hole = (x + dx * radius // 3, y + dy * radius // 3)
        cv2.circle(reference, hole, max(1, radius // 6), (shade * 0.3).tolist(), -1, cv2.LINE_AA)
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.circle(mask, (x, y), radius, 1, -1)
    return reference, picture.copy(), mask.astype(bool)


KINDS: dict[str, Callable[[Image, np.random.Generator, Image], Doctored]] = {
    "splice": splice, "crack": crack, "stain": stain, "removal": removal, "blur": blur,
    "colour": colour, "scratch": scratch, "button": button,
}  # fmt: skip


def doctor(kind: str, picture: Image, other: Image, seed: int) -> Doctored:
    """The picture doctored in a way that can be seen; the most visible of eight draws at worst."""
    best: tuple[float, Doctored] | None = None
    for attempt in range(8):
        made = KINDS[kind](picture, np.random.default_rng((seed, attempt)), other)
        reference, doctored, mask = made
        change = np.abs(reference.astype(np.float32) - doctored).max(2)[mask].mean()
        if best is None or change > best[0]:
            best = (float(change), made)
        if change >= VISIBLE:
            break
    assert best is not None
    return best[1]
