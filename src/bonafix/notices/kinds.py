"""The shape of a notice's text, shared by all lists of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as N_

Sentence = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentences of one kind, and how long it is worth sending."""

    sentences: tuple[Sentence, ...]
    useful_for: timedelta | None = None


FOLLOW: Final = N_("Follow it here: %(link)s")
