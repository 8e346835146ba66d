"""What a claim asks for, as the guided capture asks for it. Pure."""

from collections.abc import Iterable
from typing import Final

# The claim's word for a picture → the capture's.
SHOT_OF: Final = {
    "overview": "overview",
    "detail": "damage",
    "left": "damage_left",
    "right": "damage_right",
    "label": "label",
    "parcel": "parcel",
    "card": "card",
    "clip": "clip",
}
SLOT_OF: Final = {shot: slot for slot, shot in SHOT_OF.items()} | {"document": "document"}
# What the giver says, as a picture of a claim has it; unsure stays with the request itself.
DECLARED: Final = {"yes": True, "no": False}


def asked_for(needed: Iterable[str], filled: Iterable[str]) -> list[str]:
    """The shots that are still to be taken; all of them again when nothing is missing."""
    there, wanted = set(filled), list(needed)
    return [SHOT_OF[slot] for slot in wanted if slot not in there] or [
        SHOT_OF[slot] for slot in wanted
    ]
