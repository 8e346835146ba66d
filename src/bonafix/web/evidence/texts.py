"""What the pages of an ask say: states, why a picture will not do, and the declaration."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

PROBLEMS: Final[dict[str, Text]] = {
    "too_small": _("It has few pixels: details cannot be seen. Take it with the camera itself."),
    "too_dark": _("It is very dark. More light, or the flash, helps."),
    "too_bright": _("It is very bright. Turn away from the light."),
    "blurred": _("It is blurred. Hold still and tap on the thing before you take it."),
    "not_read": _("It cannot be opened as what is asked for. Please take it again."),
}
CODE_SEEN: Final[dict[str, Text]] = {
    "seen": _("The code in it was read."),
    "not_read": _("No machine read the code in it; a person will look for it."),
}
STATES: Final[dict[str, Text]] = {
    "missing": _("Still missing"),
    "checking": _("Received, being looked at"),
    "usable": _("Received"),
    "unusable": _("Better once more"),
}
TONES: Final = {"missing": "", "checking": "active", "usable": "done", "unusable": "attention"}
ENDED: Final[dict[str, Text]] = {
    "complete": _("Everything is here. Thank you. A person looks at it now."),
    "over": _("The time for this is over. What came in is kept; a person decides how it goes on."),
    "withdrawn": _("This is not needed any more."),
}
DECLARATION: Final[dict[str, Text]] = {
    "no": _("No, nothing in them was made or changed by AI"),
    "yes": _("Yes, something in them was made or changed by AI"),
    "unsure": _("I am not sure"),
}
UNDECLARED: Final[Text] = _("They have not said anything about it")
ASKS: Final[dict[str, Text]] = {
    "open": _("Waiting for them"),
    "complete": _("Everything is here"),
    "over": _("Time is over"),
    "withdrawn": _("Withdrawn"),
}
SOURCES: Final[dict[str, Text]] = {
    "camera": _("by the camera, as the page says"),
    "upload": _("a file"),
}
LABELS: Final[dict[str, Text]] = {
    "open": _("Provider to be asked"),
    "asked": _("Provider was asked"),
    "lapsed": _("Nobody asked in time"),
}
