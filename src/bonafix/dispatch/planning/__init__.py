"""The house's days as a problem for `routing`, and its answers in the house's words. Pure."""

from bonafix.dispatch.planning.safely import compared, decided

__all__ = ["compared", "decided"]
