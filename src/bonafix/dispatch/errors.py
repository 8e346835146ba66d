"""Refusals of dispatch."""

from bonafix.kit.errors import Conflict, Refused


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
