"""Refusals around cases."""

from bonafix.kit.errors import Conflict, NotFound, Refused


class NoSuchCase(NotFound):
    """Nobody here has a case of that number, or may not know it."""

    def __init__(self) -> None:
        super().__init__(
            "no_such_case", "There is no case with this number. Please check the number."
        )


class CaseOver(Conflict):
    """Nothing more is to be done here."""

    def __init__(self) -> None:
        super().__init__("case_over", "This case is over. Nothing more is to be done here.")


class NobodyNamed(Refused):
    """The customer has named nobody beside them."""

    def __init__(self) -> None:
        super().__init__("nobody_named", "Nobody else is named for this case.")
