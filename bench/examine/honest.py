"""Honest pairs that nobody copied, of goods drawn by code: what a copy must not be taken for.

thing: one article on one floor, two hand-held photographs. model: two articles of one model
(one print) on two floors. station: another article under a camera on a stand, so that the
ground agrees pixel on pixel. scene: another article on one floor by hand. pattern: one
patterned plane (tiles, boards, checks, cloth, stone) twice by hand, or two pieces of it.
"""

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from bench.examine import goods, resave
from bench.examine.data import Photo, picture, seed_of
from bench.examine.goods import Camera, Image
from bench.examine.pairs import Pair

Made = tuple[Image, Image]


def _art(all_photos: list[Photo], *words: object) -> Image:
    chosen = picture(all_photos[seed_of("art", *words) % len(all_photos)].path)
    return cv2.resize(chosen, (360, 480), interpolation=cv2.INTER_AREA)


def _floor(n: int, seed: int, piece: int = 0) -> Image:
    return goods.floor(goods.FLOORS[n % 5], seed_of("floor", n, seed, piece))


def thing(all_photos: list[Photo], n: int, seed: int) -> Made:
    """One article, photographed twice from about one side (even n) or any two."""
    rng = np.random.default_rng(seed_of("thing", n, seed))
    side = rng.uniform(0, 6.28) if n % 2 == 0 else None
    art, ground, shape = _art(all_photos, n, seed), _floor(n, seed), goods.SHAPES[n // 2 % 3]
    shots = [
        goods.shot(shape, art, ground, goods.held(rng, side), n, 0.3, 2 * n + k) for k in (0, 1)
    ]
    return shots[0], shots[1]


def model(all_photos: list[Photo], n: int, seed: int) -> Made:
    """Two articles of one model on two floors: all that is printed on them is the same."""
    rng = np.random.default_rng(seed_of("model", n, seed))
    art, shape = _art(all_photos, n, seed, "model"), goods.SHAPES[n % 3]
    side = rng.uniform(0, 6.28)
    shots = [
        goods.shot(shape, art, _floor(n + k, seed, k), goods.held(rng, side), n, 0.3, 2 * n + k)
        for k in (0, 1)
    ]
    return shots[0], shots[1]


def station(all_photos: list[Photo], n: int, seed: int) -> Made:
    """A packing station: one camera on a stand, one table, two articles."""
    rng = np.random.default_rng(seed_of("station", n, seed))
    camera, ground = goods.held(rng), _floor(n, seed)
    shots = [
        goods.shot(goods.SHAPES[(n + k * (n % 2)) % 3], _art(all_photos, n, seed, k), ground,
                   camera, n + 1000 * k, rng.uniform(0, 1), 2 * n + k)
        for k in (0, 1)
    ]  # fmt: skip
    return shots[0], shots[1]


def scene(all_photos: list[Photo], n: int, seed: int) -> Made:
    """Two articles, one after the other on one floor, by hand from about one side."""
    rng = np.random.default_rng(seed_of("scene", n, seed))
    ground, side = _floor(n, seed), rng.uniform(0, 6.28)
    shots = [
        goods.shot(goods.SHAPES[(n + k) % 3], _art(all_photos, n, seed, k), ground,
                   goods.held(rng, side), n + 1000 * k, rng.uniform(0, 1), 2 * n + k)
        for k in (0, 1)
    ]  # fmt: skip
    return shots[0], shots[1]


def pattern(_photos: list[Photo], n: int, seed: int) -> Made:
    """One patterned plane twice; every second time another piece of the same pattern."""
    rng = np.random.default_rng(seed_of("pattern", n, seed))
    ground, side = _floor(n, seed), rng.uniform(0, 6.28)
    shots = []
    for k in (0, 1):
        camera = goods.held(rng, side)
        if k == 1 and n % 2 == 1:
            off = rng.uniform(-2, 2, 2)
            place = (camera.place[0] + off[0], camera.place[1] + off[1], camera.place[2])
            camera = Camera(place, (camera.target[0] + off[0], camera.target[1] + off[1], 0.45))
        shots.append(goods.close_up(ground, camera, 2 * n + k))
    return shots[0], shots[1]


KINDS: dict[str, Callable[[list[Photo], int, int], Made]] = {
    "thing": thing, "model": model, "station": station, "scene": scene, "pattern": pattern,
}  # fmt: skip


def drawn(all_photos: list[Photo], kind: str, count: int, seed: int) -> Iterator[Pair]:
    """`count` pairs of one kind; every third claim picture is saved again in some way."""
    ways = list(resave.KINDS)
    for n in range(count):
        claim, reference = KINDS[kind](all_photos, n, seed)
        way = ways[n // 3 % len(ways)] if n % 3 == 0 else "raw"
        if way != "raw":
            rng = np.random.default_rng(seed_of("way", kind, n, seed))
            claim = resave.KINDS[way](claim, np.zeros(claim.shape[:2], bool), rng)[0]
        key = f"{seed}/{n}/{kind}/{way}"
        yield Pair(key, f"{kind}{n}", kind, way, claim, reference, None)
