"""How often each answer was wrong when it was measured; the table is made by the benchmark."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from bonafix.examine.compare.decide import Decision
from bonafix.examine.model import ErrorRate

TABLE = Path(__file__).with_name("measured.json")


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """The stored table: answer and way → rate, low, high, n, data."""
    raw: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    return raw


def error_rate(decision: Decision) -> ErrorRate | None:
    """For `derivative` how often honest pairs got it, for `unrelated` how often copies did.

    None for answers that claim nothing.
    """
    row = table().get(f"{decision.answer}/{decision.way}") or table().get(decision.answer)
    return ErrorRate(**row) if row else None
