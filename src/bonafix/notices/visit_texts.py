"""What notices about prices of a visit say. Chinese stands in the catalogue."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as N_

from bonafix.notices.kinds import FOLLOW, Kind

VISIT_KINDS: Final[dict[str, Kind]] = {
    # To an outlet: a number, a time and an address that asks for a log-in; nobody's data.
    "visit_offered": Kind(
        (
            N_("A visit is passed to you: %(number)s."),
            (
                N_("Please say yes by %(answer_by)s; after that the next outlet is asked."),
                N_("It counts as taken on. Hand it back if you cannot go."),
            ),
            N_("See it with its pay and answer here: %(inbox)s"),
        ),
        useful_for=timedelta(hours=4),
    ),
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
