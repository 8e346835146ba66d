"""What is asked for, in words: on a page, and as a text for any marketplace's chat."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from bonafix.evidence.models import Ask
from bonafix.kit.clock import local

Text = str | Promise

TITLES: Final[dict[str, Text]] = {
    "overview": _("The whole thing"),
    "damage": _("The damage, close up"),
    "damage_left": _("The damage, from the left"),
    "damage_right": _("The damage, from the right"),
    "label": _("Label or serial number"),
    "parcel": _("The parcel, with its label"),
    "destroyed": _("The goods, made useless, with the code beside them"),
    "card": _("The thing with the code beside it"),
    "clip": _("A clip of ten seconds"),
    "document": _("A document"),
}
HOW: Final[dict[str, Text]] = {
    "overview": _("All of it in the frame, in good light."),
    "damage": _("Go near until the damage fills half of the frame."),
    "damage_left": _("The same place, two steps to the left, so that the background moves."),
    "damage_right": _("The same place, two steps to the right, so that the background moves."),
    "label": _("The writing must be readable. No label: what identifies it otherwise."),
    "parcel": _("The outside with the carrier's label, and what lies inside, as far as it fits."),
    "destroyed": _(
        "Only what can be cut, torn or written over without danger. If in doubt, destroy nothing:"
        " you can send it back instead."
    ),
    "card": _("Write the code on paper, or show it on a second screen, and put it beside."),
    "clip": _("Begin with the whole thing, go slowly around it, end at the damage."),
    "document": _("An invoice, a chat, a test report: a picture or a PDF."),
}


def chat_text(ask: Ask, link: str) -> str:
    """The same challenge as a text: code, what to show, until when; for who never sees our page.

    In the active language; several lines, without any markup.
    """
    until = local(ask.until)
    lines = [
        say("To look into what you told us, please send these until %(until)s:")
        % {"until": f"{until:%Y-%m-%d %H:%M}"},
        *(f"{n}. {TITLES[one]}{say(': ')}{HOW[one]}" for n, one in enumerate(ask.wanted, 1)),
        say("Write the code %(code)s on paper and put it beside, in at least one picture.")
        % {"code": ask.code},
    ]
    if link:
        lines.append(say("Easier on this page: %(link)s") % {"link": link})
    lines.append(say("If you cannot take pictures, answer here: a person goes on with you."))
    return "\n".join(lines)
