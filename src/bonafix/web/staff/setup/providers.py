"""The table of providers: which legal entity a code in a label names, by whose word."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.evidence.actions.providers import add_providers, end_provider, import_providers
from bonafix.evidence.providers import MARKS, MOST_BYTES, check
from bonafix.evidence.queries import providers
from bonafix.operators.actors import Actor
from bonafix.people.models import Account
from bonafix.web.staff.setup.parts import ActorForm, Deed, Row, Section, Table, text

MARKED = {
    "V": gettext_lazy("read in the register itself"),
    "S": gettext_lazy("by somebody else's word"),
}


class ProviderForm(ActorForm):
    """One entry, as the register has it."""

    uscc = text(gettext_lazy("Unified social credit code"))
    name = text(gettext_lazy("Registered name"))
    services = text(gettext_lazy("Services"), needed=False)
    contact = text(gettext_lazy("Where it takes letters"), 200, needed=False)
    mark = forms.ChoiceField(label=gettext_lazy("How sure"), choices=list(MARKED.items()))
    since = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    source = text(gettext_lazy("Source: where and when it was looked up"), 300)


class TableForm(ActorForm):
    """Many entries at once."""

    document = forms.FileField(
        label=gettext_lazy("The table"),
        help_text=gettext_lazy(
            "CSV or TSV in UTF-8: uscc, name, services, contact, mark (V or S), since, source."
        ),
        max_length=200,
    )


def _table(actor: Actor, now: datetime) -> Table:
    del actor, now
    found = providers()
    accounts = Account.objects.filter(id__in=[one.account_id for one in found])
    who: dict[UUID | None, str] = {one.id: one.username for one in accounts}
    rows = [
        Row(
            (
                one.uscc,
                one.name,
                one.services,
                MARKED[one.mark],
                one.since.isoformat(),
                one.until.isoformat() if one.until else "",
                one.source,
                who.get(one.account_id) if one.account_id else _("At the console"),
            ),
            one.id,
            ("end",) if one.until is None else (),
        )
        for one in found
    ]
    heads = (
        _("Unified social credit code"), _("Registered name"), _("Services"), _("How sure"),
        _("From"), _("Until"), _("Source: where and when it was looked up"), _("Brought in by"),
    )  # fmt: skip
    return Table(
        heads, rows, _("No entry yet: codes are shown with what is known by secondary word.")
    )


def _add(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    words = {name: " ".join(str(value).split()) for name, value in given.items()}
    told = check({**words, "uscc": words["uscc"].upper()})
    add_providers(actor, now, [told])
    return _("The code %(uscc)s is shown with this name from now on.") % {"uscc": told.uscc}


def _import(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    rows = import_providers(actor, now, given["document"].read(MOST_BYTES + 1))
    return _("%(count)s entries are new.") % {"count": len(rows)}


def _end(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    end_provider(actor, now, given["id"])
    return _("The entry ends today. What was said by it stays as it was.")


assert set(MARKED) == set(MARKS)
PROVIDERS = Section(
    "providers",
    gettext_lazy("Providers of AI services"),
    gettext_lazy(
        "Which legal entity a code in a label names; each entry with its source and dates."
    ),
    "provider.edit",
    _table,
    lambda _actor, _now: sum(one.until is None for one in providers()),
    (
        Deed("add", gettext_lazy("Add an entry"), _add, ProviderForm, wide=True),
        Deed("import", gettext_lazy("Bring in a table"), _import, TableForm, wide=True),
        Deed(
            "end",
            gettext_lazy("End this entry today"),
            _end,
            warn=gettext_lazy("From today on the code is shown without this name."),
            wide=True,
        ),
    ),
    needed=False,
)
