"""The house's days as a problem for `routing`, and its answers in the house's words. Pure."""

from bonafix.dispatch.planning.ahead import Expected, expected, gaps
from bonafix.dispatch.planning.helps import Help, helps
from bonafix.dispatch.planning.outlook import Outlook, outlook
from bonafix.dispatch.planning.safely import compared, decided
from bonafix.dispatch.planning.slots import Slot, slots

__all__ = [
    "Expected",
    "Help",
    "Outlook",
    "Slot",
    "compared",
    "decided",
    "expected",
    "gaps",
    "helps",
    "outlook",
    "slots",
]
