"""Calls through an HTTP gateway that reads a text out. Never run against a provider.

POST to the configured address, JSON in UTF-8, with the headers, the answers and the promise of
bonafix.notices.adapters.gateway (one call for each Idempotency-Key):

    {"to": "+8628…", "say": "…", "from": "诚修", "kind": "arranged",
     "language": "zh-hans", "reference": UUID of the notice}

`say` is what is read out, from the greeting to its repetition. A 2xx says that the call was
taken over; whether somebody picked up, the gateway tells its own desk.
"""

from bonafix.notices.adapters.envelope import Envelope
from bonafix.notices.adapters.gateway import SmsGateway


class VoiceGateway(SmsGateway):
    """One gateway, by its address and key."""

    def content(self, envelope: Envelope) -> dict[str, str]:
        """What is read out to whom."""
        return {
            "to": envelope.address,
            "say": envelope.text,
            "from": envelope.sender,
            "kind": envelope.kind,
            "language": envelope.language,
            "reference": str(envelope.id),
        }
