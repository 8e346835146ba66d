"""What happens to a picture on its way: each kind moves picture and truth together.

Every kind takes (picture, mask, rng) and gives both as they arrive, in the claim's pixels.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Pair = tuple[Image, Mask]
LIGHT = ("q90", "social", "messenger", "mirror")


def jpeg(picture: Image, quality: int) -> Image:
    """Compressed and opened again."""
    return cv2.imdecode(
        cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR
    )


def _resize(picture: Image, mask: Mask, width: int, height: int) -> Pair:
    shrink = cv2.INTER_AREA if width < picture.shape[1] else cv2.INTER_CUBIC
    small = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return cv2.resize(picture, (width, height), interpolation=shrink), small > 0.4


def _scale(picture: Image, mask: Mask, factor: float) -> Pair:
    height, width = picture.shape[:2]
    return _resize(picture, mask, round(width * factor), round(height * factor))


def q90(picture: Image, mask: Mask, _rng: np.random.Generator) -> Pair:
    """Saved once more at quality 90."""
    return jpeg(picture, 90), mask


def social(picture: Image, mask: Mask, rng: np.random.Generator) -> Pair:
    """Shrunk and compressed as a social network does."""
    picture, mask = _scale(picture, mask, rng.uniform(0.6, 0.85))
    return jpeg(picture, int(rng.integers(60, 76))), mask


def messenger(picture: Image, mask: Mask, rng: np.random.Generator) -> Pair:
    """Compressed twice, at two sizes."""
    picture, mask = _scale(jpeg(picture, 85), mask, rng.uniform(0.7, 0.95))
    picture, mask = _scale(jpeg(picture, 70), mask, rng.uniform(0.85, 1.1))
    return jpeg(picture, 72), mask


def mirror(picture: Image, mask: Mask, rng: np.random.Generator) -> Pair:
    """Cropped on all sides and mirrored."""
    height, width = picture.shape[:2]
    left, top = rng.uniform(0, 0.14, 2)
    right, bottom = rng.uniform(0.86, 1, 2)
    rows = slice(round(top * height), round(bottom * height))
    columns = slice(round(left * width), round(right * width))
    picture, mask = picture[rows, columns][:, ::-1].copy(), mask[rows, columns][:, ::-1].copy()
    return jpeg(picture, 80), mask


def _words(canvas: Image, where: tuple[int, int], rng: np.random.Generator, size: float) -> None:
    text = "".join(rng.choice(list("abcdefghkmnoprstuvwxyz    0123456789"), 26))
    cv2.putText(canvas, text, where, cv2.FONT_HERSHEY_SIMPLEX, size, (60, 60, 60), 1, cv2.LINE_AA)


def frame(app: int, width: int = 720, height: int = 1480) -> Image:
    """The chrome of one app: the same pixels for every picture shown in it."""
    rng = np.random.default_rng((77, app))
    paper = int(rng.integers(235, 256))
    canvas = np.full((height, width, 3), paper, np.uint8)
    accent = rng.uniform(40, 220, 3).tolist()
    cv2.putText(canvas, "09:41", (28, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20, 20, 20), 2)
    for k in range(4):
        cv2.rectangle(canvas, (width - 150 + 34 * k, 22), (width - 126 + 34 * k, 40), (30,) * 3, 2)
    _words(canvas, (70, 95), rng, 0.8)
    cv2.arrowedLine(canvas, (48, 88), (22, 88), (30, 30, 30), 2)
    for k in range(5):
        _words(canvas, (28, height - 330 + 44 * k), rng, 0.7)
    cv2.rectangle(canvas, (width // 2, height - 96), (width - 20, height - 24), accent, -1)
    cv2.putText(canvas, "BUY NOW", (width // 2 + 90, height - 50), 0, 0.9, (255,) * 3, 2)
    for k in range(3):
        cv2.circle(canvas, (60 + 100 * k, height - 60), 22, accent, 2)
    return canvas


def screenshot(
    picture: Image, mask: Mask, rng: np.random.Generator, app: int | None = None
) -> Pair:
    """Shown in an app and photographed by the phone itself."""
    canvas = frame(int(rng.integers(4)) if app is None else app)
    height, width = canvas.shape[:2]
    factor = min(width / picture.shape[1], (height - 500) / picture.shape[0])
    picture, mask = _scale(picture, mask, factor)
    top, left = 130, (width - picture.shape[1]) // 2
    truth = np.zeros((height, width), bool)
    place = (slice(top, top + picture.shape[0]), slice(left, left + picture.shape[1]))
    canvas[place], truth[place] = picture, mask
    return jpeg(canvas, int(rng.integers(78, 95))), truth


def chat(picture: Image, mask: Mask, rng: np.random.Generator, app: int | None = None) -> Pair:
    """Sent in a chat, shown small, and the chat as a screenshot."""
    style = np.random.default_rng((78, int(rng.integers(3)) if app is None else app))
    width, height = 720, 1480
    canvas = np.full((height, width, 3), int(style.integers(225, 250)), np.uint8)
    cv2.rectangle(canvas, (0, 0), (width, 110), (237, 237, 237), -1)
    _words(canvas, (220, 80), style, 0.8)
    avatar = cv2.resize(style.integers(0, 255, (5, 5, 3)).astype(np.uint8), (72, 72))
    factor = rng.uniform(0.36, 0.5) * width / max(picture.shape[1], picture.shape[0] * 0.8)
    picture, mask = _scale(picture, mask, factor)
    y = 150
    for k in range(2):
        canvas[y : y + 72, 20:92] = avatar
        cv2.rectangle(canvas, (110, y), (560, y + 80), (255, 255, 255), -1)
        _words(canvas, (125, y + 48), style, 0.6)
        y += 110 + int(rng.integers(0, 30)) * k
    left = width - 110 - picture.shape[1]
    truth = np.zeros((height, width), bool)
    place = (slice(y, y + picture.shape[0]), slice(left, left + picture.shape[1]))
    canvas[place], truth[place] = picture, mask
    cv2.rectangle(canvas, (0, height - 110), (width, height), (245, 245, 245), -1)
    cv2.rectangle(canvas, (80, height - 90), (560, height - 25), (255, 255, 255), -1)
    return jpeg(canvas, int(rng.integers(80, 95))), truth


def padded(picture: Image, mask: Mask, rng: np.random.Generator) -> Pair:
    """A coloured border, stickers and a few words."""
    height, width = picture.shape[:2]
    top, bottom, left, right = (
        int(rng.uniform(0.05, 0.3) * s) for s in (height, height, width, width)
    )
    shade = tuple(rng.uniform(0, 255, 3).tolist())
    canvas = cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_CONSTANT, value=shade)
    truth = np.pad(mask, ((top, bottom), (left, right)))
    for _ in range(3):  # stickers; none on the edit itself, or nobody could say what is true there
        radius = int(rng.uniform(0.03, 0.07) * width)
        for _ in range(20):
            x, y = left + int(rng.uniform(0, width)), top + int(rng.uniform(0, height))
            spot = np.zeros(truth.shape, np.uint8)
            cv2.circle(spot, (x, y), radius + 4, 1, -1)
            if not (truth & (spot > 0)).any():
                cv2.circle(canvas, (x, y), radius, rng.uniform(0, 255, 3).tolist(), -1, cv2.LINE_AA)
                cv2.circle(canvas, (x - radius // 3, y - radius // 4), radius // 6, (0, 0, 0), -1)
                cv2.circle(canvas, (x + radius // 3, y - radius // 4), radius // 6, (0, 0, 0), -1)
                cv2.ellipse(canvas, (x, y), (radius // 2, radius // 2), 0, 20, 160, (0, 0, 0), 2)
                break
    _words(canvas, (left // 2 + 4, top // 2 + 8), rng, 0.6)
    return jpeg(canvas, 80), truth


def perspective(
    shape: tuple[int, ...],
    rng: np.random.Generator,
    amount: float,
    size: tuple[int, int],
    fill: float,
) -> NDArray[np.float64]:
    """A hand-held look at a picture of `shape` in a photograph of `size` (width, height)."""
    height, width = shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    factor = fill * min(size[0] / width, size[1] / height)
    angle = rng.normal(0, amount * 0.6)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    target = (corners - [width / 2, height / 2]) @ turn.T * factor + [size[0] / 2, size[1] / 2]
    target += rng.uniform(-amount, amount, (4, 2)) * factor * min(width, height) * 0.5
    return cv2.getPerspectiveTransform(corners, target.astype(np.float32))


def light(picture: Image, rng: np.random.Generator, amount: float = 0.3) -> NDArray[np.float32]:
    """Uneven light: a slope, a colour cast and a gamma."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = 1 + amount * (
        rng.uniform(-1, 1) * (x / width - 0.5) + rng.uniform(-1, 1) * (y / height - 0.5)
    )
    lit = 255 * (picture.astype(np.float32) / 255) ** rng.uniform(0.85, 1.2)
    return (lit * slope[..., None] * rng.uniform(0.92, 1.08, 3)).astype(np.float32)


