"""What the pages of a merchant say about parcels."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bonafix.evidence.models import Packing

Text = str | Promise

KINDS: Final[dict[str, Text]] = {
    "packing": pgettext_lazy("parcel", "Packing"),
    "shipping": pgettext_lazy("parcel", "Handing to the carrier"),
}
STATUS: Final[dict[str, tuple[Text, str]]] = {
    "reading": (_("Being read"), "active"),
    "bound": (_("Belongs to the order"), "done"),
    "asks": (_("Please say to which order"), "attention"),
    "aside": (_("Belongs to no order"), ""),
}
QUESTIONS: Final[dict[str, Text]] = {
    "no_order": _("Neither your words nor the codes in it name an order of yours."),
    "unknown_order": _("There is no order with the number that you gave."),
    "other_order": _("What stands on it belongs to more than one order."),
    "other_waybill": _("The waybill in the picture is not the one that you gave."),
    "two_waybills": _("There are two waybills in the picture."),
}
WHAT: Final[dict[str, Text]] = {
    "order": _("Order number"),
    "waybill": _("Waybill"),
    "serial": _("Serial number"),
    "goods": _("Number of the kind of goods"),
}
TIMES: Final[dict[str, Text]] = {
    "exif": _("as the camera wrote into the file; unsigned"),
    "container": _("as the head of the film says; unsigned"),
    "told": _("as you say"),
}


def shown(row: Packing) -> dict[str, Any]:
    """A record for people: what is known of the parcel and where each thing was read."""
    word, tone = STATUS[row.status]
    return {
        "row": row,
        "kind": KINDS[row.kind],
        "word": word,
        "tone": tone,
        "question": QUESTIONS.get(row.question, ""),
        "picture": row.file.media_type.startswith("image/"),
        "known": [
            {"what": WHAT[what], "value": value, "where": "" if where == "told" else where}
            for what, value, where in row.known or ()
        ],
        "time": TIMES.get(row.taken_from, ""),
    }
