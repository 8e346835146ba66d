"""How often following a place into another view was wrong; the table is made by the benchmark."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from bonafix.examine.model import ErrorRate

TABLE = Path(__file__).with_name("measured.json")


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """The stored table: answer → rate, low, high, n, data."""
    raw: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    return raw


def error_rate(answer: str) -> ErrorRate | None:
    """For `absent` and `elsewhere` how often honest views got one of them; for `present` how
    often edited ones did. None for answers that claim nothing."""
    row = table().get("differs" if answer in ("absent", "elsewhere") else answer)
    return ErrorRate(**row) if row else None
