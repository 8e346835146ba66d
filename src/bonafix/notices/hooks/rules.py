"""Which steps there are, how a message is signed, when it is tried again. Pure.

Signatures follow Standard Webhooks 1.0 (https://www.standardwebhooks.com), so that any of
its published libraries verifies them.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from bonafix.kit.clock import format_instant
from bonafix.notices.hooks.errors import AddressNotPossible, EventUnknown

TEST: Final = "hook.test"
EVENTS: Final = (
    "claim.opened", "claim.evidence_arrived", "claim.answer_due", "claim.decided",
    "claim.paid", "claim.payment_failed", "claim.appealed",
)  # fmt: skip
# After the first, second … try; the last one lies a day and a half after the step.
PAUSES: Final = (
    timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30),
    timedelta(hours=2), timedelta(hours=6), timedelta(hours=12), timedelta(hours=16),
)  # fmt: skip
# An address that has taken nothing for so long is switched off.
SILENT: Final = timedelta(days=5)
# How long the secret of before a rotation still signs, beside the new one.
OVERLAP: Final = timedelta(hours=24)
MOST_HOOKS: Final = 10
LONGEST: Final = 500
# IPv6 addresses that carry an IPv4 one to some gateway: nobody serves webhooks there.
TUNNELS: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


def check_address(url: str, *, private: bool) -> str:
    """The address, if it may be called at all. `AddressNotPossible` says why not.

    Only what the text itself shows is looked at; the addresses behind a name are looked at
    when it is called. `private` (a setting of trials) also allows http and this network.
    """
    parts = urlsplit(url.strip())
    try:
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressNotPossible from error
    schemes = ("https", "http") if private else ("https",)
    if (
        parts.scheme not in schemes
        or not host.isascii()
        or not host
        or parts.username is not None
        or parts.password is not None
        or parts.fragment
        or len(url) > LONGEST
        or not url.strip().isprintable()
    ):
        raise AddressNotPossible
    if not private and (host == "localhost" or host.endswith(".localhost") or _is_inside(host)):
        raise AddressNotPossible
    return url.strip()


def _is_inside(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        # A name, not a number.
        return False


def is_public(address: str) -> bool:
    """True for an address of the open internet. ValueError for what is no address."""
    found: IPv4Address | IPv6Address = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped
        if inner is not None:
            found = inner
        elif found.sixtofour or found.teredo or any(found in one for one in TUNNELS):
            return False
    return found.is_global and not found.is_multicast


def check_events(events: Collection[str]) -> list[str]:
    """The chosen events, sorted. `EventUnknown` for none or for one that there is not."""
    if not events or not set(events) <= set(EVENTS):
        raise EventUnknown
    return sorted(set(events))


def new_secret() -> str:
    """A secret for one address, 256 bits, as Standard Webhooks writes it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def message_name(message_id: UUID) -> str:
    """What the receiver remembers: the same for every try of one message."""
    return f"msg_{message_id.hex}"


def signature(secret: str, name: str, at: int, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over `name.at.body`; `at` in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{name}.{at}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def headers(held: Iterable[str], message_id: UUID, now: datetime, body: bytes) -> dict[str, str]:
    """What goes beside the body; signed anew, with the time of this try, under every secret."""
    name, at = message_name(message_id), int(now.timestamp())
    return {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(one, name, at, body) for one in held),
    }


def body_of(event: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The message. `data` holds numbers of cases, words of states and instants, nothing else."""
    told = {"type": event, "timestamp": format_instant(at), "data": dict(data)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def pause_after(attempts: int) -> timedelta | None:
    """How long until the next try; None: it is given up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def is_silent(failing_since: datetime | None, now: datetime) -> bool:
    """True when an address has taken nothing for so long that it is switched off."""
    return failing_since is not None and now - failing_since >= SILENT
