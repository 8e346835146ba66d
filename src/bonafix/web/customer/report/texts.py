"""What the pages of a report say."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bonafix.web.customer.report.places import Understood
from bonafix.web.look import words

TITLES: dict[str, Promise] = {
    "product": _("What is broken?"),
    "fault": _("What is wrong with it?"),
    "place": _("Where should we come to?"),
    "time": _("When should we come?"),
    "contact": _("Whom may we call?"),
    "send": _("Is everything right?"),
}
NEXT: dict[str, Promise] = {
    "product": _("Next: what is wrong"),
    "fault": _("Next: where it is"),
    "place": _("Next: when we should come"),
    "time": _("Next: how we reach you"),
    "contact": _("Next: look it over"),
    "send": _("Send the report"),
}


def place_words(place: Understood) -> tuple[str, str]:
    """(what was understood of the address and what follows, tone of the notice)."""
    name = {"place": place.place.name}
    if place.outcome == "served":
        return gettext("We understood: %(place)s. We come there.") % name, "good"
    if place.outcome == "unserved":
        return gettext(
            "We understood: %(place)s. Nobody of us serves it yet. You can report all the same:"
            " a person looks for help from afar or nearby, and calls you within a day."
        ) % name, "attention"
    if place.outcome == "closed":
        return gettext(
            "We understood: %(place)s. We cannot send anybody there. You can report all the"
            " same: a person calls you and helps from afar as far as possible."
        ) % name, "attention"
    if place.outcome == "choose":
        return gettext("This address could mean several places."), "attention"
    return gettext(
        "We could not tell the place from this address. Please add city and county. You can"
        " also go on as it is: a person calls you and asks."
    ), "attention"


def send_label(place: Understood, arrives: datetime | None, now: datetime) -> str:
    """What the button does, with the earliest arrival where there is one."""
    if arrives is not None:
        return gettext("Send the report; a technician can be there by %(time)s") % {
            "time": words.near(arrives, now)
        }
    if place.outcome == "served":
        return gettext("Send the report; we look for a technician and tell you")
    return gettext("Send the report; a person looks at it and calls you")
