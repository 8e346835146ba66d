"""Refusals around deadlines."""


class NotADeadline(ValueError):
    """A caller's mistake: what it gave cannot be a deadline. Never shown to a person."""
