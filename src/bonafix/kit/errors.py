"""Errors that carry their meaning: a stable code, an HTTP status, and a sentence.

The sentence is a msgid with %(name)s places; faces translate it and fill it in.
"""

from typing import Any


class BonafixError(Exception):
    """Base of all errors that a person or a program is told about."""

    status = 500

    def __init__(self, code: str, text: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.field = field
        self.params = params

    def sentence(self) -> str:
        """The English sentence, filled in."""
        return self.text % self.params if self.params else self.text


class Invalid(BonafixError):
    """Something given cannot be used; `field` names it."""

    status = 422


class Refused(BonafixError):
    """Understood, and not possible."""

    status = 409


class Conflict(Refused):
    """Not possible any more: something changed in between."""

    status = 409


class NotAllowed(BonafixError):
    """The actor may not do this."""

    status = 403


class NotFound(BonafixError):
    """There is no such thing, or not for this actor."""

    status = 404


class TooMany(BonafixError):
    """Too often; later again."""

    status = 429
