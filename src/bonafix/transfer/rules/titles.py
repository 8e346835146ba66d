"""What is left of a column's title when everything that is no word is gone. Pure."""

import re
import unicodedata
from typing import Final

IN_BRACKETS: Final = re.compile(r"[(\[（【].*?[)\]）】]")
ORNAMENT: Final = re.compile(r"[\s*＊:：_\-/.]+")


def bare(title: str) -> str:
    """A title without brackets, stars, spaces and capitals: 「手机号*（必填）」 is 手机号."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return ORNAMENT.sub("", IN_BRACKETS.sub("", text)) or ORNAMENT.sub("", text)
