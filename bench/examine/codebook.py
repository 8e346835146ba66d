"""Trains the 64 typical descriptors of `bonafix.examine.reuse.codes` by k-means.

    python -m bench.examine.codebook FOLDER [-o codebook.npy]

On photos of the senders that `train.py` calls even, as they are.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from bench.examine import data
from bench.examine.train import part_of
from bonafix.examine.compare.compare import prepare
from bonafix.examine.reuse import codes


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(prog="bench.examine.codebook")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=300)
    parser.add_argument("-o", "--out", type=Path, default=codes.CODEBOOK)
    given = parser.parse_args()
    own = [p for p in data.photos(given.folder) if part_of(p.sender) == "even"][: given.photos]
    seen = [prepare(data.picture(p.path)).features.descriptors[:200] for p in own]
    cv2.setRNGSeed(0)
    rule = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1e-4)
    _, _, centres = cv2.kmeans(
        np.concatenate(seen)[::2].copy(), 64, None, rule, 1, cv2.KMEANS_PP_CENTERS
    )
    np.save(given.out, np.asarray(centres, np.float16))
    print(f"{given.out}: from {len(seen)} photos")


if __name__ == "__main__":
    main()
