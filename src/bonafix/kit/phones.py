"""Chinese phone numbers, and how much of a person may be shown."""

import re
import unicodedata
from typing import Final

import phonenumbers

from bonafix.kit.errors import Invalid

# What people put between digits: spaces, brackets, dots, slashes, every kind of dash.
BETWEEN: Final = re.compile(r"[\s()./·\-\u2010-\u2015\u2212\u00ad\u200b-\u200f\u202a-\u202e\ufeff]")
DIGITS: Final = re.compile(r"\+?\d{5,20}")
SHOWN_OF_ADDRESS: Final = 6


class NotAPhone(Invalid):
    """Nothing that somebody in mainland China could be called at."""

    code = "not_a_phone"
    field = "phone"
    text = (
        "This is not a phone number we can call. Please give a mobile number, a landline with"
        " its area code, or a 400 number."
    )


class PhoneHasLetters(NotAPhone):
    """Letters or signs: most likely a word of explanation, or an extension."""

    text = "A phone number has digits only. Please leave out words, signs and extensions."


def parse_cn_phone(text: str) -> str:
    """E.164 (+8613812345678) of a mobile, a landline with its area code, or a 400 number.

    Takes full-width digits, spaces, brackets and dashes, +86, 0086 and a leading 0.
    `NotAPhone` otherwise. Numbering plan: the metadata of phonenumbers.
    """
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if not DIGITS.fullmatch(plain):
        raise NotAPhone if plain.removeprefix("+").isdecimal() or not plain else PhoneHasLetters
    try:
        number = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException as error:
        raise NotAPhone from error
    if number.country_code != 86 or not phonenumbers.is_valid_number(number):
        raise NotAPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def unassigned_mobile(text: str) -> str:
    """+86 and eleven digits of a mobile number, whether or not its series is in use; else ""."""
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    found = re.fullmatch(r"(?:\+86|0086|86|0)?(1[3-9]\d{9})", plain)
    return f"+86{found[1]}" if found else ""


def is_landline(e164: str) -> bool:
    """True for a number that rings on a wall: it takes calls, and no messages to read."""
    try:
        number = phonenumbers.parse(e164, "CN")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE


def mask_phone(e164: str) -> str:
    """138****5678; of shorter numbers, which are landlines, less: 106****78."""
    national = e164.removeprefix("+86")
    if len(national) < 7:
        return "****"
    return f"{national[:3]}****{national[-4:] if len(national) >= 11 else national[-2:]}"


def mask_name(name: str) -> str:
    """张** for 张小明, 李* for 李四: the first character, and two stars at most."""
    return name[:1] + "*" * max(1, min(len(name) - 1, 2)) if name else ""


def mask_address(address: str) -> str:
    """The first six characters at most, and nothing from the first digit on."""
    shown = re.split(r"\d", unicodedata.normalize("NFKC", address), maxsplit=1)[0]
    shown = shown[:SHOWN_OF_ADDRESS]
    return shown + "****" if len(shown) < len(address) else "****"
