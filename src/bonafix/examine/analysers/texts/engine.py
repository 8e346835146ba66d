"""Lines of text in a picture by RapidOCR (PP-OCRv6, weights in its wheel, Apache-2.0), offline.

RapidOCR is an extra (`pip install bonafix[ocr]`); without it nothing is read and nothing said.
It is imported in the fork that reads one picture, because its threads would not live through
a fork, and because who reads no text should not pay for it.
"""

import importlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
LEAST_SURE = 0.6  # below this RapidOCR's own score is mostly about scraps
ONE_THREAD = {
    "Global.log_level": "error",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line as read: text, the engine's own score (0–1), corners (4, 2) in picture pixels."""

    text: str
    score: float
    corners: tuple[tuple[float, float], ...]


def installed() -> bool:
    """Can lines be read here?"""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


@lru_cache(maxsize=1)
def _engine() -> Any:
    return importlib.import_module("rapidocr").RapidOCR(params=ONE_THREAD)


def lines(picture: Image) -> list[Line]:
    """Lines of an upright BGR picture, from top to bottom."""
    found = _engine()(picture)
    if found.boxes is None or found.txts is None:
        return []
    read = [
        Line(str(text), float(score), tuple((float(x), float(y)) for x, y in box))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if score >= LEAST_SURE
    ]
    return sorted(read, key=lambda line: (line.corners[0][1], line.corners[0][0]))
