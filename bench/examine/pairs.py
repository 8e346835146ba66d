"""Pairs of pictures: doctored copies of a reference, and honest ones of many kinds."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.examine import damage, resave
from bench.examine.data import Photo, picture, seed_of

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: `truth` is None for an honest pair. `group` is the sender left out."""

    key: str
    group: str
    kind: str
    way: str
    claim: Image
    reference: Image
    truth: Mask | None


def doctored(all_photos: list[Photo], count: int, seed: int = 0) -> Iterator[Pair]:
    """`count` photos, each with every damage, the ways of saving taken in turn."""
    ways, kinds = list(resave.KINDS), list(damage.KINDS)
    mixed = sorted(all_photos, key=lambda p: seed_of(seed, p.name)) if seed else all_photos
    for n, photo in enumerate(spread(mixed, count)):
        other = mixed[(mixed.index(photo) + 7) % len(mixed)]
        for k, kind in enumerate(kinds):
            for step in range(2):
                way = ways[(n + k + step * 4) % len(ways)]
                yield make(photo, other, kind, way, seed)


def make(photo: Photo, other: Photo, kind: str, way: str, draw: int = 0) -> Pair:
    """One doctored copy; another `draw` paints another damage on the same photo."""
    seed = seed_of(photo.name, kind, way, *([draw] if draw else []))
    reference, changed, mask = damage.doctor(kind, picture(photo.path), picture(other.path), seed)
    claim, truth = resave.KINDS[way](changed, mask, np.random.default_rng(seed))
    return Pair(f"{photo.name}/{kind}/{way}", photo.sender, kind, way, claim, reference, truth)


def spread(all_photos: list[Photo], count: int) -> list[Photo]:
    """Photos of as many senders as possible, taken in turn."""
    by_sender: dict[str, list[Photo]] = defaultdict(list)
    for photo in all_photos:
        by_sender[photo.sender].append(photo)
    chosen: list[Photo] = []
    depth = 0
    while len(chosen) < min(count, len(all_photos)):
        row = [own[depth] for own in by_sender.values() if len(own) > depth]
        chosen += row
        depth += 1
    return chosen[:count]


def _hold(photo: Photo) -> Image:
    return picture(photo.path)


def _sent(first: Photo, way: str, seed: int, app: int | None = None) -> Image:
    image = _hold(first)
    nothing = np.zeros(image.shape[:2], bool)
    rng = np.random.default_rng(seed)
    if way in ("screenshot", "chat"):
        return resave.KINDS[way](image, nothing, rng, app)[0]  # type: ignore[call-arg]
    return resave.KINDS[way](image, nothing, rng)[0] if way != "raw" else image


def _thumbnail(photo: Photo) -> NDArray[np.float32]:
    small = cv2.resize(_hold(photo), (12, 12), interpolation=cv2.INTER_AREA).astype(np.float32)
    return (small - small.mean()).ravel()


