"""How each sort of column is read: a cell in, a value out, or `Invalid`. Pure."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from bonafix.kit.clock import SHANGHAI
from bonafix.kit.errors import Invalid
from bonafix.kit.money import NotMoney, yuan
from bonafix.kit.phones import NotAPhone, parse_cn_phone
from bonafix.transfer.rules.cells import Cell, code_text, plain

Reader = Callable[[Cell], Any]

# 2026-11-24, 2026/1/4, 2026.11.24, 2026年11月24日, with or without a time after it.
DAY: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
)
COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
SERIAL: Final = re.compile(r"(\d{5})(\.\d+)?")
# Day 0 of Excel's calendar, as Excel counts from March 1900 on.
EXCEL_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of a calendar, no instant
YES: Final = {"是", "有", "对", "真", "y", "yes", "true", "1", "√", "✓", "✔", "t"}
NO: Final = {"否", "无", "不", "没有", "假", "n", "no", "false", "0", "×", "x", "✗", "f"}
BETWEEN_SKILLS: Final = re.compile(r"[、，,;；/|\n]+")
MOBILE: Final = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
IDENTITY: Final = re.compile(
    r"[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX]"
)
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def words(longest: int) -> Reader:
    """Ordinary text of at most so many characters."""

    def read(cell: Cell) -> str:
        return _fits(plain(cell), longest)

    return read


def code(longest: int) -> Reader:
    """A code or number that names something: digits are kept as they were written."""

    def read(cell: Cell) -> str:
        return _fits(code_text(cell), longest)

    return read


def reference(longest: int) -> Reader:
    """What another system calls a thing. It is stored as it is, so it may name no person."""

    def read(cell: Cell) -> str:
        text = _fits(code_text(cell), longest)
        if MOBILE.fullmatch(text) or _is_identity(text.upper()):
            raise Invalid(
                "names_a_person",
                "This looks like the phone or identity number of a person. Please give the"
                " number of the thing itself.",
            )
        return text

    return read


def phone(cell: Cell) -> str:
    """E.164. A landline whose leading zero Excel has eaten gets it back."""
    text = code_text(cell)
    try:
        return parse_cn_phone(text)
    except NotAPhone:
        if cell.kind != "number" or text.startswith("0"):
            raise
        return parse_cn_phone(f"0{text}")


def money(cell: Cell) -> int:
    """Fen, not below zero."""
    try:
        fen = yuan(plain(cell))
    except NotMoney as error:
        raise Invalid(
            "not_an_amount", "This is not an amount of money. Write it like 1234.50."
        ) from error
    if fen < 0:
        raise Invalid("amount_below_zero", "An amount cannot be below zero.")
    return fen


def day(cell: Cell) -> date:
    """A day; a time after it is let go."""
    return _moment(plain(cell)).date()


def moment(cell: Cell) -> datetime:
    """An instant on the clock of China; a day alone is its beginning."""
    return _moment(plain(cell)).replace(tzinfo=SHANGHAI)


def _moment(text: str) -> datetime:
    text = unicodedata.normalize("NFKC", text)
    try:
        found = DAY.fullmatch(text) or COMPACT.fullmatch(text)
        if found:
            parts = [int(part) for part in found.groups() if part is not None]
            return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - see above
        serial = SERIAL.fullmatch(text)
        if serial:
            return EXCEL_ZERO + timedelta(days=round(float(text), 6))
    except ValueError:
        pass
    raise Invalid("not_a_day", "This is not a date. Write it like 2026-11-24.")


def yes_or_no(cell: Cell) -> bool:
    """是 or 否, in the usual ways to write them."""
    text = unicodedata.normalize("NFKC", plain(cell)).casefold().removesuffix(".0")
    if text in YES or text in NO:
        return text in YES
    raise Invalid("not_yes_or_no", "Please write yes or no here.")


def skills(cell: Cell) -> tuple[str, ...]:
    """Words between commas, in order, each once."""
    found = {part.strip() for part in BETWEEN_SKILLS.split(plain(cell)) if part.strip()}
    return tuple(sorted(_fits(one, 40) for one in found))


def start_of(day_: date) -> datetime:
    """The first instant of a day in China."""
    return datetime.combine(day_, time(), SHANGHAI)


def _fits(text: str, longest: int) -> str:
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Invalid("text_nul", "This text contains a character that cannot be stored.")
    if len(text) > longest:
        raise Invalid(
            "text_too_long",
            "This text is too long: at most %(longest)d characters.",
            longest=longest,
        )
    return text


def _is_identity(text: str) -> bool:
    """True for an identity number with its check digit (GB 11643-1999, ISO 7064 MOD 11-2)."""
    if not IDENTITY.fullmatch(text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17]
