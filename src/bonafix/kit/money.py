"""Money is whole fen; floats never touch it."""

import re
import unicodedata
from typing import Final

from bonafix.kit.errors import Invalid

Fen = int

# "1234.5", "¥1,234.50", "-20", "88元": commas only where thousands end, two decimals at most.
AMOUNT: Final = re.compile(
    r"(?P<sign>[-\u2212]?)\s*[¥]?\s*(?P<yuan>\d{1,3}(,\d{3}){1,3}|\d{1,11})(\.(?P<fen>\d{1,2}))?\s*元?",
    re.ASCII,
)


class NotMoney(Invalid):
    """No amount, an amount below one fen, or a hundred thousand million yuan and more."""

    code = "not_money"
    text = "“%(given)s” is not an amount of money. Write it like 1234.50."


def yuan(text: str) -> Fen:
    """Fen of an amount in yuan like "1,234.50" or "¥20". `NotMoney` for anything else."""
    found = AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise NotMoney(given=text[:40])
    whole = int(found["yuan"].replace(",", "")) * 100 + int((found["fen"] or "0").ljust(2, "0"))
    return -whole if found["sign"] else whole


def show(fen: Fen) -> str:
    """¥1,234.50. TypeError for anything but whole fen."""
    if not isinstance(fen, int):
        raise TypeError("money is whole fen")
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