def same_sender(all_photos: list[Photo], count: int, draw: int = 0) -> Iterator[Pair]:
    """Other photos of the same sender: half the likeliest to be on one floor, half any."""
    by_sender: dict[str, list[Photo]] = defaultdict(list)
    for photo in all_photos:
        by_sender[photo.sender].append(photo)
    near, far = [], []
    for own in by_sender.values():
        looks = [_thumbnail(p) for p in own[:60]]
        rows = [
            (float(np.linalg.norm(looks[i] - looks[j])), own[i], own[j])
            for i in range(len(looks))
            for j in range(i)
        ]
        rows.sort(key=lambda r: r[0])
        near += rows[: len(own[:60]) * 2]
        far += rows[len(own[:60]) * 2 :]
    # Whole photos in turn rather than pairs at random: features are taken once for each photo.
    near.sort(key=lambda r: seed_of(draw, r[2].name))
    far.sort(key=lambda r: seed_of(draw, r[2].name))
    chosen = near[: count // 2] + far[: count - count // 2]
    for _, first, second in sorted(chosen, key=lambda r: (r[1].sender, r[2].name, r[1].name)):
        seed = seed_of(draw, first.name, second.name)
        ways = tuple(resave.KINDS)
        way = ways[seed // 10 % len(ways)] if seed % 10 == 0 else "raw"
        yield Pair(
            f"{first.name}/{second.name}/sender/{way}", first.sender, "sender", way,
            _sent(first, way, seed), _hold(second), None,
        )  # fmt: skip


def same_app(all_photos: list[Photo], count: int, draw: int = 0) -> Iterator[Pair]:
    """Screenshots against screenshots: one app around two other photos."""
    for n in range(count):
        first = all_photos[seed_of("app", n, draw) % len(all_photos)]
        others = [p for p in all_photos if p.name != first.name]
        same = [p for p in others if p.sender == first.sender] if n % 3 == 0 else []
        second = (same or others)[seed_of("app2", n, draw) % len(same or others)]
        way, seed, app = (
            ("screenshot", "screenshot", "chat")[n % 3],
            seed_of("app3", n, draw),
            n % 4,
        )
        yield Pair(
            f"{draw}/{n}/{first.name}/{second.name}/app", first.sender, "app", way,
            _sent(first, way, seed, app), _sent(second, way, seed + 1, app), None,
        )  # fmt: skip


def unrelated(all_photos: list[Photo], count: int, draw: int = 0) -> Iterator[Pair]:
    """Photos of two senders."""
    ways = ("raw", *resave.KINDS)
    for n in range(count):
        first = all_photos[seed_of("un", n, draw) % len(all_photos)]
        others = [p for p in all_photos if p.sender != first.sender]
        second = others[seed_of("un2", n, draw) % len(others)]
        way = ways[n % len(ways)]
        yield Pair(
            f"{draw}/{n}/{first.name}/{second.name}/unrelated", first.sender, "unrelated", way,
            _sent(first, way, seed_of(draw, n)), _hold(second), None,
        )  # fmt: skip


def strangers(all_photos: list[Photo], count: int, draw: int = 0) -> Iterator[Pair]:
    """Each of a few dozen photos of many senders with each other one, as they are."""
    some = spread(sorted(all_photos, key=lambda p: seed_of("st", draw, p.name)), 72)
    both = [(a, b) for i, a in enumerate(some) for b in some[:i] if a.sender != b.sender]
    for first, second in both[:count]:
        key = f"{draw}/{first.name}/{second.name}/stranger"
        yield Pair(key, first.sender, "stranger", "raw", _hold(first), _hold(second), None)


def _photograph(art: Image, ground: Image, rng: np.random.Generator, close: bool) -> Image:
    """A flat print photographed on a table, or so near that nothing else is seen."""
    size = (art.shape[1], art.shape[0])
    bend = resave.perspective(
        art.shape, rng, 0.14, size, rng.uniform(1.3, 1.6) if close else rng.uniform(0.55, 0.8)
    )
    canvas = cv2.resize(ground, size)
    seen = cv2.warpPerspective(art, bend, size, flags=cv2.INTER_AREA)
    where = (
        cv2.warpPerspective(np.full(art.shape[:2], 255, np.uint8), bend, size)[..., None] / 255.0
    )
    mixed = (canvas * (1 - where) + seen * where).astype(np.uint8)
    shot = resave.light(mixed, rng) + rng.normal(0, 2.5, mixed.shape)
    return resave.jpeg(np.clip(shot, 0, 255).astype(np.uint8), 88)


def prints(all_photos: list[Photo], count: int, draw: int = 0) -> Iterator[Pair]:
    """One printed thing, honestly photographed twice: on two tables, or close up."""
    for n in range(count):
        art, one, two = (
            all_photos[seed_of("print", n, k, draw) % len(all_photos)] for k in range(3)
        )
        close = n % 2 == 1
        rng = np.random.default_rng(seed_of("print", n, draw))
        reference = _photograph(_hold(art), _hold(one), rng, close)
        claim = _photograph(_hold(art), _hold(two), rng, close)
        way = "close" if close else "table"
        yield Pair(f"{draw}/{n}/{art.name}/print", art.sender, "print", way, claim, reference, None)


def views(folder: Path, draw: int = 0) -> Iterator[Pair]:
    """Different photographs of one object, which nobody copied; half of them saved again."""
    ways = list(resave.KINDS)
    shots = sorted(folder.glob("*.jpg"))
    for i, first in enumerate(shots):
        for second in shots[:i]:
            seed = seed_of(first.stem, second.stem, draw)
            for way in ("raw", ways[seed % len(ways)]):
                key = f"{draw}/{first.stem}/{second.stem}/view/{way}"
                claim = _sent(Photo(first, "object"), way, seed)
                yield Pair(key, "object", "view", way, claim, picture(second), None)
