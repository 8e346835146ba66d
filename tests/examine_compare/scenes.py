"""Things on a floor, ray-cast with numpy: the project has no photographs of its own.

A scene has a textured floor and textured balls of several sizes standing on it, so another
place of the camera shows parallax, as a real second photograph does.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
WIDTH, HEIGHT = 480, 640


@lru_cache(maxsize=32)
def texture(seed: int, size: int = 512) -> Image:
    """Clouds, strokes and dots; a different pattern for each seed."""
    rng = np.random.default_rng(seed)
    base = rng.uniform(60, 190, 3)
    canvas = np.zeros((size, size, 3), np.float32) + base
    for octave in (4, 16, 64, 256):
        noise = rng.normal(0, 1, (octave, octave, 1)).astype(np.float32) * rng.uniform(4, 16, 3)
        grown = cv2.resize(noise.astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
        canvas += grown
    drawn = np.clip(canvas, 0, 255).astype(np.uint8)
    for _ in range(60):
        colour = rng.uniform(0, 255, 3).tolist()
        x, y, u, v = rng.integers(0, size, 4).tolist()
        if rng.random() < 0.5:
            cv2.circle(drawn, (x, y), int(rng.integers(4, 22)), colour, -1, cv2.LINE_AA)
        else:
            end = (x + (u - x) // 5, y + (v - y) // 5)
            cv2.line(drawn, (x, y), end, colour, int(rng.integers(2, 7)), cv2.LINE_AA)
    return drawn


def _look(camera: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    forward = target - camera
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, [0, 0, 1.0])
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(forward, right), forward])


def render(
    article: int,
    floor: int,
    camera: tuple[float, float, float] = (0.0, -2.6, 3.0),
    light: float = 1.0,
) -> Image:
    """A photograph (640, 480) of article `article` on floor `floor` from `camera`."""
    rng = np.random.default_rng(article)
    place = np.array(camera)
    axes = _look(place, np.array([0.0, 0, 0.3]))
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    rays = np.stack([(x - WIDTH / 2) / 560, (y - HEIGHT / 2) / 560, np.ones(x.shape)], -1) @ axes
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    depth = -place[2] / np.minimum(rays[..., 2], -1e-3)
    ground = place + rays * depth[..., None]
    colour = _paint(texture(1000 + floor), ground[..., 0] * 0.28 + 0.5, ground[..., 1] * 0.28 + 0.5)
    for k in range(6):
        radius = rng.uniform(0.25, 0.55)
        centre = np.array([rng.uniform(-0.6, 0.6), rng.uniform(-0.6, 0.6), radius * 0.8])
        colour = _ball(colour, depth, rays, place, centre, radius, texture(10 * article + k))
    shot = colour * light + rng.normal(0, 1.5, colour.shape)
    return np.clip(cv2.GaussianBlur(shot, (0, 0), 0.6), 0, 255).astype(np.uint8)


def _paint(pattern: Image, u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    size = pattern.shape[0]
    across, down = (np.mod(c, 1.0) * (size - 1) for c in (u, v))
    seen = cv2.remap(pattern, across.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR)
    return seen.astype(np.float64)


def _ball(
    colour: NDArray[np.float64], depth: NDArray[np.float64], rays: NDArray[np.float64],
    place: NDArray[np.float64], centre: NDArray[np.float64], radius: float, pattern: Image,
) -> NDArray[np.float64]:  # fmt: skip
    towards = centre - place
    along = rays @ towards
    inside = radius**2 - (towards @ towards - along**2)
    distance = along - np.sqrt(np.maximum(inside, 0))
    hit = (inside > 0) & (distance < depth)
    normal = (place + rays * distance[..., None] - centre) / radius
    skin = _paint(pattern, np.arctan2(normal[..., 1], normal[..., 0]) / 3, normal[..., 2] * 0.5)
    shade = 0.55 + 0.45 * np.clip(normal @ np.array([0.4, -0.5, 0.77]), 0, 1)
    depth[hit] = distance[hit]
    return np.where(hit[..., None], skin * shade[..., None], colour)


def crack(picture: Image, seed: int = 1) -> tuple[Image, NDArray[np.bool_]]:
    """The picture with a jagged dark crack in its middle, and where it is."""
    rng = np.random.default_rng(seed)
    mask = np.zeros(picture.shape[:2], np.uint8)
    steps = np.cumsum(rng.normal(0, 1, (14, 2)) * [14, 5] + [0, 12], axis=0)
    start = np.array([picture.shape[1] * 0.48, picture.shape[0] * 0.36])
    points = (steps + start).astype(np.int32)
    cv2.polylines(mask, [points], False, 1, 4)
    drawn = picture.copy()
    drawn[mask > 0] = (drawn[mask > 0] * 0.15).astype(np.uint8)
    return drawn, mask > 0


def stain(picture: Image) -> tuple[Image, NDArray[np.bool_]]:
    """The picture with a brown stain, and where it is."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.ellipse(
        mask,
        (int(picture.shape[1] * 0.55), int(picture.shape[0] * 0.5)),
        (44, 30),
        20,
        0,
        360,
        1,
        -1,
    )
    drawn = picture.copy()
    drawn[mask > 0] = (drawn[mask > 0] * 0.4 + np.array([20, 40, 70]) * 0.6).astype(np.uint8)
    return drawn, mask > 0


def jpeg(picture: Image, quality: int = 80) -> Image:
    """Compressed and opened again."""
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1)


def phone(picture: Image, words: str = "BUY NOW") -> Image:
    """A screenshot of an app that shows the picture: the same frame every time."""
    canvas = np.full((1200, 540, 3), 246, np.uint8)
    shown = cv2.resize(picture, (540, 720), interpolation=cv2.INTER_AREA)
    canvas[110:830] = shown
    cv2.putText(canvas, "09:41", (20, 36), 0, 0.8, (20, 20, 20), 2)
    cv2.putText(canvas, "Item details   share   more", (60, 90), 0, 0.8, (40, 40, 40), 2)
    for k in range(5):
        cv2.putText(
            canvas,
            f"Line {k}: seller, size, colour, {k * 37}",
            (20, 880 + 44 * k),
            0,
            0.7,
            (50, 50, 50),
            1,
        )
    cv2.rectangle(canvas, (270, 1120), (520, 1180), (60, 90, 220), -1)
    cv2.putText(canvas, words, (310, 1160), 0, 0.9, (255, 255, 255), 2)
    return jpeg(canvas, 85)


def on_screen(picture: Image, seed: int = 3) -> Image:
    """Photographed from a screen: bezel, perspective, uneven light, grain."""
    rng = np.random.default_rng(seed)
    framed = cv2.copyMakeBorder(picture, 26, 26, 26, 26, cv2.BORDER_CONSTANT, value=(15, 15, 15))
    height, width = framed.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = corners * 1.4 + [60, 50] + rng.uniform(-40, 40, (4, 2))
    size = (int(width * 1.4) + 120, int(height * 1.4) + 100)
    bend = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    shot = cv2.warpPerspective(
        framed, bend, size, flags=cv2.INTER_LINEAR, borderValue=(90, 100, 110)
    )
    slope = np.linspace(0.85, 1.1, size[0])[None, :, None]
    lines = 1 + 0.06 * np.sin(np.arange(size[1]) * 2.1)[:, None, None]
    noisy = shot * slope * lines + rng.normal(0, 3, shot.shape)
    return jpeg(np.clip(noisy, 0, 255).astype(np.uint8), 80)
