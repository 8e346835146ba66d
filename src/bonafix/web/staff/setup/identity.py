"""The operator's own identity provider, where its people log in with the account they have."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.operators.actors import Actor
from bonafix.people.actions import end_identity_provider, set_identity_provider
from bonafix.people.identity import identity_provider
from bonafix.web.staff.setup.parts import ActorForm, Deed, Row, Section, Table, day_of, text


class ProviderForm(ActorForm):
    """What the provider has told when this service was registered there."""

    name = text(gettext_lazy("Name on the button"), 60)
    server_url = text(
        gettext_lazy("Address of the provider"),
        300,
        hint=gettext_lazy("Its issuer, such as https://login.example.com/realms/service."),
    )
    client_id = text(gettext_lazy("Client ID"), 200)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


def _table(actor: Actor, _now: datetime) -> Table:
    del actor
    own = identity_provider()
    rows = []
    if own is not None:
        cells = (own.name, own.server_url, own.client_id, day_of(own.since))
        rows = [Row(cells, own.id, ("end",))]
    return Table(
        (_("Name"), _("Address of the provider"), _("Client ID"), _("Since")),
        rows,
        _("None. People log in with the log-in names of this service."),
    )


def _set(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    set_identity_provider(actor, now, **given)
    return _(
        "It stands on the log-in page now. Who logs in there needs a log-in here that is named "
        "like the e-mail address which the provider has verified."
    )


def _end(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    del given
    end_identity_provider(actor, now)
    return _("Nobody comes in by it any more. Log-in names and passwords stay.")


IDENTITY = Section(
    "identity",
    gettext_lazy("Own identity provider"),
    gettext_lazy("Log in with your organisation's account (OpenID Connect)."),
    "staff.edit",
    _table,
    lambda _actor, _now: int(identity_provider() is not None),
    (
        Deed("set", gettext_lazy("Name the provider"), _set, ProviderForm, wide=True),
        Deed(
            "end",
            gettext_lazy("End"),
            _end,
            warn=gettext_lazy("Nobody can log in by it any more."),
            wide=True,
        ),
    ),
    needed=False,
)
