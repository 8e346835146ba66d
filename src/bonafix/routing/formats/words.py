"""Reading numbers out of text files, with the line that is wrong."""

from bonafix.routing.errors import unreadable

LARGEST = 10**9


def number(word: str, where: str, line: int) -> float:
    """A finite number of a sensible size."""
    try:
        value = float(word)
    except ValueError:
        raise unreadable(where, f"line {line}: {word[:40]!r} is not a number") from None
    if not -LARGEST <= value <= LARGEST:
        raise unreadable(where, f"line {line}: {word[:40]!r} is not a number of a sensible size")
    return value


def numbers(words: list[str], where: str, line: int) -> list[float]:
    """All words as numbers."""
    return [number(word, where, line) for word in words]


def whole(word: str, where: str, line: int) -> int:
    """A whole number that is not negative."""
    value = number(word, where, line)
    if value != int(value) or value < 0:
        raise unreadable(where, f"line {line}: {word[:40]!r} is not a whole number from 0 up")
    return int(value)
