"""What may go on record of a thing that somebody was sent to look at. Pure.

The words describe the thing as it lies there. None says how it came about, and none says
anything about a person.
"""

from typing import Final

from bonafix.kit.errors import Invalid
from bonafix.repairs.rules.parts import check_serial

# "not_examined": nothing could be looked at (not there, not unpacked, no power).
SEEN: Final = ("as_claimed", "otherwise", "no_fault_seen", "not_examined")
LEAST_WORDS: Final = 12
LONGEST: Final = 2000


def check_found(seen: str, words: str, serial: str, pictures: int) -> tuple[str, str]:
    """(words, serial), clean. `Invalid` for another word, too few words, or no picture.

    `pictures` counts those of the thing as it was found; only what was not examined needs none.
    """
    if seen not in SEEN:
        raise Invalid("seen_unknown", "Please choose what you saw.", field="seen")
    clean = " ".join(words.replace("\x00", "").split())
    if sum(sign.isalnum() for sign in clean) < LEAST_WORDS or len(clean) > LONGEST:
        raise Invalid("describe_it", "Please describe in a few words what you saw.", field="words")
    if pictures < 1 and seen != "not_examined":
        raise Invalid("picture_needed", "Please add a picture of what you saw.", field="picture")
    return clean, check_serial(serial.strip()) if serial.strip() else ""
