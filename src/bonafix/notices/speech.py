"""Words of a notice as they are read out on a telephone. Pure but for the language."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext as _

# Read out sign by sign, with a breath between them.
SPELLED = ("code", "number")


def spoken(values: Mapping[str, str]) -> dict[str, str]:
    """The places of a text for the ear: codes sign by sign, money in words, and no link.

    A sentence that has nothing but a link to offer falls away with it.
    """
    told = {**values}
    told.pop("link", None)
    for name in SPELLED:
        if told.get(name):
            told[name] = _(", ").join(sign for sign in told[name] if sign.isalnum())
    if told.get("sum"):
        told["sum"] = _("%(yuan)s yuan") % {"yuan": told["sum"].lstrip("¥").replace(",", "")}
    return told


def read_out(sender: str, text: str, language: str) -> str:
    """Who calls, what they say, and the same once more: nobody can read it again."""
    with translation.override(language):
        return _("This is %(sender)s. %(text)s Once more: %(text)s") % {
            "sender": sender,
            "text": text,
        }
