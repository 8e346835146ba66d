"""SMS through an HTTP gateway. Written to the contract below; never run against a provider.

POST to the configured address, JSON in UTF-8:

    Authorization: Bearer KEY            when a key is configured
    Idempotency-Key: UUID of the notice  the same for every try of one notice
    {"to": "+8613…", "text": "…", "sign": "诚修", "kind": "arranged",
     "language": "zh-hans", "reference": UUID of the notice}

`sign` is what Chinese carriers ask for in 【】; `kind` lets a gateway choose the template
that was approved for it. Answers: 2xx, with {"id": "…"} if the provider has an id of its
own; 409 or 425 while a try with this key is still under way; 400, 404, 410, 413, 422 when
this message can never be sent; anything else is tried again. The gateway keeps keys for at
least a day and sends one message for each.
"""

from typing import Final

import httpx

from bonafix.notices.adapters.envelope import Envelope, safe_provider_id
from bonafix.notices.errors import Undelivered

SECONDS: Final = 15.0
NEVER: Final = frozenset({400, 404, 410, 413, 422})


class SmsGateway:
    """One gateway, by its address and key."""

    def __init__(self, url: str, key: str = "", *, seconds: float = SECONDS) -> None:
        self.url = url
        self.key = key
        self.seconds = seconds

    def send(self, envelope: Envelope) -> str:
        """Ask the gateway once."""
        headers = {"Idempotency-Key": str(envelope.id)}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            answer = httpx.post(
                self.url, json=self.content(envelope), headers=headers, timeout=self.seconds
            )
        except httpx.HTTPError as error:
            raise Undelivered(_word(error)) from error
        if answer.is_success:
            return _id_of(answer)
        raise Undelivered(
            f"gateway_said_{answer.status_code}", permanent=answer.status_code in NEVER
        )

    def content(self, envelope: Envelope) -> dict[str, str]:
        """What the gateway is asked to send."""
        return {
            "to": envelope.address,
            "text": envelope.text,
            "sign": envelope.sender,
            "kind": envelope.kind,
            "language": envelope.language,
            "reference": str(envelope.id),
        }


def _word(error: httpx.HTTPError) -> str:
    return "gateway_timeout" if isinstance(error, httpx.TimeoutException) else "gateway_unreachable"


def _id_of(answer: httpx.Response) -> str:
    try:
        content = answer.json()
    except ValueError:
        return ""
    return safe_provider_id(content.get("id")) if isinstance(content, dict) else ""
