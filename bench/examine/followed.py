"""Several views of one session: damage followed across them, and flat sources told from things.

    python -m bench.examine.followed FOLDER [--seed N] [--count N]

Seed 1 was used while building; figures in the docs come from other seeds. A session is two
views. honest: one damaged article (its print carries the damage, so that both views show it as
geometry wants). one: damage in the first view only. two: both views edited, each for itself,
with damage of one kind at two places of the article. Real views: photographs of one object.
"""

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.examine import damage, data, goods, honest, resave
from bench.examine.data import Photo, picture, seed_of
from bench.examine.figures import wilson
from bench.examine.run import Features
from bonafix.examine.views.follow import follow
from bonafix.examine.views.parallax import two_views

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
KINDS = ("crack", "stain", "scratch", "splice", "colour")
WAYS = ("raw", "social", "messenger")


@dataclass(frozen=True, slots=True)
class Session:
    """Two views, and where the first shows damage."""

    sort: str
    goods: str
    kind: str
    first: Image
    second: Image
    region: Mask


def _largest(mask: Mask) -> Mask:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return np.zeros_like(mask)
    return np.asarray(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()))


def _sent(image: Image, n: int, seed: int, view: int) -> Image:
    way = WAYS[n // 3 % len(WAYS)]
    if way == "raw":
        return resave.jpeg(image, 92)
    rng = np.random.default_rng(seed_of("sent", n, seed, view))
    return resave.KINDS[way](image, np.zeros(image.shape[:2], bool), rng)[0]


def _shots(shape: str, n: int, seed: int) -> tuple[Callable[[Image], Image], ...]:
    """Two cameras by one article: each gives what it sees when `art` is printed on it."""
    rng = np.random.default_rng(seed_of("cameras", n, seed))
    side = rng.uniform(0, 6.28)
    ground = goods.floor(goods.FLOORS[n % 5], seed_of("ground", n, seed))
    cameras = [goods.held(rng, side) for _ in "ab"]

    def seen(art: Image, view: int) -> Image:
        return goods.shot(shape, art, ground, cameras[view], n, 0.3, 2 * n + view)

    return (lambda art: seen(art, 0)), (lambda art: seen(art, 1))


def sessions(photos: list[Photo], n: int, seed: int) -> Iterator[Session]:
    """One session of each sort; none where no side that the first view shows is damaged."""
    kind, shape = KINDS[n % len(KINDS)], goods.SHAPES[n // 5 % 3]
    chosen = [photos[seed_of("follow", n, seed, k) % len(photos)] for k in (0, 1)]
    art, other = (cv2.resize(picture(p.path), (720, 960)) for p in chosen)
    whole, damaged, mask = damage.doctor(kind, art, other, seed_of("hurt", n, seed))
    _, again, _ = damage.doctor(kind, art, other, seed_of("again", n, seed))
    first, second = _shots(shape, n, seed)
    black, white = np.zeros_like(art), np.repeat(mask[..., None], 3, 2).astype(np.uint8) * 255
    region = _largest(first(white).astype(int).sum(2) - first(black).astype(int).sum(2) > 120)
    if region.sum() < 60:
        return
    a = _sent(first(damaged), n, seed, 0)
    region = cv2.resize(region.astype(np.uint8), a.shape[1::-1]) > 0
    for sort, print_on_it in (("honest", damaged), ("one", whole), ("two", again)):
        yield Session(sort, shape, kind, a, _sent(second(print_on_it), n, seed, 1), region)


def real(folder: Path, seed: int, every: int) -> Iterator[Session]:
    """Photographs of one object: damage painted into the first only, and a spot as it is."""
    shots = [picture(p) for p in sorted(folder.glob("*.jpg"))]
    for i, first in enumerate(shots):
        for j, second in enumerate(shots):
            if i != j and (i + 2 * j + seed) % every == 0:
                kind = KINDS[(i + j) % len(KINDS)]
                _, hurt, mask = damage.doctor(kind, first, second, seed_of(i, j, seed))
                yield Session("one", "statue", kind, hurt, second, mask)
                rng = np.random.default_rng(seed_of("as it is", i, j, seed))
                spot = damage.blob(first.shape, rng, rng.uniform(0.002, 0.01))
                yield Session("honest", "statue", "as it is", first, second, spot)


def answers(all_sessions: Iterable[Session], store: Path) -> list[dict[str, str]]:
    """What was answered to each session; every answer is a line in `store` at once."""
    rows, features = [], Features()
    with store.open("a", encoding="utf-8") as lines:
        for one in all_sessions:
            found = follow(features.of(one.first), features.of(one.second), one.region)
            row = {
                "sort": one.sort, "goods": one.goods, "kind": one.kind, "answer": found.answer,
                "around": f"{found.around:.3f}", "left": f"{found.left:.3f}",
                "times": f"{found.times:.3f}",
            }  # fmt: skip
            rows.append(row)
            lines.write(json.dumps(row) + "\n")
            lines.flush()
    return rows


def told(rows: list[dict[str, str]]) -> None:
    """Shares of each answer; then accuracy where anything was said."""
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        for name in (row["sort"], f"{row['sort']}/{row['goods']}", f"{row['sort']}/{row['kind']}"):
            groups[name].append(row)
    for name, own in sorted(groups.items()):
        silent = [r for r in own if r["answer"] == "cannot_tell"]
        spoke = len(own) - len(silent)
        right = ("present",) if name.startswith("honest") else ("absent", "elsewhere")
        hits = sum(r["answer"] in right for r in own)
        low, high = wilson(hits, spoke)
        print(
            f"{name:18s} n={len(own):4d} cannot tell {len(silent) / len(own):.3f};"
            f" right where told {hits / max(1, spoke):.3f} [{low:.3f}–{high:.3f}] of {spoke}"
        )


def measured(rows: list[dict[str, str]]) -> dict[str, dict[str, object]]:
    """How often honest views were said to differ, and edited ones to agree, among all asked."""
    own = [r for r in rows if r["sort"] == "honest"]
    edited = [r for r in rows if r["sort"] != "honest"]

    def row(wrong: int, n: int, of: str) -> dict[str, object]:
        low, high = wilson(wrong, n)
        about = f"{of}; boxes, cans and balls drawn by code; real goods not measured"
        return {
            "rate": round(wrong / max(1, n), 5), "low": round(low, 5), "high": round(high, 5),
            "n": n, "data": about,
        }  # fmt: skip

    differ = sum(r["answer"] in ("absent", "elsewhere") for r in own)
    agree = sum(r["answer"] == "present" for r in edited)
    return {
        "differs": row(differ, len(own), "honest pairs of views said to differ"),
        "present": row(agree, len(edited), "pairs with one or both views changed said to agree"),
    }


def flat_or_deep(photos: list[Photo], folder: Path, count: int, seed: int) -> None:
    """Pairs of views of things, and of recaptures of one photo; what is told of each."""
    rows: dict[str, list[str]] = defaultdict(list)
    features = Features()

    def two(first: Image, second: Image) -> str:
        a, b = features.of(first), features.of(second)
        return two_views(a.features, b.features, first.shape, second.shape).answer

    for n in range(count):
        rows["drawn things"].append(two(*honest.thing(photos, 2 * n, seed)))
        screen = picture(photos[seed_of("screen", n, seed) % len(photos)].path)
        nothing = np.zeros(screen.shape[:2], bool)
        rng = np.random.default_rng(seed_of("shots", n, seed))
        rows["screens"].append(two(*(resave.recapture(screen, nothing, rng)[0] for _ in "ab")))
    shots = [picture(p) for p in sorted(folder.glob("*.jpg"))] if folder.is_dir() else []
    for i, first in enumerate(shots):
        for second in shots[:i]:
            rows["real object"].append(two(first, second))
        nothing = np.zeros(first.shape[:2], bool)
        rng = np.random.default_rng(seed_of("real shots", i, seed))
        for _ in range(3):
            pair = [resave.recapture(first, nothing, rng)[0] for _ in "ab"]
            rows["screens of the object"].append(two(*pair))
    for name, own in rows.items():
        counts = {a: own.count(a) for a in sorted(set(own))}
        print(f"{name:22s} n={len(own)} {json.dumps(counts)}")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="bench.examine.followed")
    parser.add_argument("folder", type=Path, default=os.environ.get("PHOTOS", ""), nargs="?")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--every", type=int, default=3, help="of the pairs of real views")
    parser.add_argument("--table", type=Path, help="write the error table that findings quote")
    parser.add_argument("--store", type=Path, default=Path(".bench/examine"))
    parser.add_argument("--stored-only", action="store_true", help="tables of what was measured")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    photos = data.photos(given.folder / "clothing")
    given.store.mkdir(parents=True, exist_ok=True)
    files = [given.store / f"followed-seed{given.seed}-{name}.jsonl" for name in ("drawn", "real")]
    if not given.stored_only:
        drawn = (s for n in range(given.count) for s in sessions(photos, n, given.seed))
        answers(drawn, files[0])
        answers(real(given.folder / "buddha", given.seed, given.every), files[1])
    rows, shots = (
        [json.loads(line) for line in f.read_text("utf-8").splitlines()] if f.exists() else []
        for f in files
    )
    if given.table:
        given.table.write_text(
            json.dumps(measured(rows + shots), ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
    print("## Damage followed, drawn goods")
    told(rows)
    print("## Damage followed, photographs of one object")
    told(shots)
    if given.stored_only:
        return
    print("## Flat or deep")
    flat_or_deep(photos, given.folder / "buddha", given.count // 2, given.seed)


if __name__ == "__main__":
    main()
