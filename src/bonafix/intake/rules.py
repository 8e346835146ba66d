"""Checking what somebody reports. Pure: every field gets its own sentence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from bonafix.cases.contacting import Named, check_named
from bonafix.intake.errors import ReportInvalid
from bonafix.kit.errors import Invalid
from bonafix.kit.phones import parse_cn_phone
from bonafix.places import division
from bonafix.repairs.rules.kinds import KINDS, kind_named

MAX_DESCRIPTION: Final = 2000
MAX_ADDRESS: Final = 300
MAX_NAME: Final = 60
MAX_ID: Final = 60
WORDING: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,39}")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RawReport:
    """A report as it came in, nothing checked yet."""

    product: str
    description: str = field(repr=False)
    address: str = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(repr=False)
    fault: str | None = None
    urgent: bool = False
    preferred: Sequence[tuple[datetime, datetime]] = ()
    place_code: str | None = None
    # Version of the words that the customer agreed to, as the caller says.
    consent: str | None = None
    # What the visit is for: repair, installation, door_open, inspection, maintenance.
    kind: str = "repair"
    # Somebody of the family beside the customer, when one is named.
    beside: Named | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report whose fields can be used."""

    product: str
    fault: str | None
    description: str = field(repr=False)
    address: str = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(repr=False)
    urgent: bool = False
    preferred: tuple[tuple[datetime, datetime], ...] = ()
    place_code: str | None = None
    consent: str = ""
    kind: str = "repair"
    beside: Named | None = None


def text(value: str, name: str, longest: int, empty: Callable[[], Invalid] | None) -> str:
    """Ordinary text, stripped; `empty` makes what is raised when nothing is left."""
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise Invalid(
            "text_nul", "This text contains a character that cannot be stored.", field=name
        )
    clean = value.strip()
    if not clean and empty is not None:
        raise empty()
    if len(clean) > longest:
        raise Invalid(
            "text_too_long",
            "This text is too long: at most %(longest)d characters.",
            field=name,
            longest=longest,
        )
    return clean


def listed(code: str | None) -> str | None:
    """A division code that is in the list now; None for none, and the address tells the place.

    A code that is in no list is refused rather than passed over: whoever sends one means it,
    and a wrong one would silently send somebody by the address to where nobody meant.
    """
    given = (code or "").strip()
    if not given:
        return None
    known = division(given) if given.isascii() and given.isdecimal() else None
    if known is None or not known.current:
        raise Invalid(
            "place_unknown",
            "There is no such division in the list. Please give the code of one, or leave it out: "
            "then the address tells the place.",
            field="place",
        )
    return known.code


# What is said when a field that is needed is empty: stable code and sentence.
EMPTY: Final[dict[str, Callable[[], Invalid]]] = {
    "product": lambda: Invalid(
        "product_missing", "Please say which product it is.", field="product"
    ),
    "description": lambda: Invalid(
        "description_missing", "Please say in a few words what is wrong.", field="description"
    ),
    "address": lambda: Invalid(
        "address_missing", "Please say where we should come to.", field="address"
    ),
    "name": lambda: Invalid("name_missing", "Please say how we may address you.", field="name"),
    "phone": lambda: Invalid(
        "phone_missing", "Please give a phone number where we can reach you.", field="phone"
    ),
}
LONGEST: Final = {
    "product": MAX_ID,
    "fault": MAX_ID,
    "description": MAX_DESCRIPTION,
    "address": MAX_ADDRESS,
    "name": MAX_NAME,
    "phone": 40,
}


def wording(given: str | None) -> str:
    """The version of a consent's words; "" when nothing is said. `Invalid` for free text."""
    if given is None or WORDING.fullmatch(given):
        return given or ""
    raise Invalid(
        "consent_unreadable",
        "Please name the version of the consent with letters, digits and ._:- only.",
        field="consent",
    )


def _beside(raw: RawReport, faults: dict[str, Invalid]) -> Named | None:
    """Who is named beside the customer; faults stand at `contact_name` and so on."""
    if raw.beside is None:
        return None
    try:
        return check_named(raw.beside)
    except Invalid as error:
        faults[f"contact_{error.field or 'phone'}"] = error
        return None


def check(
    raw: RawReport, windows: Callable[..., tuple[tuple[datetime, datetime], ...]], now: datetime
) -> Report:
    """The report with every field checked. `ReportInvalid` names all faults at once."""
    faults: dict[str, Invalid] = {}

    def take(name: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Invalid as error:
            faults[name] = error
            return otherwise

    kind = take("kind", lambda: kind_named(raw.kind), KINDS["repair"])

    def words(name: str) -> str:
        given, empty = getattr(raw, name) or "", EMPTY.get(name)
        if name == "description" and not kind.needs_words:
            empty = None
        return take(name, lambda: text(given, name, LONGEST[name], empty), "")

    phone = words("phone")
    report = Report(
        product=words("product"),
        fault=words("fault") or None,
        description=words("description"),
        address=words("address"),
        name=words("name"),
        phone=take("phone", lambda: parse_cn_phone(phone), "") if phone else "",
        urgent=raw.urgent,
        preferred=take("preferred", lambda: windows(raw.preferred, now), ()),
        place_code=take("place", lambda: listed(raw.place_code), None),
        consent=take("consent", lambda: wording(raw.consent), ""),
        kind=kind.name,
        beside=_beside(raw, faults),
    )
    if faults:
        raise ReportInvalid(faults)
    return report
