"""Refusals of dispatch."""

from bonafix.kit.errors import Conflict, Invalid, NotFound, Refused


class AlreadyArranged(Conflict):
    """Somebody else was faster."""

    def __init__(self) -> None:
        super().__init__(
            "already_arranged",
            "Somebody else has just arranged this visit. Please look at the new plan first.",
        )


class NotFree(Conflict):
    """The technician's time is taken, or was taken a moment ago."""

    def __init__(self) -> None:
        super().__init__(
            "technician_not_free",
            "The technician is not free at that time any more. Please choose another time.",
        )


class NotSuitable(Refused):
    """A skill is missing; manual assignment is no way around it."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            "skill_missing",
            "This technician lacks a skill that the job needs: %(missing)s.",
            missing=missing,
        )


class RosterSpan(Invalid):
    """Days of a roster that cannot be filled."""

    code = "roster_span"
    field = "last"
    text = (
        "Please give a first and a last day, not in the past and at most %(days)s days, "
        "with a working day between them."
    )


class NoSuchTechnician(NotFound):
    """None of this operator, or one who has left."""

    code = "no_such_technician"
    text = "There is no such technician here."


class StillBooked(Refused):
    """Visits are promised with this technician's name."""

    code = "technician_still_booked"
    text = "This technician still has visits: %(number)s. Please give them to others first."


class BadSkills(Invalid):
    """Skills and names are short words."""

    code = "bad_technician_word"
    text = "Please write it shorter: at most %(longest)s characters."
