"""What a packing record is about: which codes are what, and to which order it belongs. Pure.

Nothing is guessed: where two sources disagree, or none says it, a person is asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

PACKING: Final = "packing"
SHIPPING: Final = "shipping"
KINDS: Final = (PACKING, SHIPPING)

READING: Final = "reading"
BOUND: Final = "bound"
ASKS: Final = "asks"
ASIDE: Final = "aside"

# Why a person is asked.
NO_ORDER: Final = "no_order"
UNKNOWN_ORDER: Final = "unknown_order"
OTHER_ORDER: Final = "other_order"
OTHER_WAYBILL: Final = "other_waybill"
TWO_WAYBILLS: Final = "two_waybills"
QUESTIONS: Final = (NO_ORDER, UNKNOWN_ORDER, OTHER_ORDER, OTHER_WAYBILL, TWO_WAYBILLS)

ORDER: Final = "order"
WAYBILL: Final = "waybill"
SERIAL: Final = "serial"
GOODS: Final = "goods"

# Numbers of kinds of goods, not of things (GS1).
GOODS_FORMATS: Final = ("EAN", "UPC", "ISBN", "ITF14")
# Carriers' numbers: up to four letters and at least ten digits (SF1234567890123, 78…, JT…).
_WAYBILL: Final = re.compile(r"(?!SN)[A-Z]{0,4}\d{10,20}")
_SERIAL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{3,39}")


@dataclass(frozen=True, slots=True)
class Told:
    """What the merchant says about the file; all of it may be empty."""

    order_ref: str = ""
    waybill: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """One thing that is known about the parcel, and where it was read.

    `where`: told, or the format of the code in the picture (for example `QRCode`).
    """

    what: str  # order, waybill, serial, goods
    value: str
    where: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The order, or the question that a person answers; and what is known of the parcel."""

    order_id: UUID | None
    question: str
    waybill: str
    serials: tuple[str, ...]


def sort_codes(
    told: Told, codes: Sequence[tuple[str, str]], orders: Mapping[str, UUID]
) -> list[Read]:
    """What was told, then every code (format, text) once by its value; others are left out."""
    known = [Read(ORDER, told.order_ref, "told")] if told.order_ref else []
    known += [Read(WAYBILL, told.waybill, "told")] if told.waybill else []
    known += [Read(SERIAL, one, "told") for one in told.serials]
    seen: set[str] = set()
    for kind, text in codes:
        value = text.strip()
        what = _what(told, kind, value, orders)
        if what and value not in seen:
            seen.add(value)
            known.append(Read(what, value, kind))
    return known


def _what(told: Told, kind: str, value: str, orders: Mapping[str, UUID]) -> str:
    if value in orders or value == told.order_ref:
        return ORDER
    if value == told.waybill:
        return WAYBILL
    if value in told.serials:
        return SERIAL
    if re.sub(r"[^A-Z0-9]", "", kind.upper()).startswith(GOODS_FORMATS):
        return GOODS
    if _WAYBILL.fullmatch(value):
        return WAYBILL
    return SERIAL if _SERIAL.fullmatch(value) else ""


def judge(
    told: Told,
    known: Sequence[Read],
    orders: Mapping[str, UUID],
    carried: Mapping[str, frozenset[UUID]],
) -> Verdict:
    """`orders`: number → order of this merchant; `carried`: waybill → orders it is bound to."""
    waybills = list(dict.fromkeys(one.value for one in known if one.what == WAYBILL))
    found = {orders[one.value] for one in known if one.what == ORDER and one.value in orders}
    for waybill in waybills:
        found |= carried.get(waybill, frozenset())
    serials = tuple(dict.fromkeys(one.value for one in known if one.what == SERIAL))
    waybill = waybills[0] if waybills else ""
    question = _question(told, found, waybills, orders)
    return Verdict(None if question else next(iter(found)), question, waybill, serials)


def _question(
    told: Told, found: set[UUID], waybills: Sequence[str], orders: Mapping[str, UUID]
) -> str:
    if told.order_ref and told.order_ref not in orders:
        return UNKNOWN_ORDER
    if len(found) > 1:
        return OTHER_ORDER
    if len(waybills) > 1:
        return OTHER_WAYBILL if told.waybill else TWO_WAYBILLS
    return "" if found else NO_ORDER
