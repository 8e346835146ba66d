"""Checking what somebody reports. Pure: every field gets its own sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from bonafix.intake.errors import ReportInvalid
from bonafix.kit.errors import Invalid
from bonafix.kit.phones import parse_cn_phone

MAX_DESCRIPTION: Final = 2000
MAX_ADDRESS: Final = 300
MAX_NAME: Final = 60
MAX_ID: Final = 60
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


def text(value: str, name: str, longest: int, empty: Invalid | None) -> str:
    """One line or paragraph of ordinary text, stripped. `empty` is raised when nothing is left."""
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise Invalid(
            "text_nul", "This text contains a character that cannot be stored.", field=name
        )
    clean = value.strip()
    if not clean and empty is not None:
        raise empty
    if len(clean) > longest:
        raise Invalid(
            "text_too_long",
            "This text is too long: at most %(longest)d characters.",
            field=name,
            longest=longest,
        )
    return clean


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

    report = Report(
        product=take(
            "product",
            lambda: text(
                raw.product,
                "product",
                MAX_ID,
                Invalid("product_missing", "Please say which product it is.", field="product"),
            ),
            "",
        ),
        fault=take("fault", lambda: text(raw.fault or "", "fault", MAX_ID, None) or None, None),
        description=take(
            "description",
            lambda: text(
                raw.description,
                "description",
                MAX_DESCRIPTION,
                Invalid(
                    "description_missing",
                    "Please say in a few words what is wrong.",
                    field="description",
                ),
            ),
            "",
        ),
        address=take(
            "address",
            lambda: text(
                raw.address,
                "address",
                MAX_ADDRESS,
                Invalid("address_missing", "Please say where we should come to.", field="address"),
            ),
            "",
        ),
        name=take(
            "name",
            lambda: text(
                raw.name,
                "name",
                MAX_NAME,
                Invalid("name_missing", "Please say how we may address you.", field="name"),
            ),
            "",
        ),
        phone=take("phone", lambda: _phone(raw.phone), ""),
        urgent=raw.urgent,
        preferred=take("preferred", lambda: windows(raw.preferred, now), ()),
        place_code=raw.place_code,
    )
    if faults:
        raise ReportInvalid(faults)
    return report


def _phone(value: str) -> str:
    return parse_cn_phone(
        text(
            value,
            "phone",
            40,
            Invalid(
                "phone_missing", "Please give a phone number where we can reach you.", field="phone"
            ),
        )
    )
