"""Goods drawn by code: boxes, cans and balls with printed sides, standing on a floor.

Photographs of garments say little of a carton, a tin or a tiled floor. Here an article is cast
ray by ray (480 × 640, pinhole camera), so another place of the camera shows real parallax, two
articles of one model carry one print, and a camera on a stand sees one floor for ever.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Reals = NDArray[np.float64]
WIDTH, HEIGHT, FOCAL = 480, 640, 860.0
FLOORS = ("tiles", "boards", "checks", "cloth", "stone")
SHAPES = ("box", "can", "balls")


@dataclass(frozen=True, slots=True)
class Camera:
    """Where it stands and what it looks at; the floor is z = 0 and one unit about a hand."""

    place: tuple[float, float, float]
    target: tuple[float, float, float] = (0.0, 0.0, 0.45)


def held(rng: np.random.Generator, around: float | None = None) -> Camera:
    """A camera held by hand; `around` is the side it stands on, in radians."""
    turn = rng.uniform(0, 2 * np.pi) if around is None else around + rng.normal(0, 0.12)
    away, high = rng.uniform(2.2, 3.1), rng.uniform(1.8, 3.0)
    jitter = rng.normal(0, 0.06, 3)
    place = (away * np.cos(turn), away * np.sin(turn), high)
    return Camera(place, (jitter[0], jitter[1], 0.45 + jitter[2]))


def floor(kind: str, seed: int, size: int = 768) -> Image:
    """A square of floor that repeats as its kind does."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size]
    first, second = rng.uniform(60, 220, 3), rng.uniform(40, 200, 3)
    step = int(rng.integers(36, 96))
    if kind == "tiles":
        joint = (x % step < 3) | (y % step < 3)
        drawn = np.where(joint[..., None], first * 0.4, first)
    elif kind == "boards":
        wave = np.sin(x / 9 + 3 * np.sin(y / 190 + x // step)) + rng.normal(0, 0.2, (size, 1))
        drawn = first * (0.8 + 0.07 * wave[..., None]) * np.where(x % step < 2, 0.5, 1.0)[..., None]
    elif kind == "checks":
        drawn = np.where(((x // step + y // step) % 2 == 0)[..., None], first, second)
    elif kind == "cloth":
        weave = np.sin(x * 2 * np.pi / 6) * np.sin(y * 2 * np.pi / 6)
        flower = np.sin(x * 2 * np.pi / step) * np.sin(y * 2 * np.pi / step) > 0.6
        drawn = np.where(flower[..., None], second, first) * (1 + 0.06 * weave[..., None])
    else:
        cloud = cv2.GaussianBlur(rng.normal(0, 1, (size, size)), (0, 0), 5)
        drawn = first * (1 + 0.12 * (cloud / cloud.std())[..., None])
    drawn = drawn + rng.normal(0, 3, (size, size, 1))
    return np.clip(drawn, 0, 255).astype(np.uint8)


def _paint(art: Image, u: Reals, v: Reals) -> Reals:
    """The art at u, v; 0 to 1 is once across, and it repeats."""
    across = (np.mod(u, 1.0) * (art.shape[1] - 1)).astype(np.float32)
    down = (np.mod(v, 1.0) * (art.shape[0] - 1)).astype(np.float32)
    return cv2.remap(art, across, down, cv2.INTER_LINEAR).astype(np.float64)


def _rays(camera: Camera) -> Reals:
    forward = np.array(camera.target) - np.array(camera.place)
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, [0, 0, 1.0])
    right /= np.linalg.norm(right)
    axes = np.stack([right, np.cross(forward, right), forward])
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    rays = np.stack(
        [(x - WIDTH / 2) / FOCAL, (y - HEIGHT / 2) / FOCAL, np.ones((HEIGHT, WIDTH))], -1
    )
    rays = rays @ axes
    return np.asarray(rays / np.linalg.norm(rays, axis=-1, keepdims=True))


class _Canvas:
    """Colours and depths while things are put in."""

    def __init__(self, camera: Camera) -> None:
        self.place, self.rays = np.array(camera.place), _rays(camera)
        self.depth = np.full((HEIGHT, WIDTH), 1e9)
        self.colour = np.full((HEIGHT, WIDTH, 3), 190.0)

    def put(self, hit: NDArray[np.bool_], depth: Reals, colour: Reals, shade: Reals) -> None:
        near = hit & (depth < self.depth) & (depth > 0)
        self.depth[near] = depth[near]
        self.colour[near] = (colour * shade[..., None])[near]


def _ground(canvas: _Canvas, art: Image) -> None:
    depth = -canvas.place[2] / np.minimum(canvas.rays[..., 2], -1e-3)
    at = canvas.place + canvas.rays * depth[..., None]
    down = canvas.rays[..., 2] < -1e-3
    colour = _paint(art, at[..., 0] * 0.3, at[..., 1] * 0.3)
    canvas.put(down, depth, colour, np.ones(depth.shape))


def _box(canvas: _Canvas, art: Image, rng: np.random.Generator, yaw: float) -> None:
    half = rng.uniform([0.35, 0.2, 0.35], [0.6, 0.45, 0.75])
    turn = np.array([[np.cos(yaw), np.sin(yaw), 0], [-np.sin(yaw), np.cos(yaw), 0], [0, 0, 1]])
    start = turn @ (canvas.place - [0, 0, half[2]])
    rays = canvas.rays @ turn.T
    safe = np.where(np.abs(rays) < 1e-6, 1e-6, rays)
    low, high = (-half - start) / safe, (half - start) / safe
    near = np.minimum(low, high)
    enter, leave = near.max(-1), np.maximum(low, high).min(-1)
    axis = near.argmax(-1)
    at = (start + rays * enter[..., None]) / (2 * half) + 0.5
    sides = [(1, 2), (0, 2), (0, 1)]
    colour = np.zeros(canvas.colour.shape)
    for k, (across, up) in enumerate(sides):
        on = axis == k
        colour[on] = _paint(art, at[..., across] * 0.98, 1 - at[..., up] * 0.98)[on]
    shade = np.choose(axis, [0.75, 0.9, 1.0])
    canvas.put(enter < leave, enter, colour, shade)


def _can(canvas: _Canvas, art: Image, rng: np.random.Generator, yaw: float) -> None:
    radius, tall = rng.uniform(0.3, 0.5), rng.uniform(0.7, 1.4)
    flat, start = canvas.rays[..., :2], canvas.place[:2]
    a = (flat**2).sum(-1)
    b = flat @ start
    inside = b**2 - a * (start @ start - radius**2)
    depth = (-b - np.sqrt(np.maximum(inside, 0))) / a
    at = canvas.place + canvas.rays * depth[..., None]
    angle = np.arctan2(at[..., 1], at[..., 0]) + yaw
    hit = (inside > 0) & (at[..., 2] > 0) & (at[..., 2] < tall)
    shade = 0.7 + 0.3 * np.clip(np.cos(angle - yaw - 0.8), 0, 1)
    canvas.put(hit, depth, _paint(art, angle / np.pi, 1 - at[..., 2] / tall), shade)
    lid = (tall - canvas.place[2]) / np.minimum(canvas.rays[..., 2], -1e-3)
    top = canvas.place + canvas.rays * lid[..., None]
    on = (top[..., 0] ** 2 + top[..., 1] ** 2 < radius**2) & (canvas.rays[..., 2] < -1e-3)
    grey = np.full(canvas.colour.shape, 170.0) + 40 * np.sin(top[..., :1] * 40)
    canvas.put(on, lid, grey, np.ones(lid.shape))


def _balls(canvas: _Canvas, art: Image, rng: np.random.Generator, yaw: float) -> None:
    for _ in range(5):
        radius, turn, off = rng.uniform(0.2, 0.45), rng.uniform(0, 6.28), rng.uniform(0, 0.6)
        centre = np.array([off * np.cos(turn + yaw), off * np.sin(turn + yaw), radius])
        towards = centre - canvas.place
        along = canvas.rays @ towards
        inside = radius**2 - (towards @ towards - along**2)
        depth = along - np.sqrt(np.maximum(inside, 0))
        normal = (canvas.place + canvas.rays * depth[..., None] - centre) / radius
        angle = np.arctan2(normal[..., 1], normal[..., 0]) + turn
        colour = _paint(art, angle / np.pi, 0.5 + normal[..., 2] * 0.5)
        shade = 0.6 + 0.4 * np.clip(normal @ np.array([0.4, -0.5, 0.77]), 0, 1)
        canvas.put(inside > 0, depth, colour, shade)


_DRAWN = {"box": _box, "can": _can, "balls": _balls}


def shot(
    shape: str, art: Image, ground: Image, camera: Camera, seed: int, yaw: float, grain: int
) -> Image:
    """A photograph (640, 480) of one article of `shape`, `art` on its sides; `seed` its sizes."""
    canvas = _Canvas(camera)
    _ground(canvas, ground)
    _DRAWN[shape](canvas, art, np.random.default_rng(seed), yaw)
    rng = np.random.default_rng(grain)
    lit = canvas.colour * rng.uniform(0.85, 1.1) * rng.uniform(0.95, 1.05, 3)
    noisy = cv2.GaussianBlur(lit, (0, 0), 0.7) + rng.normal(0, 2, lit.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def close_up(ground: Image, camera: Camera, grain: int) -> Image:
    """The floor, a cloth or a tiled wall alone: nothing but one patterned plane."""
    canvas = _Canvas(camera)
    _ground(canvas, ground)
    noise = np.random.default_rng(grain).normal(0, 2, canvas.colour.shape)
    return np.clip(cv2.GaussianBlur(canvas.colour, (0, 0), 0.7) + noise, 0, 255).astype(np.uint8)
