"""What the customer's pages say about offers, quotes and what was just done."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The steps that the holder of the link may take.
VERBS: Final = ("approve", "decline", "sign_off", "reschedule", "cancel")
DONE: Final[dict[str, Promise]] = {
    "approve": _("You have agreed to the quote; the repair begins."),
    "recording": _("You allow a recording; you can take it back here at any time."),
    "no_recording": _("No recording. Nothing else changes."),
    "decline": _("You have declined the quote; nothing more is done."),
    "sign_off": _("Thank you. Your guarantee is being written."),
    "rebook": _("Your new time is booked; the old one is given back."),
    "reschedule": _("The old time is given back; we arrange the new one and tell you."),
    "cancel": _("The visit is cancelled; nobody comes."),
    "absence": _("Thank you for telling us. A person calls you within minutes."),
}
OFFERS: Final[dict[str, Promise]] = {
    "remote_help": _("We offer you help by phone or video. A person calls you."),
    "nearest_place": _("We offer you the nearest place that we serve. A person calls you."),
    "waiting_list": _("You are on the waiting list: we tell you as soon as somebody serves it."),
}
QUOTES: Final[dict[str, Promise]] = {
    "approved": _("You have agreed"),
    "declined": _("You have declined"),
}
