"""Refusals of a repair."""

from collections.abc import Collection

from bonafix.kit.errors import Conflict, Invalid, Refused


class WrongCode(Invalid):
    """Not the code that the customer holds."""

    def __init__(self, left: int) -> None:
        super().__init__(
            "wrong_door_code",
            "This is not the customer's code. Please ask again; %(left)d tries are left.",
            field="code",
            left=left,
        )


class TooManyCodes(Refused):
    """The code was guessed at too often; a person helps."""

    def __init__(self) -> None:
        super().__init__(
            "door_code_locked",
            "The code was wrong five times. Please call the service desk: it sends the customer"
            " a new code, and the visit goes on with that one.",
        )


class SlotGone(Conflict):
    """The time that was offered is taken; nothing was given back for it."""

    def __init__(self) -> None:
        super().__init__(
            "slot_gone",
            "Somebody else has just taken this time. Your old time still stands;"
            " please choose another one.",
        )


class NoQuote(Refused):
    """There is no quote that waits for an answer."""

    def __init__(self) -> None:
        super().__init__("no_open_quote", "There is no quote waiting for an answer.")


def check_reason(word: str, words: Collection[str]) -> None:
    """`Invalid` unless the word is one of these: free words do not go on record."""
    if word not in words:
        raise Invalid("because_unknown", "Please choose one of the reasons.", field="because")


class ConsentWithdrawn(Conflict):
    """The customer has taken consent back; a person settles with them what becomes of it."""

    def __init__(self) -> None:
        super().__init__(
            "consent_withdrawn",
            "The customer has withdrawn consent to the use of their data. The service desk calls"
            " them; until then the visit cannot go on.",
        )


class NothingOwed(Refused):
    """Nobody waits for this (any more)."""

    def __init__(self) -> None:
        super().__init__("nothing_owed", "Nobody is waiting for this any more.")


class NotDueYet(Refused):
    """The promised time is not over."""

    def __init__(self) -> None:
        super().__init__(
            "not_due_yet", "The technician still has time. Please look at the page again then."
        )


class NotTheSame(Refused):
    """Two cases that are not one."""

    def __init__(self) -> None:
        super().__init__(
            "not_the_same",
            "Only two open reports of the same customer can be joined. Please check the number.",
            field="into",
        )


class QuoteDiffers(Conflict):
    """The sum that was signed is not that of the quote on record."""

    def __init__(self) -> None:
        super().__init__(
            "quote_differs", "The sum that was signed is not that of the quote on record."
        )


class SignatureNeeded(Invalid):
    """An approval at the door without anything signed."""

    def __init__(self) -> None:
        super().__init__(
            "signature_needed",
            "Please let the customer sign, on the screen or on paper with a photo of it.",
            field="signature",
        )


class NoSuchPicture(Invalid):
    """A step names a picture that has not arrived, or is of another kind."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "picture_unknown",
            "This picture has not arrived yet. Please send it first.",
            field=field,
        )


class ProofsMissing(Conflict):
    """A step of an opening before its proofs are on record."""

    def __init__(self) -> None:
        super().__init__(
            "proofs_missing",
            "First put on record who asks for it, by what right, and who witnesses it.",
        )


class NotAnOpening(Conflict):
    """A step that only the opening of a door has."""

    def __init__(self) -> None:
        super().__init__("not_an_opening", "This visit is not the opening of a door.")


class NoPermit(Refused):
    """Whoever would go has no local permit on file for this place and time."""

    def __init__(self) -> None:
        super().__init__(
            "no_local_permit",
            "No local permit for this place and time is on file for this technician.",
            field="technician",
        )


class NotAnInspection(Conflict):
    """What was seen is put on record only where a visit was made to look."""

    def __init__(self) -> None:
        super().__init__("not_an_inspection", "This visit is not an inspection.")


class NothingToPay(Conflict):
    """An inspection for a claim has no price at the door."""

    def __init__(self) -> None:
        super().__init__(
            "nothing_to_pay",
            "This visit was ordered for a claim: the customer pays nothing. Please put on record"
            " what you see.",
        )


class GuaranteeOver(Conflict):
    """The guarantee has ended; somebody comes all the same, as a paid visit."""

    def __init__(self, ended_on: str) -> None:
        super().__init__(
            "guarantee_over",
            "The guarantee of this repair held until %(day)s. We gladly come again as a paid visit,"
            " at the prices of the public list; please say that you want that.",
            field="paid",
            day=ended_on,
        )


class NoGuarantee(Conflict):
    """There was none; somebody comes all the same, as a paid visit."""

    def __init__(self) -> None:
        super().__init__(
            "no_guarantee",
            "There is no guarantee on file for this repair. We gladly come again as a paid visit,"
            " at the prices of the public list; please say that you want that.",
            field="paid",
        )


class NotToBeRepeated(Conflict):
    """Not a repair that is over."""

    def __init__(self) -> None:
        super().__init__(
            "not_to_be_repeated",
            "Somebody comes again for a repair that is done. Please report anything else anew.",
        )
