"""Refusals of a claim's steps. None of them is a refusal of the claim."""

from bonafix.kit.errors import Invalid, NotFound, Refused


class PicturesMissing(Invalid):
    """Not every asked picture is there yet."""

    code = "pictures_missing"
    field = "pictures"
    text = "%(missing)d pictures are still missing. Please add them, then send everything."


class NotAPicture(Invalid):
    """An upload that nobody could look at."""

    code = "not_a_picture"
    field = "picture"
    text = "This is not a picture that can be read here. Please send a JPEG, PNG, WebP or HEIC."


class PictureTooLarge(Invalid):
    """More bytes than are examined."""

    code = "picture_too_large"
    field = "picture"
    text = "This picture has more than 20 MB. Please send it as the camera made it, or smaller."


class TooManyPictures(Invalid):
    """More than a person would look at."""

    code = "too_many_pictures"
    field = "picture"
    text = "There are 12 pictures already. If more is to be seen, please say so in words."


class NothingOwed(Refused):
    """Nobody waits for this (any more)."""

    code = "nothing_owed"
    text = "Nobody is waiting for this any more."


class AppealUsed(Refused):
    """One appeal was decided; a court or the authority is the next way."""

    code = "appeal_used"
    text = "An appeal was decided already. You can still turn to 12315, to mediation or to a court."


class NoSuchPicture(NotFound):
    """No such picture in this case."""

    code = "no_such_picture"
    text = "There is no such picture."


class NoSuchOrder(NotFound):
    """No order of that number, or not for this actor."""

    code = "no_such_order"
    text = "There is no order with this number. Please check the number."


class NoBuyer(Invalid):
    """Nobody is known to whom money would go back."""

    code = "order_without_buyer"
    text = "Nobody is named as the buyer of this order. Please give name and phone."