def recapture(picture: Image, mask: Mask, rng: np.random.Generator) -> Pair:
    """Photographed from a screen: pixel grid, moiré by sampling it, perspective, light, noise."""
    grid = 4  # the screen's own pixels, each of three coloured stripes
    factor = 900 / max(picture.shape[:2])
    shown, truth = _scale(picture, mask, min(1.0, factor))
    screen = cv2.resize(shown, None, fx=grid, fy=grid, interpolation=cv2.INTER_NEAREST).astype(
        np.float32
    )
    stripes = np.full((grid, grid, 3), 0.62, np.float32)
    for channel in range(3):
        stripes[:-1, channel, channel] = 1.25
    stripes[-1] *= 0.75
    screen *= np.tile(stripes, (shown.shape[0], shown.shape[1], 1))
    pad = int(0.06 * max(screen.shape[:2]))
    screen = cv2.copyMakeBorder(screen, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(18, 18, 18))
    wide = cv2.copyMakeBorder(
        cv2.resize(truth.astype(np.float32), None, fx=grid, fy=grid),
        pad,
        pad,
        pad,
        pad,
        cv2.BORDER_CONSTANT,
    )
    size = (960, 1280) if picture.shape[0] >= picture.shape[1] else (1280, 960)
    bend = perspective(screen.shape, rng, 0.1, size, rng.uniform(0.85, 1.05))
    spread = rng.uniform(0.35, 0.6) * max(screen.shape[:2]) / max(size)
    screen = cv2.GaussianBlur(screen, (0, 0), max(0.5, spread))
    shot = cv2.warpPerspective(screen, bend, size, flags=cv2.INTER_LINEAR, borderValue=(70, 80, 90))
    where = cv2.warpPerspective(wide, bend, size, flags=cv2.INTER_LINEAR)
    shot = light(np.clip(shot, 0, 255).astype(np.uint8), rng) + rng.normal(0, 4, shot.shape)
    return jpeg(np.clip(shot, 0, 255).astype(np.uint8), int(rng.integers(75, 90))), where > 0.4


