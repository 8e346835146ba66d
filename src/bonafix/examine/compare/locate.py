"""Where the claim differs from the reference: a mask, its outline, and how large it is.

A small network (14 → 24 → 1, trained by `bench/examine/train.py` on pictures doctored by
code) weighs the traces of each pixel; what it marks is cleaned and grouped into regions.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.align import Frame
from bonafix.examine.compare.traces import traces

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
ONE_COLOUR, FAR_COLOUR = 10.0, 80.0  # levels of 255
SMALL_STICKER = 350  # pixels of a frame of 530; smaller ones may be a missing button
WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Network:
    """Layers of the pixel network, with the thresholds that its training chose."""

    mean: Floats
    spread: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: float
    sure: float
    likely: float


@lru_cache(maxsize=1)
def network() -> Network:
    """The trained network of this version."""
    raw = json.loads(WEIGHTS.read_text("utf-8"))
    names = ("mean", "spread", "first", "first_bias", "second")
    mean, spread, first, first_bias, second = (np.array(raw[k], np.float32) for k in names)
    bias, sure, likely = (float(raw[k]) for k in ("second_bias", "sure", "likely"))
    return Network(mean, spread, first, first_bias, second, bias, sure, likely)


def likelihood(frame: Frame, net: Network) -> Floats:
    """For each pixel of the frame how likely it was changed, 0–1; 0 where nothing is seen."""
    seen = traces(frame)
    flat = (seen.reshape(-1, seen.shape[-1]) - net.mean) / net.spread
    hidden = np.maximum(flat @ net.first + net.first_bias, 0)
    value = hidden @ net.second + np.float32(net.second_bias)
    found = (1 / (1 + np.exp(-np.clip(value, -30, 30)))).reshape(frame.valid.shape)
    found[~frame.valid] = 0
    return np.asarray(found, np.float32)


def _one_colour(colours: Floats) -> float:
    """Share of colours (n, 3) near the commonest one."""
    own, counts = np.unique((colours // 10).astype(np.int32), axis=0, return_counts=True)
    near = np.abs(colours - (own[counts.argmax()] * 10 + 5)).max(1) < ONE_COLOUR
    centre = np.median(colours[near], axis=0) if near.any() else colours[0]
    return float(np.mean(np.abs(colours - centre).max(1) < ONE_COLOUR))


def _round(mask: Mask) -> float:
    """Compactness 4 pi A / P^2 of the outer outline: 1 for a disc, small for a line."""
    found, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(found, key=cv2.contourArea)
    return float(4 * np.pi * cv2.contourArea(largest) / (cv2.arcLength(largest, True) ** 2 + 1e-9))


def _stuck_on(
    labels: NDArray[np.int32], keep: NDArray[np.bool_], frame: Frame
) -> NDArray[np.bool_]:
    """Which kept regions are drawn things stuck over the picture: a sticker, an emoji.

    Such a region is compact, much of it one exact colour, far from what the reference shows.
    """
    stuck = np.zeros(len(keep), bool)
    unit = max(0.7, max(labels.shape) / 530)
    for number in np.flatnonzero(keep):
        inside = labels == number
        if inside.sum() < SMALL_STICKER * unit * unit or _round(inside) < 0.5:
            continue
        inner = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        apart = np.median(np.abs(frame.reference[inner] - frame.claim[inner]).max(1))
        stuck[number] = apart > FAR_COLOUR and _one_colour(frame.raw[inner]) > 0.4
    return stuck


def regions(likely: Floats, net: Network, frame: Frame) -> Mask:
    """Regions that hold a sure core, out to where a change stays likely, small holes filled.

    Stickers are left out where anything else was changed: they hide, but they are no damage.
    """
    unit = max(0.7, max(likely.shape) / 530)
    smooth = cv2.GaussianBlur(likely, (0, 0), 0.8 * unit)
    wide = (smooth > net.likely).astype(np.uint8)
    closing = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(2 * unit) * 2 + 1,) * 2)
    wide = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, closing)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(wide, connectivity=8)
    sure = np.bincount(labels.ravel(), weights=(smooth > net.sure).ravel(), minlength=count)
    weight = np.bincount(labels.ravel(), weights=likely.ravel(), minlength=count)
    keep = (sure >= 12 * unit * unit) & (stats[:, cv2.CC_STAT_AREA] >= 25 * unit * unit)
    keep[0] = False
    others = keep & ~_stuck_on(labels, keep, frame)
    keep = others if others.any() else keep
    if keep.any():
        # Beside a large change, specks prove nothing more and are mostly noise.
        keep &= weight >= 0.08 * weight[keep].max()
    mask = keep[labels].astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:  # small holes belong to what surrounds them
        if cv2.contourArea(outline) < 60 * unit * unit:
            cv2.drawContours(mask, [outline], -1, 1, -1)
    return np.asarray(mask > 0)


def onto_claim(
    mask: Mask, frame: Frame, homography: NDArray[np.float64], shape: tuple[int, ...]
) -> Mask:
    """A mask of the frame in the claim's own pixels; `homography` takes reference to claim."""
    height, width = shape[:2]
    scale = np.array(
        [
            [frame.factor, 0, 0.5 * frame.factor - 0.5],
            [0, frame.factor, 0.5 * frame.factor - 0.5],
            [0, 0, 1],
        ]
    )
    back = scale @ np.linalg.inv(homography)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    depth[np.abs(depth) < 1e-9] = 1e-9
    u = ((back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth).astype(np.float32)
    v = ((back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth).astype(np.float32)
    shift = cv2.remap(frame.residual, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    u, v = u - shift[..., 0], v - shift[..., 1]
    seen = cv2.remap(mask.astype(np.float32), u, v, cv2.INTER_LINEAR, borderValue=0)
    return np.asarray(seen > 0.5)
