"""The sentences of the trace. English msgids; faces translate them."""

from bonafix.kit.texts import N_

RECENT = 2015  # a name given up since then is still in many people's mouths

NONE = N_("No division of the list is named in the text.")
RESOLVED = N_("Read as %(parts)s.")
AMBIGUOUS = N_("The text fits %(count)s places: %(names)s. Please ask which one is meant.")
CODE = N_("The text gives the division code %(code)s: %(name)s.")
CONTRADICTION = N_("The text names places that do not lie in each other.")
CONTEXT = (
    N_("Several places fit; %(name)s is the only one in the area asked about."),
    N_("Several places fit; %(name)s is the only one in the area of the caller's number."),
    N_("Several places fit; %(name)s is the only one in the area of this desk."),
)
AWAY = N_(
    "The sentence says that %(written)s is left or not meant, so it was not read as the place."
)
SAME_AREA = N_(
    "Several places fit; %(name)s is the only one in the area of the place that is left."
)
MOVED = N_("%(written)s is no longer above %(name)s (since %(year)s).")
HISTORICAL = N_("%(written)s is no longer in use (since %(year)s); today: %(after)s.")
CHANGED = N_("%(written)s is not in today's list under this kind; the list has %(name)s.")
IN_LIST = N_("Read as lying in %(name)s, which stands before it in the list.")
REPAIRED = N_(
    "%(written)s was read as %(name)s, which sounds the same and lies in the place named."
)
SPECIAL = {
    "zone": N_(
        "%(name)s is a functional area and no division of the list; it lies in %(around)s. "
        "Please ask for the district or street office."
    ),
    "forest": N_(
        "%(name)s is a forest district and no division of the list; it belongs to %(around)s."
    ),
    "unserviceable": N_("%(name)s stands in the list, but nobody can be sent there."),
}
