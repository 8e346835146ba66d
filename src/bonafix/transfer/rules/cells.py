"""Cells of strangers' tables as they are, and the plain text behind what Excel did to it. Pure."""

import re
import unicodedata
from typing import Final, NamedTuple

from bonafix.kit.errors import Invalid

# Excel writes ="00123" where it must not turn a code into a number.
QUOTED: Final = re.compile(r'="([^"]*)"')
# Our own exports put an apostrophe before what Excel would run as a formula.
GUARDED: Final = re.compile(r"^'(?='?[ \u00a0\u3000]*[=+\-@\t\r\n＝＋－＠])")
SHORTENED: Final = re.compile(r"([1-9](?:\.\d+)?)[eE]\+?(\d{1,2})")
WHOLE: Final = re.compile(r"(-?\d+)\.0+")
# Signs that only look like nothing: zero width, byte order, direction.
INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")


class Cell(NamedTuple):
    """What stands in a cell; `kind` is text, number (Excel held a number) or date."""

    text: str
    kind: str = "text"


EMPTY: Final = Cell("")


class NumberShortened(Invalid):
    """1.38E+10: the last digits are gone."""

    code = "number_shortened"
    text = (
        "Excel has shortened this number and its last digits are lost. Format the column as"
        " text and enter it again."
    )


def plain(cell: Cell) -> str:
    """The text without what Excel or we put around it; spaces at the ends are gone."""
    text = INVISIBLE.sub("", cell.text).replace("\u00a0", " ").replace("\u3000", " ").strip()
    quoted = QUOTED.fullmatch(text)
    text = quoted[1].strip() if quoted else text
    return GUARDED.sub("", text, count=1).strip()


def code_text(cell: Cell) -> str:
    """A number that is a name (phone, serial, code): every digit, no exponent, no “.0”.

    `NumberShortened` where digits are lost: a mantissa shorter than its exponent, or an Excel
    number of more than 15 digits.
    """
    text = unicodedata.normalize("NFKC", plain(cell))
    short = SHORTENED.fullmatch(text)
    if short:
        digits = short[1].replace(".", "")
        if len(digits) - 1 < int(short[2]):
            raise NumberShortened
        return digits if len(digits) - 1 == int(short[2]) else text
    whole = WHOLE.fullmatch(text)
    if whole and cell.kind == "number":
        text = whole[1]
    # A number has 15 digits in Excel; what comes after them was replaced by zeros.
    if cell.kind == "number" and len(text) > 15 and text.isdecimal():
        raise NumberShortened
    return text
