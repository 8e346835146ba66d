"""Refusals around cases."""

from bonafix.kit.errors import NotFound


class NoSuchCase(NotFound):
    """Nobody here has a case of that number, or may not know it."""

    def __init__(self) -> None:
        super().__init__(
            "no_such_case", "There is no case with this number. Please check the number."
        )
