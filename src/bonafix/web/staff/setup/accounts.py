"""Who may log in, and as what."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.dispatch.models import Technician
from bonafix.operators.actors import Actor
from bonafix.people.actions import (
    add_staff,
    close_account,
    grant_role,
    new_password,
    reset_log_in,
    revoke,
)
from bonafix.people.errors import RoleNeedsParty
from bonafix.people.models import Account, Membership
from bonafix.people.queries import in_role, staff_accounts
from bonafix.people.rules import holds
from bonafix.products.models import Brand
from bonafix.web.staff.setup.parts import ActorForm, Deed, Row, Section, Table, choice, text

ROLES = {
    "agent": gettext_lazy("Service agent: takes reports, talks with customers"),
    "dispatcher": gettext_lazy("Dispatcher: decides who is sent"),
    "outlet_dispatcher": gettext_lazy("Dispatcher of an outlet: sends its own technicians"),
    "technician": gettext_lazy("Technician: sees own visits"),
    "manager": gettext_lazy("Manager: everything but log-ins"),
    "brand": gettext_lazy("Brand: sees its own cases, its goods and papers"),
    "merchant": gettext_lazy("Merchant: answers claims about its orders"),
    "reviewer": gettext_lazy("Reviewer: decides contested claims, with reasons"),
    "auditor": gettext_lazy("Auditor: reads, changes nothing"),
    "admin": gettext_lazy("Administrator: log-ins and keys"),
}
SHORT = {
    "agent": gettext_lazy("Service agent"),
    "dispatcher": gettext_lazy("Dispatcher"),
    "outlet_dispatcher": gettext_lazy("Dispatcher of an outlet"),
    "technician": gettext_lazy("Technician"),
    "manager": gettext_lazy("Manager"),
    "brand": gettext_lazy("Brand"),
    "merchant": gettext_lazy("Merchant"),
    "reviewer": gettext_lazy("Reviewer"),
    "auditor": gettext_lazy("Auditor"),
    "admin": gettext_lazy("Administrator"),
}

# What a role may speak for.
SPEAKS_FOR = {
    "outlet_dispatcher": "outlet",
    "brand": "brand",
    "merchant": "merchant",
    "technician": "technician",
}


class RoleForm(ActorForm):
    """A role, and for whom."""

    role = choice(gettext_lazy("Role"))
    speaks_for = choice(gettext_lazy("For whom"), needed=False)
    field_order = ("account", "username", "role", "speaks_for")

    def fill(self) -> None:
        """Roles, and the outlets, brands, merchants and technicians one may speak for."""
        self.choose("role", list(ROLES.items()))
        self.choose("speaks_for", [("", _("For the whole service")), *_parties(self.now)])
        self.fields["speaks_for"].help_text = _(
            "Needed for an outlet's dispatcher, a brand, a merchant and a technician."
        )

    def clean(self) -> dict[str, Any]:
        """An outlet's dispatcher speaks for an outlet, not for a brand; and so on."""
        given: dict[str, Any] = super().clean() or {}
        role, whom = given.get("role", ""), given.get("speaks_for", "")
        kind = SPEAKS_FOR.get(role)
        of_kind = {str(one.id) for one in in_role(kind, self.now)} if kind else {""}
        if role and whom not in of_kind:
            self.add_error("speaks_for", _(RoleNeedsParty.text))
        return given


class AccountForm(RoleForm):
    """A new log-in."""

    username = text(
        gettext_lazy("Log-in name"),
        150,
        hint=gettext_lazy("In the form of an e-mail address, such as li@example.com."),
    )


class GrantForm(RoleForm):
    """One more role for an account."""

    account = choice(gettext_lazy("Log-in name"))

    def fill(self) -> None:
        """Open accounts."""
        super().fill()
        rows = [account for account, _held in staff_accounts(self.actor.operator_id)]
        self.choose("account", [(str(one.id), one.username) for one in rows if one.is_active])


def _parties(now: datetime) -> list[tuple[str, str]]:
    outlets = [(str(one.id), one.title) for one in in_role("outlet", now)]
    brands = [(str(one.party_id), one.title) for one in Brand.objects.order_by("title")]
    people = Technician.objects.filter(status="active").order_by("public_name", "id")
    shops = [(str(one.id), one.title) for one in in_role("merchant", now)]
    return outlets + brands + shops + [(str(one.id), one.public_name) for one in people]


def _table(actor: Actor, now: datetime) -> Table:
    names = dict(_parties(now))
    rows: list[Row] = []
    for account, roles in staff_accounts(actor.operator_id):
        held = [one for one in roles if holds(one.since, one.until, now)]
        rows += _lines_of(account, held, names)
    return Table((_("Log-in name"), _("Role"), _("For whom")), rows, _("No log-ins yet."))


def _lines_of(account: Account, held: list[Membership], names: dict[str, str]) -> list[Row]:
    if not account.is_active:
        return [Row((account.username, _("Closed"), ""), account.id, ("open",))]
    first = Row((account.username, _("May log in"), ""), account.id, ("reset", "close"))
    roles = [
        Row(
            (
                account.username,
                SHORT.get(one.role, one.role),
                names.get(str(one.party_id), "") if one.party_id else "",
            ),
            one.id,
            ("revoke",),
        )
        for one in held
    ]
    return [first, *roles]


def _who(given: dict[str, Any]) -> UUID | None:
    return UUID(given["speaks_for"]) if given["speaks_for"] else None


def _add(actor: Actor, now: datetime, given: dict[str, Any]) -> tuple[str, str]:
    password = new_password()
    roles = [(given["role"], _who(given))]
    add_staff(actor, now, username=given["username"], password=password, roles=roles)
    return _("The password of %s, shown only now:") % given["username"].strip().lower(), password


def _grant(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    grant_role(actor, now, UUID(given["account"]), given["role"], _who(given))
    return _("The role holds from now on.")


def _revoke(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    revoke(actor, now, given["id"])
    return _("The role does not hold any more.")


def _close(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    close_account(actor, now, given["id"])
    return _("Nobody logs in with it any more.")


def _open(actor: Actor, now: datetime, given: dict[str, Any]) -> str:
    close_account(actor, now, given["id"], closed=False)
    return _("It is open again, with its roles.")


def _reset(actor: Actor, now: datetime, given: dict[str, Any]) -> tuple[str, str]:
    password = reset_log_in(actor, now, given["id"])
    return _("The new password, shown only now; the second factor is set up anew:"), password


STAFF = Section(
    "staff",
    gettext_lazy("Log-ins"),
    gettext_lazy("Who may log in, and as what."),
    "staff.edit",
    _table,
    lambda actor, _now: sum(one.is_active for one, _held in staff_accounts(actor.operator_id)),
    (
        Deed("add", gettext_lazy("Add a log-in"), _add, AccountForm),
        Deed("grant", gettext_lazy("One more role"), _grant, GrantForm),
        Deed(
            "revoke",
            gettext_lazy("End this role"),
            _revoke,
            warn=gettext_lazy("From now on this person may not do it any more."),
        ),
        Deed(
            "reset",
            gettext_lazy("New password"),
            _reset,
            warn=gettext_lazy("For somebody who has lost password or telephone."),
        ),
        Deed(
            "close",
            gettext_lazy("Close"),
            _close,
            warn=gettext_lazy("Nobody can log in with it any more. It can be opened again."),
        ),
        Deed("open", gettext_lazy("Open again"), _open, warn=gettext_lazy("With all its roles.")),
    ),
)
