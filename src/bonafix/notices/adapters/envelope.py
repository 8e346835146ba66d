"""What an adapter is given, and what it has to keep."""

import re
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

_PROVIDER_ID: Final = re.compile(r"[A-Za-z0-9._:@<>=+/-]{1,120}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One notice, ready to go. Address and words are personal: kept out of `repr`."""

    id: UUID
    kind: str
    channel: str
    language: str
    address: str = field(repr=False)
    sender: str
    subject: str
    text: str = field(repr=False)


class Adapter(Protocol):
    """A way to a party."""

    def send(self, envelope: Envelope) -> str:
        """Hand over one notice and give back the provider's id of it.

        Called again with the same `envelope.id` after a crash: it must pass that id to the
        provider, or keep a list of its own, so that one message comes of it. `Undelivered`
        when it did not go through; nothing personal in that error.
        """


def safe_provider_id(text: object) -> str:
    """A provider's id if it looks like one; it goes on record, so anything else is dropped."""
    plain = str(text) if isinstance(text, str | int) else ""
    return plain if _PROVIDER_ID.fullmatch(plain) else ""
