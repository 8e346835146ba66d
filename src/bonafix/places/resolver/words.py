"""The sentences of the trace. English msgids; faces translate them."""

RECENT = 2015  # a name given up since then is still in many people's mouths

NONE = "No division of the list is named in the text."
RESOLVED = "Read as %(parts)s."
AMBIGUOUS = "The text fits %(count)s places: %(names)s. Please ask which one is meant."
CONTRADICTION = "The text names places that do not lie in each other."
CONTEXT = "Several places fit; %(name)s is the only one in the area asked about."
HISTORICAL = "%(written)s is no longer in use (since %(year)s); today: %(after)s."
CHANGED = "%(written)s is not in today's list under this kind; the list has %(name)s."
REPAIRED = "%(written)s was read as %(name)s, which sounds the same and lies in the place named."
SPECIAL = {
    "zone": "%(name)s is a functional area and no division of the list; it lies in %(around)s. "
    "Please ask for the district or street office.",
    "forest": "%(name)s is a forest district and no division of the list; "
    "it belongs to %(around)s.",
    "unserviceable": "%(name)s stands in the list, but nobody can be sent there.",
}
