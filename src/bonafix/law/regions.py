"""The divisions of the first level, whose courts may have figures of their own."""

from functools import lru_cache

from bonafix.law.catalogue import DATA
from bonafix.law.errors import BadFacts
from bonafix.law.model import Words


@lru_cache(maxsize=1)
def provinces() -> dict[str, Words]:
    """Two digits → name. Hong Kong, Macau and Taiwan have law of their own and are not here."""
    lines = (DATA / "regions.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {code: Words(zh, en) for code, zh, en in rows}


def province(region: str) -> Words:
    """The name of the province that a code lies in."""
    return provinces()[region[:2]]


def region_code(text: str, where: str = "region") -> str:
    """A code of 2, 4, 6 or 9 digits without the zeros it may be padded with; else `BadFacts`."""
    code = text.strip()
    digits = code.isascii() and code.isdigit()
    if digits and len(code) in (6, 9, 12):
        code = _unpadded(code)
    if not digits or len(code) not in (2, 4, 6, 9):
        wrong = f"“{text[:40]}” is no division's code; write 2, 4, 6 or 9 digits, like 4401"
        raise BadFacts(where=where, wrong=wrong)
    if code[:2] not in provinces():
        wrong = (
            f"no rule is on file for “{code[:2]}”; the first two digits name a province, like 44"
        )
        raise BadFacts(where=where, wrong=wrong)
    return code


def _unpadded(code: str) -> str:
    for length in (2, 4, 6, 9):
        if len(code) > length and not code[length:].strip("0"):
            return code[:length]
    return code
