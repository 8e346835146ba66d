"""Figures of their own: outputs of a real AI editor, and what one comparison costs."""

import resource
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.examine.data import Photo, picture
from bonafix.examine.compare import compare as recipe

Row = dict[str, Any]


def ai_edits(folder: Path) -> list[Row]:
    """`N_before.*` against every `N_after_*.*`."""
    rows = []
    for before in sorted(folder.glob("*_before.*")):
        stem = before.stem.removesuffix("_before")
        reference = recipe.prepare(picture(before))
        for after in sorted(folder.glob(f"{stem}_after_*.*")):
            found = recipe.compare(recipe.prepare(picture(after, 1600)), reference)
            row: Row = {"file": after.name, "answer": found.decision.answer}
            row["score"] = round(found.decision.score, 3)
            if found.changed is not None:
                row["changed"] = round(float(found.changed.mean()), 3)
            for name in ("agreement", "article", "overlap", "bend") if found.measures else ():
                row[name] = round(float(getattr(found.measures, name)), 4)
            rows.append(row)
    return rows


def cost(claims: list[Photo], references: list[Photo], side: int = 1024) -> Row:
    """Processor time of one claim at `side` px against five cached references, one thread."""
    import cv2

    five = [recipe.prepare(_at(p, side)) for p in references[:5]]
    best, every = [], []
    for claim in claims:
        image = _at(claim, side)
        began = time.process_time()
        ours = recipe.prepare(image)
        order = recipe.rank(ours, five)
        recipe.compare(ours, five[order[0]])
        best.append(time.process_time() - began)
        for k in order[1:]:
            recipe.compare(ours, five[k])
        every.append(time.process_time() - began)
    assert cv2.getNumThreads() == 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "side": side, "n": len(claims), "best_ranked_ms": round(1000 * median(best)),
        "all_five_ms": round(1000 * median(every)), "worst_best_ms": round(1000 * max(best)),
        "peak_mib": peak,
    }  # fmt: skip


def _at(photo: Photo, side: int) -> Any:
    import cv2

    image = picture(photo.path, side)
    factor = side / max(image.shape[:2])
    return (
        image
        if factor == 1
        else cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    )
