"""Wrong use in one line, exit statuses, and numbers with limits, for both commands."""

import math
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import NoReturn

DONE, NEGATIVE, MISUSED = 0, 1, 2
Put = Callable[[str], object]


class Misuse(Exception):
    """Wrong use or unreadable input; the message is one line that says what and where."""


class Parser(ArgumentParser):
    """Raises `Misuse` where argparse would leave the process."""

    def error(self, message: str) -> NoReturn:
        raise Misuse(message)


def between(low: float, high: float) -> Callable[[str], float]:
    """A finite number from `low` to `high`."""

    def read(word: str) -> float:
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise ArgumentTypeError(f"{word[:40]!r} is not a number from {low:g} to {high:g}")
        return value

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number from `low` to `high`."""

    def read(word: str) -> int:
        sensible = word.isascii() and word.isdigit() and len(word) < 12
        if not sensible or not low <= int(word) <= high:
            raise ArgumentTypeError(f"{word[:40]!r} is not a whole number from {low} to {high}")
        return int(word)

    return read
