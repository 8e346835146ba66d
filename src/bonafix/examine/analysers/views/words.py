"""The sentences of this analyser: what was measured, and what it does not show."""

from bonafix.kit.texts import N_

DEPTH = N_(
    "The picture and %(reference)s show the same thing from two places, in depth: %(off)s of"
    " %(matches)s points move as only a solid thing lets them. That supports whoever took both."
)
DEPTH_LIMITS = N_(
    "This does not show when the pictures were taken, nor that a damage in them is real. It was"
    " measured on one object only, so no general rate of error is stated."
)
FLAT = N_(
    "The picture and %(reference)s were taken from different places, and all %(matches)s points"
    " in common move as one flat surface."
)
FLAT_LIMITS = N_(
    "A garment on the floor, a print, a poster and a screen are all flat; which of them it was is"
    " not shown. A photo from the side, or with a hand in it, would tell."
)
AGREES = N_(
    "The outlined place is also seen in %(reference)s, where its surroundings say that it must"
    " be, and looks the same there (%(around)s of the surroundings agree). That supports whoever"
    " took both."
)
AGREES_LIMITS = N_(
    "This does not show what caused it, nor when. Who changes two pictures with care can make"
    " them agree."
)
MIDDLE = N_(
    "What the middle of the picture shows is also seen in %(reference)s, where its surroundings"
    " say that it must be (%(around)s of the surroundings agree). That supports whoever took both."
)
ABSENT = N_(
    "%(reference)s shows the surroundings of the outlined place (%(around)s of them agree), but"
    " not what this picture shows there."
)
ELSEWHERE = N_(
    "%(reference)s shows what this picture has in the outlined place, but not at the same spot of"
    " the surroundings (%(around)s of them agree)."
)
DIFFER_LIMITS = N_(
    "This does not show which of the two pictures is right, nor who changed one. Glare, dirt that"
    " was wiped off, something moved, or damage that grew between two pictures look like this; ask"
    " for one more picture."
)
CANNOT = N_(
    "Whether %(reference)s shows the outlined place cannot be told: it is not seen there, or too"
    " little of its surroundings is."
)
CANNOT_LIMITS = N_(
    "Nothing follows from this; another picture from nearly the same side would help."
)
