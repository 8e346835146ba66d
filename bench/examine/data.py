"""The pictures a benchmark is given: a folder, with senders where a table names them.

`FOLDER/clothing/images.csv` (image, sender_id) and any other folder of JPEG or PNG files work;
without a table every file is a sender of its own.
"""

import csv
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Photo:
    """One file and who sent it."""

    path: Path
    sender: str

    @property
    def name(self) -> str:
        return self.path.stem


def seed_of(*parts: object) -> int:
    """A seed from words; the same on every machine."""
    return zlib.crc32("/".join(map(str, parts)).encode())


def photos(folder: Path) -> list[Photo]:
    """All pictures of `folder`, in an order that is mixed but always the same."""
    table = folder / "images.csv"
    senders = {}
    if table.exists():
        with table.open(encoding="utf-8") as lines:
            senders = {row["image"]: row["sender_id"] for row in csv.DictReader(lines)}
    found = [p for p in folder.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png")]
    return sorted(
        (Photo(p, senders.get(p.stem, p.stem)) for p in found), key=lambda p: seed_of(p.name)
    )


@lru_cache(maxsize=96)
def picture(path: Path, side: int = 1024) -> Image:
    """The picture as BGR, no longer than `side`."""
    seen = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if seen is None:
        raise OSError(f"{path} is not a picture")
    factor = side / max(seen.shape[:2])
    return (
        cv2.resize(seen, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        if factor < 1
        else seen
    )