def rerender(picture: Image, mask: Mask, rng: np.random.Generator) -> Pair:
    """Drawn anew as an image model does: small smooth shifts, lost grain, a changed palette."""
    height, width = picture.shape[:2]
    unit = max(height, width) / 530
    flow = rng.normal(0, 1, (height, width, 2)).astype(np.float32)
    flow = cv2.GaussianBlur(flow, (0, 0), 45 * unit)
    flow *= rng.uniform(1.0, 2.5) * unit / (np.abs(flow).max() + 1e-9)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x + flow[..., 0], y + flow[..., 1]
    moved = cv2.remap(picture, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    truth = cv2.remap(mask.astype(np.float32), x, y, cv2.INTER_LINEAR)
    small = cv2.resize(moved, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    small = cv2.bilateralFilter(small, 5, 18, 2)
    soft = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    soft += 0.6 * (soft - cv2.GaussianBlur(soft, (0, 0), 1.5))
    mean = soft.mean((0, 1))
    soft = (soft - mean) * rng.uniform(0.93, 1.1) + mean * rng.uniform(0.96, 1.04, 3)
    soft += rng.normal(0, 1.5, soft.shape)
    return jpeg(np.clip(soft, 0, 255).astype(np.uint8), 90), truth > 0.4


KINDS: dict[str, Callable[[Image, Mask, np.random.Generator], Pair]] = {
    "q90": q90, "social": social, "messenger": messenger, "mirror": mirror,
    "screenshot": screenshot, "chat": chat, "padded": padded, "rerender": rerender,
    "recapture": recapture,
}  # fmt: skip
