"""Trust lists: whose signatures under Content Credentials count as those of who they name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.evidence.actions.trust import import_trust, remove_trust
from bonafix.evidence.queries import trust_lists
from bonafix.examine.trust_lists import MOST_BYTES
from bonafix.operators.actors import Actor
from bonafix.people.models import Account
from bonafix.web.staff.setup.parts import ActorForm, Deed, Row, Section, Table, day_of, text


class TrustForm(ActorForm):
    """A list, as its publisher gives it out."""

    title = text(gettext_lazy("Name of the list"))
    document = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy("PEM, PKCS#7, DER or JSON, at most 10 MB."),
        max_length=200,
    )


def _lists(actor: Actor, now: datetime) -> Table:
    del actor, now
    found = trust_lists()
    accounts = Account.objects.filter(id__in=[one.account_id for one in found])
    who: dict[UUID | None, str] = {one.id: one.username for one in accounts}
    rows = [
        Row(
            (
                one.title,
                one.certificates,
                one.first,
                day_of(one.added_at),
                who.get(one.account_id) if one.account_id else _("At the console"),
                bytes(one.sha256).hex(),
            ),
            one.id,
            ("remove",),
        )
        for one in found
    ]
    heads = (
        _("Name of the list"), _("Certificates"), _("The first one names"),
        _("Since"), _("Brought in by"), "SHA-256",
    )  # fmt: skip
    return Table(
        heads, rows, _("No list yet: of every signature it is said that no trust list was given.")
    )


def _add(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    row = import_trust(actor, now, given["title"], given["document"].read(MOST_BYTES + 1))
    return _("%(count)s certificates are trusted from now on.") % {"count": row.certificates}


def _remove(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    remove_trust(actor, now, given["id"])
    return _("This list is not used any more. What was examined under it stays as it was said.")


TRUST = Section(
    "trust",
    gettext_lazy("Trusted signers of pictures"),
    gettext_lazy("Lists of signers of Content Credentials (C2PA); none is built in."),
    "trust.edit",
    _lists,
    lambda _actor, _now: len(trust_lists()),
    (
        Deed("add", gettext_lazy("Bring in a trust list"), _add, TrustForm, wide=True),
        Deed(
            "remove",
            gettext_lazy("Use this list no more"),
            _remove,
            warn=gettext_lazy("Signers that only this list names count as untrusted from now on."),
            wide=True,
        ),
    ),
    needed=False,
)
