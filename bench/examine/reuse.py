"""Reuse: is a stored photo found again after its way, and is nothing else ever found?

    python -m bench.examine.reuse FOLDER [--stored N] [--queries N] [--others N]

Prints recall among the first 20 candidates and after verification for each way, PDQ hashes
(plain, and 28 crops with mirror) beside it; false matches when every stored photo is searched
with itself left out; time and size of the search up to 1,000,000 codes.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.examine import data, resave
from bench.examine.figures import wilson
from bench.examine.tables import share
from bonafix.examine.compare.compare import Prepared, prepare
from bonafix.examine.reuse.codes import BITS, Code, codes
from bonafix.examine.reuse.find import FARTHEST, reused
from bonafix.examine.reuse.index import Index

Image = NDArray[np.uint8]
WAYS = ("social", "screenshot", "chat", "padded", "mirror", "rerender", "recapture")


def crops(picture: Image) -> list[Image]:
    """The whole and 27 windows of three sizes, as the facts' multi-crop PDQ takes them."""
    height, width = picture.shape[:2]
    found = [picture]
    for size in (0.8, 0.65, 0.5):
        for row in range(3):
            for column in range(3):
                y, x = (round((1 - size) * k / 2 * n) for k, n in ((row, height), (column, width)))
                found.append(picture[y : y + round(size * height), x : x + round(size * width)])
    return found


def _sent(photo: data.Photo, way: str) -> Image:
    image = data.picture(photo.path)
    rng = np.random.default_rng(data.seed_of(photo.name, way))
    return resave.KINDS[way](image, np.zeros(image.shape[:2], bool), rng)[0]


def _pdq() -> Callable[[Image], NDArray[np.uint8]] | None:
    try:
        from bench.examine.peers import _hash_bits

        _hash_bits(np.zeros((64, 64, 3), np.uint8))
    except ImportError:
        return None
    return _hash_bits


def recall(
    stored: list[data.Photo], queries: list[data.Photo], index: Index, kept: dict[str, Prepared]
) -> None:
    """One line a way: candidates, verified, PDQ."""
    hashed = _pdq()
    table = np.stack([hashed(data.picture(p.path)) for p in stored]) if hashed else None
    names = [p.name for p in stored]
    for way in WAYS:
        first = twenty = verified = wrong = plain = many = 0
        for photo in queries:
            image = _sent(photo, way)
            prepared = prepare(image)
            own = codes(prepared.features)
            near = [c.name for c in index.search(own)] if own else []
            first += near[:1] == [photo.name]
            twenty += photo.name in near
            found = {r.name for r in reused(prepared, index, kept.get)}
            verified += photo.name in found
            wrong += len(found - {photo.name})
            if hashed and table is not None:
                both = [image, np.ascontiguousarray(image[:, ::-1])]
                plain += (
                    min(int((hashed(i) != table[names.index(photo.name)]).sum()) for i in both)
                    <= 31
                )
                windows = [hashed(np.ascontiguousarray(c)) for i in both for c in crops(i)]
                apart = np.stack([(w != table).sum(1) for w in windows]).min(0)
                many += int((apart < apart[names.index(photo.name)]).sum()) < 20
        n = len(queries)
        print(
            f"{way:10s} first {first / n:.3f}  top 20 {share(twenty, n)}"
            f"  verified {share(verified, n)}  other photos matched {wrong}"
            f"  | PDQ<=31 {plain / n:.3f}  28-crop PDQ top 20 {many / n:.3f}"
        )


def false_matches(stored: list[data.Photo], index: Index, kept: dict[str, Prepared]) -> None:
    """Every stored photo searched among all others; each match is listed by name."""
    n = len(stored)
    pairs, hits = n * (n - 1) // 2, set()
    for photo in stored:
        others = {name: other for name, other in kept.items() if name != photo.name}
        for found in reused(kept[photo.name], index, others.get):
            hits.add(tuple(sorted((photo.name, found.name))))
    _, high = wilson(len(hits), pairs)
    print(
        f"all pairs: {len(hits)} matches among {pairs} pairs of different photos"
        f" (upper bound {high:.1e})"
    )
    for first, second in sorted(hits):
        print(f"  {first} {second}")


def speed(most: int) -> None:
    """Search time with random codes; size in memory."""
    rng = np.random.default_rng(0)
    for size in (10_000, 100_000, 1_000_000):
        if size > most:
            break
        stored = rng.integers(0, 256, (size, BITS // 8), dtype=np.uint8)
        index = Index((str(k), code) for k, code in enumerate(stored))
        times = []
        for _ in range(60):
            query: list[Code] = list(rng.integers(0, 256, (2, BITS // 8), dtype=np.uint8))
            began = time.process_time()
            index.search(query)
            times.append(time.process_time() - began)
        print(json.dumps({
            "codes": size, "mib": round(stored.nbytes / 2**20),
            "median_ms": round(1000 * float(np.median(times)), 1),
            "p99_ms": round(1000 * float(np.quantile(times, 0.99)), 1),
        }))  # fmt: skip


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(prog="bench.examine.reuse")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stored", type=int, default=400)
    parser.add_argument("--queries", type=int, default=40)
    parser.add_argument("--most", type=int, default=100_000)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    speed(given.most)
    stored = data.photos(given.folder)[: given.stored]
    began = time.process_time()
    kept = {p.name: prepare(data.picture(p.path)) for p in stored}
    each = (time.process_time() - began) / len(stored)
    print(f"stored {len(stored)} photos, {each:.2f} s each; farthest {FARTHEST} bits")
    index = Index()
    for photo in stored:
        index.add((photo.name, code) for code in (codes(kept[photo.name].features) or ())[:1])
    recall(stored, stored[:: max(1, len(stored) // given.queries)][: given.queries], index, kept)
    false_matches(stored, index, kept)


if __name__ == "__main__":
    main()
