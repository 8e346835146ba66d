"""Bringing a file in, looking at it, applying it, letting it go; asking for an export."""

from bonafix.transfer.actions.apply import apply_some, ask_apply
from bonafix.transfer.actions.check import check_file
from bonafix.transfer.actions.discard import discard, expire
from bonafix.transfer.actions.export import ask_export, build_export, hand_out
from bonafix.transfer.actions.upload import upload

__all__ = [
    "apply_some",
    "ask_apply",
    "ask_export",
    "build_export",
    "check_file",
    "discard",
    "expire",
    "hand_out",
    "upload",
]
