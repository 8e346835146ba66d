"""What cannot be planned or read, in one sentence."""

from bonafix.kit.errors import Invalid


class Unreadable(Invalid):
    """A problem file that cannot be used."""

    code = "routing.unreadable"
    text = "%(where)s: %(wrong)s"


def unreadable(where: str, wrong: str) -> Unreadable:
    """The error for a place in a file (`where`) and what is wrong there."""
    return Unreadable(where=where, wrong=wrong)
