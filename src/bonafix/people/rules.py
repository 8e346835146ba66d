"""Decisions about people. Pure."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bonafix.access.table import TABLE
from bonafix.people.errors import (
    FieldUnknown,
    ReasonNeeded,
    ReasonTooLong,
    RoleNeedsParty,
    RoleUnknown,
    ScopeUnknown,
    ServerUrlInvalid,
    UsernameInvalid,
)

PARTY_ROLES: Final = frozenset(
    {"brand", "merchant", "outlet", "marketplace", "technician", "customer"}
)
STAFF_ROLES: Final = frozenset(
    {
        "agent",
        "dispatcher",
        "outlet_dispatcher",
        "technician",
        "manager",
        "auditor",
        "brand",
        "merchant",
        "reviewer",
        "admin",
        "integrator",
    }
)
# They speak for a party; the others for the operator.
SPEAK_FOR_A_PARTY: Final = frozenset(
    {"outlet_dispatcher", "technician", "brand", "merchant", "integrator"}
)
SCOPES: Final = frozenset(
    {"repairs:read", "repairs:write", "visits:write", "claims:read", "claims:write"}
)

# Whoever sees everything, changes rights, or may see a person in full.
MFA_ROLES: Final = (
    frozenset({"manager", "admin", "auditor", "reviewer"}) | TABLE["person.unmask"].keys()
)

UNMASKABLE: Final = ("name", "phone", "address")
# Of the same person, sealed under the same key, and kept by a package above.
UNMASKABLE_ELSEWHERE: Final = frozenset({"visit_address"})
# What is no cell, and is shown or played with a reason all the same.
SHOWN_ELSEWHERE: Final = frozenset({"recording"})
LONGEST_REASON: Final = 200
USERNAME: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,85}")

CODE_TRIES: Final = 5
CODE_LIFE: Final = timedelta(minutes=10)
# Codes to one telephone: each costs money, and each is five guesses more.
CODES_IN_A_LIFE: Final = 3
CODES_IN_A_DAY: Final = 10


def mfa_required(roles: Collection[str]) -> bool:
    """True when somebody with these roles must log in with a second factor."""
    return not MFA_ROLES.isdisjoint(roles)


def holds(since: datetime, until: datetime | None, now: datetime) -> bool:
    """True within [since, until); an open end holds on."""
    return since <= now and (until is None or now < until)


def check_reason(reason: str) -> str:
    """The reason, stripped. `ReasonNeeded` without a word in it, `ReasonTooLong` above 200."""
    clean = " ".join(reason.replace("\x00", "").split())
    if sum(sign.isalnum() for sign in clean) < 2:
        raise ReasonNeeded
    if len(clean) > LONGEST_REASON:
        raise ReasonTooLong(longest=LONGEST_REASON)
    return clean


def check_fields(fields: Iterable[str]) -> list[str]:
    """The asked fields in the house's order. `FieldUnknown` for any other, or for none."""
    asked = set(fields)
    if not asked or not asked <= set(UNMASKABLE):
        raise FieldUnknown
    return [name for name in UNMASKABLE if name in asked]


def check_party_role(role: str) -> str:
    """A role of a party. `RoleUnknown` otherwise."""
    if role not in PARTY_ROLES:
        raise RoleUnknown
    return role


def check_staff_role(role: str, has_party: bool) -> str:
    """A role of an account. `RoleUnknown`, or `RoleNeedsParty` where it speaks for one."""
    if role not in STAFF_ROLES:
        raise RoleUnknown
    if role in SPEAK_FOR_A_PARTY and not has_party:
        raise RoleNeedsParty
    return role


def check_scopes(scopes: Iterable[str]) -> list[str]:
    """Scopes in order. `ScopeUnknown` for any other, or for none."""
    asked = set(scopes)
    if not asked or not asked <= SCOPES:
        raise ScopeUnknown
    return sorted(asked)


def check_username(username: str) -> str:
    """In small letters, in the form of an e-mail address. `UsernameInvalid` otherwise."""
    clean = username.strip().lower()
    if "\x00" in clean or not USERNAME.fullmatch(clean):
        raise UsernameInvalid
    return clean


def may_send_code(sent: Collection[datetime], now: datetime) -> bool:
    """True when a telephone that got codes at these times within a day may get one more."""
    lately = [at for at in sent if at > now - CODE_LIFE]
    return len(lately) < CODES_IN_A_LIFE and len(sent) < CODES_IN_A_DAY


def check_server_url(given: str) -> str:
    """The address of an identity provider, without a slash at its end. `ServerUrlInvalid`.

    Secrets are shown there, so only over TLS; a provider on this very machine may do without.
    """
    url = given.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        here = parts.hostname in ("127.0.0.1", "::1", "localhost")
        port_fits = parts.port is None or parts.port > 0
    except ValueError as error:
        raise ServerUrlInvalid from error
    safe = parts.scheme == "https" or (parts.scheme == "http" and here)
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if not (parts.hostname and safe and plain and port_fits) or len(url) > 300:
        raise ServerUrlInvalid
    return url
