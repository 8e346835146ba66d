"""A brand lets an outlet work in its name, and takes it back."""

from datetime import datetime
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.products.actions.checks import allow, get, has_role, hold, paper, span
from bonafix.products.errors import NotServing
from bonafix.products.models import Authorisation, Brand


def authorise_outlet(
    act: Act,
    *,
    outlet_id: UUID,
    brand_id: UUID,
    document_id: UUID,
    valid_from: datetime,
    valid_to: datetime,
) -> Authorisation:
    """The outlet works in the brand's name from `valid_from` until before `valid_to`.

    `document_id` is the brand's paper, a stored file. An outlet cannot do this for itself.
    Raises NotAllowed, NoSuchThing, NotServing, BadSpan.
    """
    brand = get(Brand, brand_id)
    allow(act, "authorisation.edit", brand=brand)
    if not has_role(outlet_id, ["outlet"], act.now):
        raise NotServing
    begin, end = span(valid_from, valid_to)
    row = Authorisation(
        operator_id=act.operator_id,
        outlet_id=outlet_id,
        brand_id=brand_id,
        document_id=paper(document_id),
        valid_from=begin,
        valid_to=end,
        changed_at=act.now,
    )
    act.record("products.outlet_authorised", ("party", outlet_id), rows=[row])
    return row


def revoke_outlet(act: Act, authorisation_id: UUID) -> Authorisation:
    """The authorisation ends now, or never begins; one that is over stays as it is.

    Raises NotAllowed, NoSuchThing.
    """
    row = hold(act, Authorisation, authorisation_id)
    allow(act, "authorisation.edit", brand=get(Brand, row.brand_id))
    if act.now < row.valid_to:
        row.valid_to = max(act.now, row.valid_from)
        row.changed_at = act.now
        act.record("products.outlet_revoked", ("party", row.outlet_id), rows=[row])
    return row
