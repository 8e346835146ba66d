"""What can be done with people: one verb each.

Those that take an `Act` are steps of a larger action and check no right; the others open
their own action and ask the table of rights.
"""

from bonafix.people.actions.consents import give_consent, withdraw_consent
from bonafix.people.actions.erase import (
    ERASURE_ASKED,
    ERASURE_DUE,
    Erasure,
    erase,
    erase_with,
    finish_erasure,
)
from bonafix.people.actions.export import export
from bonafix.people.actions.identity import end_identity_provider, set_identity_provider
from bonafix.people.actions.keys import add_api_key, revoke_api_key
from bonafix.people.actions.log_ins import close_account, new_password, reset_log_in
from bonafix.people.actions.persons import (
    add_organisation,
    add_person,
    add_role,
    end_role,
    find_or_add_customer,
)
from bonafix.people.actions.reach import leave_outlet_phone, leave_phone, leaves_phone, phone_left
from bonafix.people.actions.rotate import rewrap_all
from bonafix.people.actions.staff import add_account, add_staff, grant, grant_role, revoke
from bonafix.people.actions.unmask import note_shown, unmask

__all__ = [
    "ERASURE_ASKED",
    "ERASURE_DUE",
    "Erasure",
    "add_account",
    "add_api_key",
    "add_organisation",
    "add_person",
    "add_role",
    "add_staff",
    "close_account",
    "end_identity_provider",
    "end_role",
    "erase",
    "erase_with",
    "export",
    "find_or_add_customer",
    "finish_erasure",
    "give_consent",
    "grant",
    "grant_role",
    "leave_outlet_phone",
    "leave_phone",
    "leaves_phone",
    "new_password",
    "note_shown",
    "phone_left",
    "reset_log_in",
    "revoke",
    "revoke_api_key",
    "rewrap_all",
    "set_identity_provider",
    "unmask",
    "withdraw_consent",
]
