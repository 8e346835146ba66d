"""`make bench PART=reuse ARGS=FOLDER`: is a photo found again, and is nothing else ever found?

FOLDER holds pictures (see `bench/examine/data.py`). Every step is kept, so that an interrupted
run goes on where it stopped; `--minutes` ends a run early. Three questions, each its own lines:

* recall for each way of sending on: among the first 20 candidates of all stored photos and
  100,000 codes more, and after verification;
* false matches: every stored photo is searched among all others, candidates verified;
* time and size of the search up to 1,000,000 codes.

The 100,000 further codes are made of features of two stored photos each (there are no 100,000
photographs here): they crowd the space as photographs of the same goods would.
"""

import argparse
import json
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.examine import data, resave
from bench.examine.figures import wilson
from bench.examine.reuse import speed
from bench.examine.tables import share
from bonafix.examine.compare.compare import Prepared, prepare
from bonafix.examine.reuse.codes import STRONGEST, Code, _code, codes
from bonafix.examine.reuse.find import CANDIDATES, reused
from bonafix.examine.reuse.index import Index

WAYS = (
    "plain", "q90", "cropped", "social", "messenger", "mirror", "screenshot", "chat", "padded",
    "rerender", "recapture",
)  # fmt: skip
FURTHER = 100_000
KEPT = 150
Row = dict[str, Any]
Image = NDArray[np.uint8]


def sent(photo: data.Photo, way: str) -> Image:
    """The photo after its way, the same on every machine."""
    image = data.picture(photo.path)
    if way == "plain":
        return image
    rng = np.random.default_rng(data.seed_of(photo.name, way))
    if way == "cropped":
        height, width = image.shape[:2]
        share_ = rng.uniform(0.6, 0.8)
        y, x = (int(rng.uniform(0, 1 - share_) * n) for n in (height, width))
        part = image[y : y + int(share_ * height), x : x + int(share_ * width)]
        return resave.jpeg(np.ascontiguousarray(part), 80)
    return resave.KINDS[way](image, np.zeros(image.shape[:2], bool), rng)[0]


class Photos:
    """Prepared photos; the last 150 are kept."""

    def __init__(self, photos: list[data.Photo]) -> None:
        self.by_name = {photo.name: photo for photo in photos}
        self._kept: OrderedDict[str, Prepared] = OrderedDict()

    def get(self, name: str) -> Prepared | None:
        """None for a code that belongs to no photo."""
        if name not in self.by_name:
            return None
        found = self._kept.pop(name, None) or prepare(data.picture(self.by_name[name].path))
        self._kept[name] = found
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found


def read_rows(store: Path) -> list[Row]:
    """What earlier runs found."""
    return [json.loads(line) for line in store.read_text().splitlines()] if store.exists() else []


def stored_codes(photos: list[data.Photo], store: Path, until: float) -> dict[str, list[Code]]:
    """Both codes of every photo; the strongest descriptors are kept beside for further codes."""
    store.mkdir(parents=True, exist_ok=True)
    found = {}
    for photo in photos:
        kept = store / f"{photo.name}.npz"
        if not kept.exists():
            if time.monotonic() > until:
                break
            features = prepare(data.picture(photo.path)).features
            both = codes(features)
            few = features.descriptors[:STRONGEST]
            np.savez(kept, codes=np.stack(both) if both else np.zeros((0, 256), np.uint8),
                     few=np.round(few * 255).astype(np.uint8))  # fmt: skip
        found[photo.name] = list(np.load(kept)["codes"])
    return found


def further_codes(photos: list[str], store: Path, wanted: int, until: float) -> NDArray[np.uint8]:
    """Codes (n, 256) of features of two photos each, taken in different shares."""
    place = store / "further.npy"
    done = np.load(place) if place.exists() else np.zeros((0, 256), np.uint8)
    rng = np.random.default_rng(len(done))
    few = {name: np.load(store / f"{name}.npz")["few"] for name in photos[:600]}
    names, made = [name for name, rows in few.items() if len(rows) > 100], []
    while len(names) > 1 and len(done) + len(made) < wanted and time.monotonic() < until:
        first, second = (few[names[k]] for k in rng.choice(len(names), 2, replace=False))
        cut = rng.uniform(0.3, 0.7)
        parts = [
            rows[rng.random(len(rows)) < part] for rows, part in ((first, cut), (second, 1 - cut))
        ]
        made.append(_code(np.concatenate(parts).astype(np.float32) / 255))
    if made:
        done = np.concatenate([done, np.stack(made)])
        np.save(place, done)
    return done[:wanted]


