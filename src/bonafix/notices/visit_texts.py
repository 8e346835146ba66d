"""What notices about prices of a visit say. Chinese stands in the catalogue."""

from typing import Final

from django.utils.translation import gettext_noop as N_

from bonafix.notices.kinds import FOLLOW, Kind

VISIT_KINDS: Final[dict[str, Kind]] = {
    "first_free": Kind(
        (
            N_(
                "Your inspection %(number)s is free of charge: the brand offers it to new"
                " customers, and with your telephone number no visit was made before."
            ),
            FOLLOW,
        )
    ),
    "first_known": Kind(
        (
            N_(
                "Your inspection %(number)s costs what the public price list says: the brand offers"
                " the first one for nothing, and with your telephone number there was a visit"
                " before, or a free one is under way."
            ),
            N_("Until somebody stands at your door you can cancel it and pay nothing."),
            N_("If that is not so, tell us here: %(link)s"),
        )
    ),
}
