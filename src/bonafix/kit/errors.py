"""Errors that carry their meaning: a stable code, an HTTP status, and a sentence.

The sentence is a msgid with %(name)s places; faces translate it and fill it in. A subclass
may fix `code`, `text`, `status` and `field` as class attributes. These names are taken: a
place in a sentence is called otherwise, for example %(given)s.
"""

from typing import Any


class BonafixError(Exception):
    """Base of all errors that a person or a program is told about.

    The exception's own arguments are the code alone, so that a log never holds `params`.
    """

    code: str = "internal"
    text: str = "Something went wrong here. Please try again."
    status: int = 500
    field: str | None = None

    def __init__(
        self,
        code: str | None = None,
        text: str | None = None,
        *,
        field: str | None = None,
        **params: Any,
    ) -> None:
        self.code = code or type(self).code
        self.text = text or type(self).text
        self.field = field or type(self).field
        self.params = params
        super().__init__(self.code)

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


class NotAllowed(BonafixError):
    """The actor may not do this."""

    status = 403


class NotFound(BonafixError):
    """There is no such thing, or not for this actor."""

    status = 404


class TooMany(BonafixError):
    """Too often; later again."""

    status = 429