def ask(photo: data.Photo, way: str, index: Index, photos: Photos) -> Row:
    """One photo that comes in again."""
    prepared = prepare(sent(photo, way))
    own = codes(prepared.features)
    near = [c.name for c in index.search(own, CANDIDATES)] if own else []
    found = {one.name for one in reused(prepared, index, photos.get)} if own else set()
    return {
        "key": f"{photo.name}/{way}", "way": way, "stored": len(index),
        "rank": near.index(photo.name) + 1 if photo.name in near else 0,
        "verified": photo.name in found, "others": sorted(found - {photo.name}),
        "side": max(prepared.picture.shape[:2]),
    }  # fmt: skip


def search_itself(name: str, index: Index, photos: Photos) -> Row:
    """One stored photo among all others."""
    own = photos.get(name)
    assert own is not None
    found = reused(own, index, lambda other: photos.get(other) if other != name else None)
    return {"key": f"{name}/all", "way": "all", "others": sorted(one.name for one in found)}


def told(rows: list[Row]) -> None:
    """The figures so far."""
    for way in WAYS:
        mine = [row for row in rows if row["way"] == way]
        if mine:
            n = len(mine)
            print(
                f"{way:10s} top 20 {share(sum(r['rank'] > 0 for r in mine), n)}"
                f"  verified {share(sum(r['verified'] for r in mine), n)}"
                f"  other photos matched {sum(len(r['others']) for r in mine)}"
                f"  among {max(r['stored'] for r in mine)}"
            )
    mine = [row for row in rows if row["way"] == "all"]
    if mine:
        hits = {tuple(sorted((r["key"].split("/")[0], o))) for r in mine for o in r["others"]}
        pairs = len(mine) * (len(mine) - 1) // 2
        _, high = wilson(len(hits), max(pairs, 1))
        print(f"all pairs: {len(hits)} matches among {pairs} pairs (upper bound {high:.1e})")
        for hit in sorted(hits):
            print("  ", *hit)


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(prog="bench.reuse", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", type=Path, default=Path(".bench/reuse"))
    parser.add_argument("--stored", type=int, default=2000)
    parser.add_argument("--queries", type=int, default=50)
    parser.add_argument("--further", type=int, default=FURTHER)
    parser.add_argument("--minutes", type=float, default=28)
    parser.add_argument("--most", type=int, default=1_000_000)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    until = time.monotonic() + 60 * given.minutes
    photos = data.photos(given.folder)[: given.stored]
    coded = stored_codes(photos, given.store / "codes", until)
    photos = [photo for photo in photos if photo.name in coded]
    prepared = Photos(photos)
    index = Index((name, both[0]) for name, both in coded.items() if both)
    print(f"{len(coded)} photos, {len(index)} with a code")
    further = further_codes(list(coded), given.store / "codes", given.further, until)
    crowded = Index((name, both[0]) for name, both in coded.items() if both)
    crowded.add((f"further-{k}", code) for k, code in enumerate(further))
    rows = read_rows(given.store / "rows.jsonl")
    known = {row["key"] for row in rows}
    asked = photos[:: max(1, len(photos) // given.queries)][: given.queries]
    with (given.store / "rows.jsonl").open("a") as lines:

        def keep(key: str, make: Any, *facts: Any) -> None:
            if key not in known and time.monotonic() < until:
                rows.append(make(*facts))
                lines.write(json.dumps(rows[-1]) + "\n")
                lines.flush()

        for photo in asked:
            for way in WAYS:
                keep(f"{photo.name}/{way}", ask, photo, way, crowded, prepared)
        for name in coded:
            keep(f"{name}/all", search_itself, name, index, prepared)
    told(rows)
    speed(given.most)


if __name__ == "__main__":
    main()
