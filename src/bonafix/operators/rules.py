"""What may be the name, the short name and the host of an operator. Pure."""

import re
from ipaddress import ip_address
from typing import Final

from bonafix.kit.errors import Invalid, Refused
from bonafix.kit.texts import N_

SLUG: Final = re.compile(r"[a-z][a-z0-9-]{0,48}[a-z0-9]")
LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_NAME: Final = 120
LONGEST_DOMAIN: Final = 253


class SlugInvalid(Invalid):
    """Not a short name."""

    code = "slug_invalid"
    field = "slug"
    text = N_(
        "The short name is made of 2 to 50 small letters, digits and hyphens, "
        "and begins with a letter, such as locks."
    )


class NameInvalid(Invalid):
    """Not a name that customers could read."""

    code = "name_invalid"
    field = "name"
    text = N_("The name needs at least one letter and at most %(longest)s characters.")


class DomainInvalid(Invalid):
    """Not a host name."""

    code = "domain_invalid"
    field = "domain"
    text = N_("This is not a host name. Please give it without https:// and path: fix.example.cn.")


class SlugTaken(Refused):
    """The short name is in use."""

    code = "slug_taken"
    field = "slug"
    text = N_("There is an operator called %(slug)s already.")


class DomainTaken(Refused):
    """The host name is in use."""

    code = "domain_taken"
    field = "domain"
    text = N_("The host %(domain)s belongs to another operator.")


def check_slug(text: str) -> str:
    """The short name, in small letters. `SlugInvalid` otherwise."""
    clean = text.strip().lower()
    if not SLUG.fullmatch(clean):
        raise SlugInvalid
    return clean


def check_name(text: str) -> str:
    """The name with single spaces. `NameInvalid` when empty, too long, or not printable."""
    clean = " ".join(text.split())
    if len(clean) > LONGEST_NAME or not clean.isprintable() or not any(map(str.isalnum, clean)):
        raise NameInvalid(longest=LONGEST_NAME)
    return clean


def check_domain(text: str) -> str:
    """A host name as browsers send it: small letters, 售后.例子.cn as its ASCII form (RFC 3490).

    An IP address is one too. `DomainInvalid` with a scheme, a port, a path or a bad label.
    """
    clean = text.strip().lower().rstrip(".")
    if address := _address(clean):
        return address
    try:
        ascii_form = clean.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise DomainInvalid from error
    labels = ascii_form.split(".")
    if len(ascii_form) > LONGEST_DOMAIN or not all(LABEL.fullmatch(label) for label in labels):
        raise DomainInvalid
    return ascii_form


def _address(text: str) -> str:
    """An IP address as browsers send it, version 6 in brackets; or ""."""
    try:
        found = ip_address(text.strip("[]"))
    except ValueError:
        return ""
    return f"[{found}]" if found.version == 6 else str(found)
