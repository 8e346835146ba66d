"""Merchants, whose orders can be claimed about."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.queries import in_role
from bonafix.web.staff.setup.outlets import add_party
from bonafix.web.staff.setup.parts import ActorForm, Deed, Row, Section, Table, text


class MerchantForm(ActorForm):
    """A shop."""

    title = text(gettext_lazy("Name of the merchant"))


def _table(_actor: Actor, now: datetime) -> Table:
    return Table(
        (_("Merchant"),),
        [Row((one.title,), one.id) for one in in_role("merchant", now)],
        _("No merchant yet. Needed only for claims about orders; its people get log-ins."),
    )


def _add(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    with begin(actor, now) as act:
        add_party(act, given["title"], "merchant")
    return _("The merchant is here. Its orders come by the interface, its people get log-ins.")


MERCHANTS = Section(
    "merchants",
    gettext_lazy("Merchants"),
    gettext_lazy("Whose orders can be claimed about. Not needed for repairs."),
    "organisation.add",
    _table,
    lambda _actor, now: len(in_role("merchant", now)),
    (Deed("add", gettext_lazy("Add a merchant"), _add, MerchantForm, wide=True),),
    needed=False,
)
