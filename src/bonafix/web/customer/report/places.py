"""What was understood of an address, and what to ask when that is not one served place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from bonafix.intake.locate import choices_for, locate, settled
from bonafix.places import Division
from bonafix.repairs.actions.report import Place, Service
from bonafix.repairs.serving import who_goes

Outcome = Literal["served", "unserved", "choose", "unclear", "closed"]
# "None of these": a person asks back.
NONE_OF_THESE: Final = "none"


@dataclass(frozen=True, slots=True)
class Understood:
    """The place of a report as far as it is known.

    served: somebody goes there. unserved: the place is clear, nobody serves it yet. choose:
    one of `choices` must be meant. unclear: no place was found, or too many. closed: nobody
    can be sent there. Whatever it is, the report is taken.
    """

    outcome: Outcome
    place: Place
    service: Service
    choices: tuple[Division, ...] = ()

    @property
    def shown_as(self) -> str:
        """What the reporter was shown, so that only that is gone on with."""
        return f"{self.outcome}:{self.place.status}:{self.place.code}"


def understand(
    address: str, chosen: str, brand_id: UUID | None, urgent: bool, now: datetime
) -> Understood:
    """Read the address; `chosen` is a code picked from the choices that were shown, or ""."""
    choices = choices_for(address)
    code = chosen if chosen in {one.code for one in choices} else ""
    place = locate(address, code)
    if settled(place):
        service = _service(place, brand_id, urgent, now)
        return Understood("served" if service.standing else "unserved", place, service)
    nobody = Service(None, "", f"place_{place.status}")
    if place.status == "not_serviceable":
        return Understood("closed", place, nobody)
    if choices and chosen != NONE_OF_THESE:
        return Understood("choose", place, nobody, choices)
    return Understood("unclear", place, nobody)


def _service(place: Place, brand_id: UUID | None, urgent: bool, now: datetime) -> Service:
    if brand_id is None:
        return Service(None, "", "product_unknown")
    return who_goes(place.code, brand_id, urgent, now, place.status)
