"""Compares every pair once and keeps each answer as a line, so that a run can go on later."""

import hashlib
import json
import resource
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.examine import peers
from bench.examine.data import Photo
from bench.examine.figures import iou
from bench.examine.pairs import Pair, doctored, prints, same_app, same_sender, unrelated, views
from bonafix.examine.compare import compare as recipe

Row = dict[str, Any]
Image = NDArray[np.uint8]
KEPT = 250


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


def plan(all_photos: list[Photo], views_in: Path | None, full: bool) -> Iterator[Iterable[Pair]]:
    """All sets of pairs; without `full` a part of each that takes minutes."""
    sizes = (60, 3600, 900, 500, 120) if full else (10, 420, 60, 40, 30)
    yield doctored(all_photos, sizes[0])
    yield prints(all_photos, sizes[4])
    yield views(views_in) if views_in else ()
    yield same_sender(all_photos, sizes[1])
    yield same_app(all_photos, sizes[2])
    yield unrelated(all_photos, sizes[3])


def stored(store: Path) -> list[Row]:
    """Every row of earlier runs of this version, each pair once."""
    lines = store.read_text("utf-8").splitlines() if store.exists() else []
    return list({row["key"]: row for row in map(json.loads, lines)}.values())


def run(sets: Iterable[Iterable[Pair]], store: Path, with_peers: bool, until: float) -> list[Row]:
    """Rows of all pairs, those of an earlier run of this version included; stops at `until`."""
    store.parent.mkdir(parents=True, exist_ok=True)
    known = {row["key"]: row for row in stored(store)}
    others = peers.installed() if with_peers else {}
    features, done = Features(), []
    with store.open("a", encoding="utf-8") as lines:
        for pair in (pair for pairs in sets for pair in pairs):
            row = known.get(pair.key)
            if row is None:
                if time.monotonic() > until:
                    break
                row = answer(pair, features, others)
                lines.write(json.dumps(row) + "\n")
                lines.flush()
                known[pair.key] = row
            done.append(row)
    return done


def memory() -> int:
    """Most memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
