"""Keeping what we write from being run by a spreadsheet. Pure.

CSV injection: OWASP, "CSV Injection"; a cell that begins with one of these signs is taken
for a formula. An apostrophe before it makes it text; our own reader takes it off again.
"""

from typing import Final

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run."""
    # Spaces before the sign do not stop every spreadsheet. What looks guarded by itself is
    # guarded once more, so that taking one apostrophe off gives back what was there.
    bare = text.removeprefix("'").lstrip(" \u00a0\u3000")
    return f"'{text}" if bare.startswith(DANGEROUS) else text
