"""What a pixel of the common frame shows of a change: fourteen numbers for each.

Light and colour differences at several widths over the grain found there, lost structure,
lost or gained sharpness; and what makes each of them unreliable: edges, grain, poor fit.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.align import Frame, correlation

Floats = NDArray[np.float32]
NAMES = (
    "light_fine", "light_2", "light_4", "light_8", "colour_fine", "colour_4", "colour_8",
    "structure_fine", "structure_wide", "softer", "sharper", "around", "edge", "texture",
)  # fmt: skip


def _soft(field: Floats, sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(field, (0, 0), max(0.5, sigma)), np.float32)


def _over_noise(field: Floats, valid: NDArray[np.bool_], least: float) -> Floats:
    """How many times its usual size the field has; the usual is the median over the frame."""
    usual = 1.4826 * float(np.median(field[valid])) + least
    return np.asarray(np.log1p(field / usual), np.float32)


def _lab(picture: Floats) -> Floats:
    return np.asarray(cv2.cvtColor(picture / np.float32(255), cv2.COLOR_BGR2LAB), np.float32)


def traces(frame: Frame) -> Floats:
    """(h, w, 14) for a frame; the order is NAMES."""
    valid = frame.valid
    unit = max(0.7, max(valid.shape) / 530)
    first, second = _lab(frame.reference), _lab(frame.claim)
    apart = first - second
    apart[~valid] = 0
    light, a, b = (np.ascontiguousarray(apart[..., k]) for k in range(3))
    lights = [np.abs(_soft(light, s * unit)) for s in (0.7, 2, 4, 8)]
    colours = [np.hypot(_soft(a, s * unit), _soft(b, s * unit)) for s in (1.2, 4, 8)]
    grey_r, grey_c = (
        np.ascontiguousarray(first[..., 0]) * 2.55,
        np.ascontiguousarray(second[..., 0]) * 2.55,
    )
    fine, spread_r, spread_c = correlation(grey_r, grey_c, round(3 * unit) * 2 + 1)
    wide, wide_r, wide_c = correlation(grey_r, grey_c, round(8 * unit) * 2 + 1)
    weight = np.clip(np.maximum(spread_r, spread_c) / (2 + frame.noise), 0, 1)
    weight_wide = np.clip(np.maximum(wide_r, wide_c) / (2 + frame.noise), 0, 1)
    energy = np.log((spread_c + 1) / (spread_r + 1))
    energy = _soft(energy - np.median(energy[valid]), 2 * unit)
    around = _over_noise(_soft(lights[1] + colours[1], 10 * unit), valid, 0.3)
    edge = np.hypot(cv2.Sobel(grey_r, cv2.CV_32F, 1, 0), cv2.Sobel(grey_r, cv2.CV_32F, 0, 1))
    stack: list[NDArray[np.floating[Any]]] = [
        *(_over_noise(field, valid, 0.35) for field in (*lights, *colours)),
        (1 - fine) * weight, (1 - wide) * weight_wide,
        np.maximum(-energy, 0), np.maximum(energy, 0),
        around, np.log1p(_soft(edge, 1.0)) / 4, np.log1p(wide_r) / 3,
    ]  # fmt: skip
    return np.stack(stack, axis=-1).astype(np.float32)
