"""A technician's pass: what is signed, how it is written into a QR code, what a check says. Pure.

A pass names a booking, the key that signed it and when it ends; everything that is shown is
looked up, so that a visit that was given away is called so although its signature is right.
"""

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from bonafix.kit.errors import Invalid

VERSION: Final = 1
# After the planned end of the visit a pass holds on for as long: work takes its time.
LONGER: Final = timedelta(hours=2)
SIGNATURE: Final = 64
_BODY: Final = struct.Struct(">B16s16sQ")
CONTEXT: Final = b"bonafix pass\x00"

Verdict = Literal["valid", "expired", "over", "forged"]


class NotAPass(Invalid):
    """Nothing that was ever a pass."""

    code = "not_a_pass"
    text = "This is not a pass of ours. Do not let anybody in because of it; please call us."


@dataclass(frozen=True, slots=True)
class Pass:
    """What the signature covers; `until` in whole seconds."""

    booking_id: UUID
    key_id: UUID
    until: datetime

    def message(self) -> bytes:
        """The signed bytes."""
        return CONTEXT + self._body()

    def _body(self) -> bytes:
        seconds = int(self.until.timestamp())
        return _BODY.pack(VERSION, self.booking_id.bytes, self.key_id.bytes, seconds)

    def written(self, signature: bytes) -> str:
        """140 characters of an address."""
        return base64.urlsafe_b64encode(self._body() + signature).rstrip(b"=").decode()


def read_pass(text: str) -> tuple[Pass, bytes]:
    """The pass and its signature, not yet checked. `NotAPass` for anything else."""
    try:
        raw = base64.b64decode(text.encode() + b"=" * (-len(text) % 4), b"-_", validate=True)
        version, booking, key, seconds = _BODY.unpack(raw[: _BODY.size])
        until = datetime.fromtimestamp(seconds, UTC)
    except (binascii.Error, struct.error, ValueError, OverflowError, OSError) as error:
        raise NotAPass from error
    signature = raw[_BODY.size :]
    if version != VERSION or len(signature) != SIGNATURE:
        raise NotAPass
    return Pass(UUID(bytes=booking), UUID(bytes=key), until), signature


def ends_at(visit_ends: datetime) -> datetime:
    """Until when the pass of a visit holds."""
    return (visit_ends + LONGER).replace(microsecond=0)


def judge(signed: bool, active: bool, until: datetime, now: datetime) -> Verdict:
    """What to call it. A right signature of a visit that was given away or is done is `over`."""
    if not signed:
        return "forged"
    if not active:
        return "over"
    return "valid" if now < until else "expired"
