"""Columns with a special place in the record."""

from typing import Any

from django.db import models

from bonafix.kit.sealing import header


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A sealed cell (see kit.sealing). The record holds its commitment, never its content."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)


def commitment(blob: bytes | memoryview | None) -> dict[str, str] | None:
    """What the record may say about a sealed cell: its owner and its salted commitment."""
    if blob is None:
        return None
    head = header(bytes(blob))
    return {"sealed": head.commitment.hex(), "owner": str(head.owner)}
