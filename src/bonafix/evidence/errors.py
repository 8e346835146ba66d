"""Refusals around evidence that is given."""

from bonafix.kit.errors import Invalid, NotFound, Refused


class AskClosed(Refused):
    """Nothing is taken for an ask that is complete, over or withdrawn."""

    code = "ask_closed"
    text = "Nothing more is taken here: it is complete, was withdrawn, or its time is over."


class ShotNotAsked(Invalid):
    """What comes in is for something that is asked for."""

    code = "shot_not_asked"
    text = "This is not among the things that are asked for."
    field = "shot"


class CameraOnly(Refused):
    """Here only pictures taken on the page are taken."""

    code = "camera_only"
    text = "Please take the picture on this page; files are not taken here."


class WrongKind(Invalid):
    """A picture where a clip is asked for, or the other way round."""

    status = 415
    code = "wrong_kind"
    text = "Please send a picture where a picture is asked for, and a clip where a clip is."


class BadDeclaration(Invalid):
    """One of three answers is asked for."""

    code = "bad_declaration"
    text = "Please say whether it holds content made by AI: yes, no, or not sure."
    field = "ai"


class NotPackable(Invalid):
    """A packing record is a picture or a clip; a reference is a picture."""

    status = 415
    code = "not_packable"
    text = "Please send a picture or a clip (JPEG, PNG, WebP, HEIC, MP4, QuickTime)."
    field = "file"


class BadParcel(Invalid):
    """Numbers that no parcel has."""

    code = "bad_parcel"
    text = "Please check kind, order number, waybill and serial numbers: one of them cannot be."


class NoSuchPacking(NotFound):
    """It is not there, or belongs to another merchant."""

    code = "no_such_packing"
    text = "There is no such packing record."


class NoSuchReference(NotFound):
    """It is not there, or belongs to another merchant."""

    code = "no_such_reference"
    text = "There is no such reference picture."


class NotThisOrder(Invalid):
    """A person names an order of the same merchant."""

    code = "not_this_order"
    text = "This merchant has no order with this number."
    field = "order"


class BundleFailed(Refused):
    """An original that the bundle must hold cannot be read."""

    code = "bundle_failed"
    text = "A file of this case cannot be read whole, so no bundle was made. The audit names it."


class NoSuchBundle(NotFound):
    """None with this id in this case, or its file is not kept any more."""

    code = "no_such_bundle"
    text = "There is no such bundle, or it is not kept any more. Please make it again."


class ListUnusable(Invalid):
    """A trust list is read whole or not at all."""

    code = "list_unusable"
    text = "This file could not be read as a list of certificates."
    field = "document"


class ListThere(Refused):
    """The same file again changes nothing."""

    code = "list_there"
    text = "This very list is there already."


class NoSuchProvider(NotFound):
    """None with this id."""

    code = "no_such_provider"
    text = "There is no such entry of the table of providers."


class NoSuchLabel(NotFound):
    """None with this id."""

    code = "no_such_label"
    text = "There is no such label."


class LabelSettled(Refused):
    """Somebody asked already, or the time is over."""

    code = "label_settled"
    text = "The provider was asked already, or its logs need not be there any more."


class BadAsking(Invalid):
    """How and when the letter went out."""

    code = "bad_asking"
    text = "Please say how the letter went out, and on which day, today at the latest."
    field = "on"


class NoSuchList(NotFound):
    """None with this id."""

    code = "no_such_list"
    text = "There is no such trust list."
