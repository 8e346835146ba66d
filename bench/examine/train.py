"""Trains the pixel network of `bonafix.examine.compare.locate` on pictures doctored by code.

    python -m bench.examine.train FOLDER [--photos N] [--senders even|odd|all] [-o weights.json]

The shipped weights are trained on senders with even checksums only, so that the figures of the
other senders are of pictures that the network never saw.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.examine import data, pairs
from bonafix.examine.compare import align, locate, register, traces
from bonafix.examine.compare.compare import prepare

Floats = NDArray[np.float32]
HIDDEN, STEPS, BATCH = 24, 6000, 4096


def part_of(sender: str) -> str:
    """Which half a sender belongs to."""
    return "even" if data.seed_of("half", sender) % 2 == 0 else "odd"


def _pixels(all_photos: list[data.Photo], count: int) -> Iterator[tuple[Floats, NDArray[np.bool_]]]:
    for n, pair in enumerate(pairs.doctored(all_photos, count)):
        assert pair.truth is not None
        claim, reference = prepare(pair.claim), prepare(pair.reference)
        found = register.registrations(
            claim.features, reference.features, pair.reference.shape, claim.side
        )
        if not found:
            continue
        frame = align.lay_over(
            pair.claim, pair.reference, claim.content, reference.content, found[0]
        )
        if frame is None:
            continue
        where = frame.to_claim
        truth = cv2.remap(
            pair.truth.astype(np.float32), where[..., 0], where[..., 1], cv2.INTER_LINEAR
        )
        yield _sample(traces.traces(frame), truth > 0.5, frame.valid, np.random.default_rng(n))


def _sample(
    seen: Floats, truth: NDArray[np.bool_], valid: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[Floats, NDArray[np.bool_]]:
    """500 changed pixels, 300 beside them and 700 anywhere else."""
    beside = (cv2.dilate(truth.astype(np.uint8), np.ones((15, 15), np.uint8)) > 0) & ~truth
    groups = ((truth & valid, 500), (beside & valid, 300), (~truth & valid, 700))
    pick = np.concatenate([rng.permutation(np.flatnonzero(g))[:most] for g, most in groups])
    return seen.reshape(-1, seen.shape[-1])[pick], truth.ravel()[pick]


def fit(seen: Floats, truth: NDArray[np.bool_], seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Weights of the network by Adam on the cross entropy; deterministic."""
    rng = np.random.default_rng(seed)
    mean, spread = seen.mean(0), seen.std(0) + 1e-3
    x, y = (seen - mean) / spread, truth.astype(np.float32)
    net = [
        rng.normal(0, 0.4, (x.shape[1], HIDDEN)), np.zeros(HIDDEN),
        rng.normal(0, 0.3, HIDDEN), np.zeros(1),
    ]  # fmt: skip
    first, second = [np.zeros_like(w) for w in net], [np.zeros_like(w) for w in net]
    for step in range(1, STEPS + 1):
        pick = rng.integers(0, len(x), BATCH)
        raw = x[pick] @ net[0] + net[1]
        hidden = np.maximum(raw, 0)
        wrong = (1 / (1 + np.exp(-(hidden @ net[2] + net[3]))) - y[pick]) / BATCH
        behind = np.outer(wrong, net[2]) * (raw > 0)
        slopes = [x[pick].T @ behind, behind.sum(0), hidden.T @ wrong, np.array([wrong.sum()])]
        pace = 3e-3 * 0.5 * (1 + np.cos(np.pi * step / STEPS))
        for k, slope in enumerate(slopes):
            first[k] = 0.9 * first[k] + 0.1 * slope
            second[k] = 0.999 * second[k] + 0.001 * slope * slope
            move = first[k] / (1 - 0.9**step) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
            net[k] -= pace * (move + 1e-4 * net[k])
    return {
        "mean": mean,
        "spread": spread,
        "first": net[0],
        "first_bias": net[1],
        "second": net[2],
        "second_bias": net[3],
    }


def save(net: dict[str, NDArray[np.float32]], path: Path, sure: float, likely: float) -> None:
    """As the package ships it: rounded, readable JSON."""
    raw = {k: np.round(np.asarray(v, np.float64), 4).tolist() for k, v in net.items()}
    raw["second_bias"] = raw["second_bias"][0]
    path.write_text(
        json.dumps(raw | {"sure": sure, "likely": likely, "traces": list(traces.NAMES)}) + "\n",
        "utf-8",
    )


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(prog="bench.examine.train")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--senders", choices=("even", "odd", "all"), default="even")
    parser.add_argument("-o", "--out", type=Path, default=locate.WEIGHTS)
    given = parser.parse_args()
    own = [p for p in data.photos(given.folder) if given.senders in ("all", part_of(p.sender))]
    cv2.setNumThreads(1)
    samples = list(_pixels(own, given.photos))
    net = fit(np.concatenate([s[0] for s in samples]), np.concatenate([s[1] for s in samples]))
    save(net, given.out, sure=0.95, likely=0.7)
    print(f"{given.out}: trained on {len(samples)} pairs of {len(own)} photos")


if __name__ == "__main__":
    main()
