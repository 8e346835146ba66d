"""From which address somebody really comes, when proxies stand in between. Pure.

Each proxy adds the address it heard from at the right end of X-Forwarded-For (the de facto
standard that RFC 7239, section 5.2, describes as `for`). So the list is read from the right, and
only as long as whoever wrote an entry is trusted: everything left of that may be made up.
"""

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from bonafix.kit.errors import Invalid

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks, parted by commas. `Invalid` names what is neither."""
    found = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        try:
            found.append(ip_network(word))
        except ValueError as error:
            raise Invalid(
                "proxies_unreadable",
                "BONAFIX_TRUSTED_PROXIES: %(word)s is neither an address nor a network like "
                "10.0.0.0/8.",
                word=word[:60],
            ) from error
    return tuple(found)


def caller(remote: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The address of whoever asked: the first one from the right that is no trusted proxy.

    `remote` is who holds the connection, `forwarded_for` the header as it came ("" for none).
    An entry that cannot be read ends the search at the proxy that passed it on.
    """
    here = _address(remote)
    if here is None:
        return remote
    for entry in reversed(forwarded_for.split(",")):
        if not _is_one_of(here, trusted):
            break
        before = _address(entry)
        if before is None:
            break
        here = before
    return str(here)


def _is_one_of(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address.version == one.version and address in one for one in trusted)


def _address(text: str) -> Address | None:
    """An address, also with a port, in brackets, or an IPv4 one in the clothes of IPv6."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found
