"""The house's days as a problem for `routing`, and its answers in the house's words. Pure."""

from bonafix.dispatch.planning.outlook import Outlook, outlook
from bonafix.dispatch.planning.safely import compared, decided
from bonafix.dispatch.planning.slots import Slot, slots

__all__ = ["Outlook", "Slot", "compared", "decided", "outlook", "slots"]
