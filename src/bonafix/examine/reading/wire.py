"""What passes between the service and the child: frames of JSON and bytes, nothing executable.

The child may have been taken over by a file; so its words are read as data, checked one by
one, and bounded in size.
"""

import json
import socket
import struct
from base64 import b64decode, b64encode
from typing import Any

from bonafix.examine.model import STRENGTHS, Attachment, ErrorRate, Finding, Region

_HEAD = struct.Struct("!Q")
MAX_TEXT = 20_000
MAX_FINDINGS = 1_000
# What one message of descriptors may hold (SCM_MAX_FD, unix(7)).
MAX_LENT = 253


class WireError(Exception):
    """The other side said something that is not in the language, or too much of it."""


def send(door: socket.socket, body: bytes) -> None:
    """One frame: eight bytes of length, then the body."""
    door.sendall(_HEAD.pack(len(body)))
    door.sendall(body)


def receive(door: socket.socket, most: int) -> bytes | None:
    """One frame of at most `most` bytes; None at the end of the stream."""
    head = _exactly(door, _HEAD.size)
    if head is None:
        return None
    (length,) = _HEAD.unpack(head)
    if length > most:
        raise WireError(f"a frame of {length} bytes, at most {most}")
    return _exactly(door, length)


def _exactly(door: socket.socket, length: int) -> bytes | None:
    body = bytearray(length)
    view, got = memoryview(body), 0
    while got < length:
        more = door.recv_into(view[got:])
        if more == 0:
            return None
        got += more
    return bytes(body)


def pack(finding: Finding) -> dict[str, Any]:
    """A finding as JSON values; the bytes of attachments in base64."""
    rate, region = finding.error_rate, finding.region
    return {
        "analyser": finding.analyser,
        "kind": finding.kind,
        "strength": finding.strength,
        "statement": finding.statement,
        "limits": finding.limits,
        "params": [[key, value[:MAX_TEXT]] for key, value in finding.params],
        "error_rate": [rate.rate, rate.low, rate.high, rate.n, rate.data] if rate else None,
        "region": [list(region.box), [list(p) for p in region.polygon]] if region else None,
        "reference": finding.reference,
        "attachments": [[a.name, b64encode(a.content).decode()] for a in finding.attachments],
    }


def unpack(raw: Any) -> Finding:
    """The finding; WireError when any part of it is not what it should be."""
    try:
        return _unpack(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise WireError("a finding out of shape") from error


def _unpack(raw: Any) -> Finding:
    if raw["strength"] not in STRENGTHS:
        raise ValueError("strength")
    region = raw["region"]
    rate = raw["error_rate"]
    return Finding(
        analyser=_text(raw["analyser"]),
        kind=_text(raw["kind"]),
        strength=raw["strength"],
        statement=_text(raw["statement"]),
        limits=_text(raw["limits"]),
        params=tuple((_text(key), _text(value)) for key, value in raw["params"]),
        error_rate=_rate(*rate) if rate else None,
        region=_region(region) if region else None,
        reference=None if raw["reference"] is None else _text(raw["reference"]),
        attachments=tuple(
            Attachment(_file_name(name), b64decode(content, validate=True))
            for name, content in raw["attachments"]
        ),
    )


def _rate(rate: Any, low: Any, high: Any, n: Any, data: Any) -> ErrorRate:
    return ErrorRate(float(rate), float(low), float(high), int(n), _text(data))


def _region(raw: Any) -> Region:
    x, y, width, height = map(int, raw[0])
    return Region((x, y, width, height), tuple((int(a), int(b)) for a, b in raw[1]))


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ValueError("text")
    return value


def _file_name(value: Any) -> str:
    """A plain name without folders, so that nothing is written elsewhere."""
    name = _text(value)
    if not name or name.startswith(".") or not all(c.isalnum() or c in "-_." for c in name):
        raise ValueError("file name")
    return name


def loads(body: bytes) -> Any:
    """The JSON of a frame; WireError when it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error
