"""A picture as 2,048 bits that survive cropping, screenshots, mirrors and re-photographing.

Local features are gathered into one vector (VLAD, Jégou et al. 2010, with intra-normalisation
by Arandjelović and Zisserman 2013), turned by a fixed random rotation (signs and a Hadamard
transform) and kept as signs, so that Hamming distances stand for angles (Charikar 2002). The
mirrored picture's code comes from the same features, without looking at the picture again.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bonafix.examine.compare.features import MIRROR, Features

Code = NDArray[np.uint8]  # (256,) bytes
Floats = NDArray[np.float32]
BITS = 2048
VERSION = "1"  # codes of different versions cannot be compared
STRONGEST = 600  # features of a picture that take part
CODEBOOK = Path(__file__).with_name("codebook.npy")


@lru_cache(maxsize=1)
def codebook() -> Floats:
    """64 typical descriptors (64, 128), trained by `bench/examine/train.py`."""
    return np.asarray(np.load(CODEBOOK), np.float32)


@lru_cache(maxsize=1)
def _rotation() -> tuple[Floats, NDArray[np.intp]]:
    size = codebook().size
    rng = np.random.default_rng(20261124)
    return rng.choice(np.array([-1, 1], np.float32), size), rng.permutation(size)[:BITS]


def hadamard(vector: Floats) -> Floats:
    """The Walsh-Hadamard transform of a vector whose length is a power of two."""
    out, half = vector.copy(), 1
    while half < len(out):
        pairs = out.reshape(-1, 2, half)
        out = np.stack([pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]], 1).ravel()
        half *= 2
    return out


def gathered(descriptors: Floats) -> Floats:
    """VLAD of descriptors (n, 128): what each lies off its nearest typical one; unit length."""
    centres = codebook()
    nearest = (descriptors @ centres.T - 0.5 * (centres * centres).sum(1)).argmax(1)
    sums = np.zeros_like(centres)
    np.add.at(sums, nearest, descriptors - centres[nearest])
    sums /= np.linalg.norm(sums, axis=1, keepdims=True) + 1e-6
    rooted = (np.sign(sums) * np.sqrt(np.abs(sums))).ravel()
    return np.asarray(rooted / (np.linalg.norm(rooted) + 1e-9), np.float32)


def _code(descriptors: Floats) -> Code:
    signs, pick = _rotation()
    return np.packbits(hadamard(gathered(descriptors) * signs)[pick] > 0)


def codes(features: Features) -> tuple[Code, Code] | None:
    """The picture's code and its mirror image's; None for a picture almost without structure."""
    if len(features) < 20:
        return None
    strongest = features.descriptors[:STRONGEST]
    return _code(strongest), _code(strongest[:, MIRROR])
