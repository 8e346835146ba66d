"""Why a text was read as a place, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext

from bonafix.places import Step


def in_words(steps: Iterable[Step]) -> list[str]:
    """A sentence for each step of a trace."""
    return [_said(step) for step in steps]


def _said(step: Step) -> str:
    said: str = gettext(step.text)
    return said % step.params if step.params else said
