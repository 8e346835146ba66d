"""What is said about codes in several pictures of one claim, and what it does not show."""

from bonafix.kit.texts import N_

SERIALS_DIFFER = N_(
    "The picture shows the serial number %(mine)s, the picture %(reference)s of the same claim"
    " shows %(theirs)s."
)
ARTICLES_DIFFER = N_(
    "The picture shows the article number %(mine)s, the picture %(reference)s of the same claim"
    " shows %(theirs)s."
)
DIFFER_LIMITS = N_(
    "This does not show which of them belongs to the order. A set of several pieces, an outer box"
    " and the article in it, or an exchanged label bear different numbers honestly; ask what each"
    " picture shows."
)
AGREE = N_(
    "The picture and the picture %(reference)s of the same claim show the same code %(mine)s."
)
AGREE_LIMITS = N_(
    "That supports whoever gave both: both show the same label. It does not show a fault of the"
    " article, nor that the label belongs to it. Many pieces of one article bear the same number."
)
CANNOT = N_(
    "The picture and the picture %(reference)s of the same claim show codes that cannot be"
    " compared with each other."
)
CANNOT_LIMITS = N_(
    "Nothing follows from this in either direction; a photo of the same label in both would help."
)
