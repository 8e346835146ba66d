"""How often two reviewers who do not know of each other come to the same outcome. Pure.

Cohen's kappa (Cohen 1960, Educational and Psychological Measurement 20) with the large-sample
standard error of Fleiss, Cohen and Everitt (1969, Psychological Bulletin 72); shares with
Wilson's interval (1927). It measures the desk, not a person.
"""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Z: Final = 1.959964  # 95 %
# Below this the large-sample interval says nothing.
LEAST: Final = 10
OUTCOMES: Final = ("grant", "refuse")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`n` pairs, the share that agrees, and kappa from `low` to `high`.

    Kappa is None where it is not defined (both always said the same word), the interval None
    where there are fewer than `LEAST` pairs.
    """

    n: int
    share: float | None
    kappa: float | None
    low: float | None
    high: float | None


def agreement(pairs: Iterable[Pair]) -> Agreement:
    """Over (first outcome, second outcome), whatever the words are."""
    rows = list(pairs)
    n = len(rows)
    if n == 0:
        return Agreement(0, None, None, None, None)
    words = sorted({word for pair in rows for word in pair})
    p = {(a, b): sum(row == (a, b) for row in rows) / n for a in words for b in words}
    first = {a: sum(p[a, b] for b in words) for a in words}
    second = {b: sum(p[a, b] for a in words) for b in words}
    observed = sum(p[a, a] for a in words)
    expected = sum(first[a] * second[a] for a in words)
    if math.isclose(expected, 1.0):
        return Agreement(n, observed, None, None, None)
    kappa = (observed - expected) / (1 - expected)
    if n < LEAST:
        return Agreement(n, observed, kappa, None, None)
    half = Z * _error(p, first, second, words, kappa, expected, n)
    return Agreement(n, observed, kappa, max(-1.0, kappa - half), min(1.0, kappa + half))


def _error(
    p: dict[Pair, float],
    first: dict[str, float],
    second: dict[str, float],
    words: Sequence[str],
    kappa: float,
    expected: float,
    n: int,
) -> float:
    """The standard error of kappa (Fleiss, Cohen and Everitt 1969, formula 13)."""
    same = sum(p[a, a] * (1 - (first[a] + second[a]) * (1 - kappa)) ** 2 for a in words)
    other = (
        sum(p[a, b] * (second[a] + first[b]) ** 2 for a in words for b in words if a != b)
        * (1 - kappa) ** 2
    )
    variance = same + other - (kappa - expected * (1 - kappa)) ** 2
    return math.sqrt(max(0.0, variance) / n) / (1 - expected)


def share(hits: int, n: int) -> tuple[float, float, float] | None:
    """(share, low, high) by Wilson's interval; None where nothing was counted."""
    if n == 0:
        return None
    p, z2 = hits / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return p, max(0.0, middle - half), min(1.0, middle + half)


def draw(ids: Iterable[str], size: int, seed: int) -> list[str]:
    """`size` of the ids by chance; the same seed over the same ids draws the same again."""
    pool = sorted(ids)
    return sorted(random.Random(seed).sample(pool, min(size, len(pool))))  # noqa: S311 (no secret)
