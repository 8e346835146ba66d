"""Which hotline may be shown, and how. Pure.

Impersonated service hotlines are a real fraud on customers: a number is shown only with a
stored, dated authorisation of the brand, and never as official while others claim it too.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import phonenumbers

from bonafix.kit.errors import Invalid
from bonafix.kit.phones import BETWEEN, parse_cn_phone
from bonafix.products.errors import NotAHotline

Shown = Literal["official", "disputed", "hidden"]
# Short service numbers that are dialled as they are, such as 95598.
SHORT: Final = re.compile(r"95\d{3,6}", re.ASCII)
MOBILE: Final = re.compile(r"\+861[3-9]\d{9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """What is known about a number: its status, whether the brand's paper is stored, its dates."""

    status: str
    has_paper: bool
    authorised_from: datetime | None
    authorised_to: datetime | None


def hotline_visible(line: Line, at: datetime, disputed: bool) -> Shown:
    """How a number is shown at an instant. `disputed`: another claimant has the same number.

    Without a paper or outside its dates it is hidden, disputed or not; a disputed one is
    shown with a sentence instead of as official.
    """
    if line.status != "authorised" or not line.has_paper:
        return "hidden"
    if line.authorised_from is None or line.authorised_to is None:
        return "hidden"
    if not line.authorised_from <= at < line.authorised_to:
        return "hidden"
    return "disputed" if disputed else "official"


def parse_hotline(text: str) -> str:
    """The one way to write a number: E.164, or the digits of a short 95 number.

    `NotAHotline` for anything else and for mobiles, which belong to a person.
    """
    short = BETWEEN.sub("", text)
    if SHORT.fullmatch(short):
        return short
    try:
        number = parse_cn_phone(text)
    except Invalid as error:
        raise NotAHotline from error
    if MOBILE.fullmatch(number):
        raise NotAHotline
    return number


def show_hotline(number: str) -> str:
    """As people read and dial it: 400-000-0000, 0871-6311-0000, 95598."""
    if not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return national.replace(" ", "-")
