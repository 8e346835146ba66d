"""Refusals around the catalogue, coverage and hotlines."""

from bonafix.kit.errors import Invalid, NotFound, Refused


class BadStandby(Invalid):
    """Weekly hours that cannot be read."""

    code = "bad_standby"
    field = "standby"
    text = "These standby hours cannot be read. Give days (0 is Monday) and times like 08:00."


class BadText(Invalid):
    """An empty or too long name, code or number."""

    code = "bad_text"
    text = "Please fill this in, with at most %(longest)d characters."


class BadMinutes(Invalid):
    """No time at all, or more than a day."""

    code = "bad_minutes"
    field = "minutes"
    text = "Please say how many minutes the work takes: 1 to 1440."


class BadPrice(Invalid):
    """Not a whole, not negative number of fen."""

    code = "bad_price"
    field = "fen"
    text = "A price is a whole number of fen and not below zero."


class PriceInPast(Invalid):
    """Somebody would rewrite what was the public price."""

    code = "price_in_past"
    field = "valid_from"
    text = "A price can begin now or later. What was public before stays as it was."


class BadSpan(Invalid):
    """An authorisation that ends before it begins."""

    code = "bad_span"
    field = "valid_to"
    text = "The end must be after the beginning."


class UnknownDivision(Invalid):
    """No division of today's list has this code."""

    code = "unknown_division"
    field = "division"
    text = "There is no division with the code %(division)s today."


class NotServing(Invalid):
    """Coverage and prices belong to outlets and brands."""

    code = "not_serving"
    field = "party"
    text = "This is neither an outlet nor the brand itself."


class NotAHotline(Invalid):
    """Nothing that customers could dial."""

    code = "not_a_hotline"
    field = "number"
    text = "This is not a hotline number. Give a 400, 95 or landline number."


class AlreadyThere(Refused):
    """The same brand, product, fault or unit is in the catalogue."""

    code = "already_there"
    text = "This is in the catalogue already."


class AlreadyCovered(Refused):
    """The same party says the same of the same division."""

    code = "already_covered"
    text = "This is declared already for this place. End that first."


class HotlineThere(Refused):
    """The brand claims the number already."""

    code = "hotline_there"
    text = "This brand has this number already."


class HotlineWithdrawn(Refused):
    """The claim was taken back."""

    code = "hotline_withdrawn"
    text = "This number was withdrawn. Claim it again first."


class NoSuchThing(NotFound):
    """An id of nothing here."""

    code = "not_in_catalogue"
    text = "There is no such thing in the catalogue."


class UnitUnnamed(Invalid):
    """A sold unit that nothing tells from others."""

    code = "unit_unnamed"
    field = "serial"
    text = "Please give a serial number, an order number or the owner."
