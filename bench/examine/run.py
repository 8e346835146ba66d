"""Compares every pair once and keeps each answer as a line, so that a run can go on later."""

import hashlib
import json
import resource
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.examine import honest, peers
from bench.examine.data import Photo, seed_of
from bench.examine.figures import iou
from bench.examine.pairs import (
    Pair,
    doctored,
    prints,
    same_app,
    same_sender,
    strangers,
    unrelated,
    views,
)
from bonafix.examine.compare import compare as recipe

Row = dict[str, Any]
Image = NDArray[np.uint8]
KEPT = 250
PEERS_ON = 9  # of the honest pairs every ninth is shown to the peers too


def version() -> str:
    """The comparing code's own version: answers of another one are not reused."""
    return f"compare-{recipe.VERSION}"


class Features:
    """Prepared pictures by content; the last 250 are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, recipe.Prepared] = OrderedDict()

    def of(self, picture: Image) -> recipe.Prepared:
        key = hashlib.sha256(picture.tobytes()).hexdigest()
        found = self._kept.pop(key, None) or recipe.prepare(picture)
        self._kept[key] = found
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found


def answer(
    pair: Pair, features: Features, others: dict[str, Callable[[Image, Image], float]]
) -> Row:
    """One line about one pair."""
    began = time.process_time()
    claim, reference = features.of(pair.claim), features.of(pair.reference)
    found = recipe.compare(claim, reference)
    seconds = time.process_time() - began
    row: Row = {
        "key": pair.key, "group": pair.group, "kind": pair.kind, "way": pair.way,
        "copy": pair.truth is not None, "answer": found.decision.answer,
        "mapped": found.decision.way, "score": round(found.decision.score, 4),
        "seconds": round(seconds, 3), "side": max(pair.claim.shape[:2]),
        "reference_side": max(pair.reference.shape[:2]),
    }  # fmt: skip
    if found.measures is not None:
        names = ("agreement", "article", "overlap", "bend", "sides", "inliers")
        row |= {name: round(float(getattr(found.measures, name)), 5) for name in names}
    if pair.truth is not None:
        row["iou"] = round(iou(found.changed, pair.truth), 4)
        if "ssim" in others:
            row["ssim_iou"] = round(iou(peers.ssim_mask(pair.claim, pair.reference), pair.truth), 4)
    return row | {f"peer_{name}": peer(pair.claim, pair.reference) for name, peer in others.items()}


# How many pairs of each kind: a part that takes minutes, and all (FULL=1).
SIZES: dict[str, tuple[int, int]] = {
    "thing": (30, 150), "model": (30, 80), "station": (30, 120), "scene": (30, 100),
    "pattern": (30, 80), "print": (30, 100), "app": (40, 120), "unrelated": (30, 200),
    "stranger": (200, 2300), "sender": (300, 2200), "doctored": (10, 14),
}  # fmt: skip


def plan(
    all_photos: list[Photo], views_in: Path | None, full: bool, seed: int = 0
) -> Iterator[Iterable[Pair]]:
    """All sets of pairs, drawn by `seed`; without `full` a part of each that takes minutes."""
    size = {kind: both[full] for kind, both in SIZES.items()}
    yield same_sender(all_photos, size["sender"], seed)
    yield strangers(all_photos, size["stranger"], seed)
    yield views(views_in, seed) if views_in else ()
    yield same_app(all_photos, size["app"], seed)
    yield unrelated(all_photos, size["unrelated"], seed)
    yield doctored(all_photos, size["doctored"], seed)
    for kind in ("station", "scene", "pattern", "model", "thing"):
        yield honest.drawn(all_photos, kind, size[kind], seed)
    yield prints(all_photos, size["print"], seed)


def stored(store: Path) -> list[Row]:
    """Every row of earlier runs, each pair once; `store` is a file or a folder of them."""
    files = sorted(store.glob("*.jsonl")) if store.is_dir() else [store] if store.exists() else []
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    return list({row["key"]: row for row in map(json.loads, lines)}.values())


def run(
    sets: Iterable[Iterable[Pair]], store: Path, with_peers: bool, until: float,
    part: tuple[int, int] = (0, 1),
) -> list[Row]:  # fmt: skip
    """Rows of all pairs, those of an earlier run of this version included; stops at `until`.

    `part` (k, n) takes the sets k, k + n, … so that two processes share one plan.
    """
    store.parent.mkdir(parents=True, exist_ok=True)
    known = {row["key"]: row for row in stored(store)}
    others = peers.installed() if with_peers else {}
    features, done = Features(), []
    with store.open("a", encoding="utf-8") as lines:
        for pair in (pair for pairs in islice(sets, part[0], None, part[1]) for pair in pairs):
            row = known.get(pair.key)
            if row is None:
                if time.monotonic() > until:
                    break
                beside = seed_of(pair.key) % (3 if pair.truth is not None else PEERS_ON) == 0
                row = answer(pair, features, others if beside else {})
                lines.write(json.dumps(row) + "\n")
                lines.flush()
                known[pair.key] = row
            done.append(row)
    return done


def memory() -> int:
    """Most memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
