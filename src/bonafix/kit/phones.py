"""Chinese phone numbers, and how much of them may be shown."""

import unicodedata

import phonenumbers

from bonafix.kit.errors import Invalid


def parse_cn_phone(text: str) -> str:
    """E.164 of a mobile, landline (with area code) or 400 number. `Invalid` otherwise."""
    plain = unicodedata.normalize("NFKC", text).strip()
    wrong = Invalid(
        "not_a_phone",
        "This is not a phone number we can call. Please give a mobile number or a landline"
        " with its area code.",
        field="phone",
    )
    if not plain or any(char.isalpha() for char in plain):
        raise wrong
    try:
        number = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException as error:
        raise wrong from error
    if not phonenumbers.is_valid_number(number):
        raise wrong
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(e164: str) -> str:
    """138****5678"""
    national = e164.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}" if len(national) >= 7 else "****"


def mask_name(name: str) -> str:
    """张**"""
    return name[:1] + "*" * max(1, min(len(name) - 1, 2)) if name else ""


def mask_address(address: str) -> str:
    """The first characters only; house numbers stay hidden."""
    return address[:6] + "****" if len(address) > 6 else "****"
