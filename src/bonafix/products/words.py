"""What the public service page says in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

DAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)

DISPUTED = _(
    "More than one brand claims this number. Until that is cleared up it is not shown as"
    " official; please reach us through this page."
)
INDEPENDENT = _("Independent repair, not the brand's official service")


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """One step of the service, as customers are told."""

    title: str | Promise
    text: str | Promise


PROCESS = (
    ProcessStep(
        pgettext_lazy("step of the service", "Report"),
        _("Report the fault here or by phone. You get a case number and a page to follow it."),
    ),
    ProcessStep(
        pgettext_lazy("step of the service", "Arrange"),
        _("We tell you who comes and when. You can choose another time or cancel."),
    ),
    ProcessStep(
        pgettext_lazy("step of the service", "Visit"),
        _(
            "At the door you give your confirmation code, so that both sides know it is the"
            " right person."
        ),
    ),
    ProcessStep(
        pgettext_lazy("step of the service", "Quote"),
        _("The technician quotes by the public price list. Nothing is done before you agree."),
    ),
    ProcessStep(
        pgettext_lazy("step of the service", "Repair and sign off"),
        _("You look at the work and sign for it when it is right."),
    ),
    ProcessStep(
        pgettext_lazy("step of the service", "Guarantee"),
        _("You get a voucher with the work, the price and the guarantee."),
    ),
)


def hours(lines: Iterable[tuple[tuple[int, ...], str, str]]) -> tuple[str, ...]:
    """Standby hours in words: “every day 00:00 to 24:00”, one for each line."""
    return tuple(
        pgettext("standby", "%(days)s %(start)s to %(end)s")
        % {"days": _days(days), "start": start, "end": end}
        for days, start, end in lines
    )


def _days(days: tuple[int, ...]) -> str:
    if days == tuple(range(7)):
        return pgettext("standby", "every day")
    # A run of days reads better as one.
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return pgettext("weekdays", "%(first)s to %(last)s") % {
            "first": DAYS[days[0]],
            "last": DAYS[days[-1]],
        }
    return pgettext("between weekdays", ", ").join(str(DAYS[day]) for day in days)
