"""From lines as read to what a label says: serial, model, shipment, date, and marks of AI. Pure.

Lines with a person's name, telephone or address are left out: an examination of goods needs
none of them.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Word = Literal["serial", "model", "shipment", "imei", "date", "ai_mark", "line"]
MOST_LINES = 12

_CODE = r"([A-Z0-9][A-Z0-9\-/.]{3,30})"
_LABELLED: tuple[tuple[Word, re.Pattern[str]], ...] = (
    ("serial", re.compile(
        r"(?:S\s*/\s*N|\bSN\b|SERIAL(?:\s*(?:NO|NUMBER)\.?)?|序列号|机身编?号|出厂编号|产品编号)"
        r"(?:\s*SN)?\s*[:.#]?\s*" + _CODE)),
    ("imei", re.compile(r"IMEI\d?\s*[:.]?\s*(\d{15})")),
    ("model", re.compile(r"(?:型号|规格型号|MODEL(?:\s*NO\.?)?)\s*[:.]?\s*" + _CODE)),
    ("shipment", re.compile(r"(?:运单号?|快递单号?|物流单号|TRACKING(?:\s*NO\.?)?)\s*[:.]?\s*"
                            r"([A-Z]{0,4}\d{10,20})")),
    ("date", re.compile(r"(?:生产日期|制造日期|出厂日期|MFG|DATE)\D{0,4}(20\d\d[-/.年]\d{1,2}"
                        r"(?:[-/.月]\d{1,2})?)")),
)  # fmt: skip
# Carriers' own numbers say what they are without a word beside them.
_BARE_SHIPMENT = re.compile(r"\b(SF\d{12,13}|JD[A-Z]{0,2}\d{11,13}|YT\d{13}|ZTO\d{12})\b")
# Visible labels of GB 45438-2025 4.2 and what services write in a corner.
_AI = re.compile(
    r"(?:AI|人工智能)\s*(?:生成|合成|创作|制作)|由\s*(?:AI|人工智能)|AI[\s-]?GENERATED", re.I
)
_PERSON = re.compile(
    r"1[3-9]\d[\d\s*-]{6,}|收件|寄件|收货|联系|电话|手机|姓名|[省市区县].{0,12}[路街道村镇号楼室栋]"
)


@dataclass(frozen=True, slots=True)
class Field:
    """What kind of words, the words themselves, and which line they stood in."""

    word: Word
    text: str
    line: int


def fields(texts: list[str]) -> list[Field]:
    """Fields of the lines, in their order; at most twelve plain lines."""
    found: list[Field] = []
    plain = 0
    for number, raw in enumerate(texts):
        text = unicodedata.normalize("NFKC", raw).strip()
        told = _of(text)
        found += [Field(word, value, number) for word, value in told]
        if not told and len(text) > 1 and not _PERSON.search(text) and plain < MOST_LINES:
            found.append(Field("line", text[:80], number))
            plain += 1
    return found


def _of(text: str) -> list[tuple[Word, str]]:
    upper = text.upper()
    if match := _AI.search(text):
        return [("ai_mark", match.group(0))]
    told: list[tuple[Word, str]] = []
    for word, pattern in _LABELLED:
        if match := pattern.search(upper):
            told.append((word, match.group(1).rstrip("-/.")))
    if not any(word == "shipment" for word, _ in told):
        told += [("shipment", one) for one in _BARE_SHIPMENT.findall(upper)]
    return [(word, value) for word, value in told if word != "imei" or luhn(value)]


def luhn(digits: str) -> bool:
    """Does the last digit check (ISO/IEC 7812-1 annex B)? So IMEI numbers end."""
    doubled = [int(d) * (2 if k % 2 else 1) for k, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
