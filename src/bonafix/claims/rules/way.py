"""The shape of one way of a claim, and words that all of them share. Pure."""

from dataclasses import dataclass
from typing import Final

CLAIM: Final = "/c/{token}/"
DESK: Final = "/staff/claims/{number}/"
API: Final = "/api/v1/claims/{number}"
POST: Final = f"POST {API}"
TOLD: Final = "none: the merchant's inbox shows it"


@dataclass(frozen=True, slots=True)
class Transition:
    """One way of a claim. All of it is shown in docs/states.md, and no cell may be empty.

    `machine` says what a machine may do here: "measure", "remind", "execute" (what a person
    decided), "standing" (what a merchant instructed), or "" for nothing at all.
    """

    verb: str
    before: tuple[str, ...]
    after: str
    permission: str
    kind: str  # of the ledger entry
    page: str
    api: str
    # The kind of notice that the buyer gets, or "none: " and why.
    notice: str
    test: str
    machine: str = ""


UNDECIDED: Final = (
    "opened", "evidenced", "answering", "offered", "returning", "sent_back", "agreeing",
    "inspecting", "destroying", "destroyed", "reviewing", "confirming",
)  # fmt: skip
