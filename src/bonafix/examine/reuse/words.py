"""What is said of a photograph that was given before, and what it does not show."""

from bonafix.kit.texts import N_

SAME_FILE = N_("The very same file was also given in case %(case)s on %(day)s.")
SAME_FILE_ELSEWHERE = N_(
    "The very same file was also given on %(day)s in a case with another merchant."
)
SAME_PHOTO = N_(
    "The picture shows the same photograph as one that was given in case %(case)s on %(day)s."
)
SAME_PHOTO_ELSEWHERE = N_(
    "The picture shows the same photograph as one that was given on %(day)s in a case with"
    " another merchant."
)
LIMITS = N_(
    "This does not show which of the two was taken first, who took it, or why it was given twice:"
    " one parcel can be part of two orders, and a picture can be given again by mistake. A flat"
    " print photographed twice can look the same."
)
