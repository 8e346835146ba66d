"""What the verbs of an import share: who may, which import, whose work it is."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.files.actions import destroy, read
from bonafix.files.rules import STORED
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.actors import actor_of
from bonafix.people.models import Account
from bonafix.transfer.errors import FileGone, NoSuchImport
from bonafix.transfer.models import Export, Import

# The name of the deadline at which the files of an import, and of an export, are destroyed.
IMPORT_EXPIRES: Final = "import_expires"
EXPORT_EXPIRES: Final = "export_expires"
IMPORT_KEPT: Final = timedelta(days=7)
EXPORT_KEPT: Final = timedelta(days=1)
# What somebody at the console may: whoever has the data folder has everything.
CONSOLE_ROLES: Final = frozenset({"system", "admin", "manager"})


def console(operator_id: UUID) -> Actor:
    """Whoever works at the console of the installation."""
    return Actor(operator_id, "system", roles=CONSOLE_ROLES)


def may(actor: Actor, verb: str) -> None:
    """`NotAllowed` unless the actor may do this for the whole operator."""
    require(actor, verb, Subject("operator", actor.operator_id, id=actor.operator_id))


def worker_of(row: Import | Export, now: datetime) -> Actor:
    """The one who asked, with the rights that hold now: work in the queue is theirs."""
    if row.account_id is None:
        return console(row.operator_id)
    return actor_of(Account.objects.get(pk=row.account_id), now)


def get(import_id: UUID) -> Import:
    """The import. `NoSuchImport`."""
    found = Import.objects.filter(pk=import_id).first()
    if found is None:
        raise NoSuchImport
    return found


def hold(act: Act, import_id: UUID) -> Import:
    """The import, locked until the end of the action. `NoSuchImport`."""
    get(import_id)
    return act.lock(Import, import_id)


def stream(row: Import | Export) -> tuple[str, UUID]:
    """Where the record of an import or export goes."""
    return ("import" if isinstance(row, Import) else "export", row.id)


def source_of(actor: Actor, now: datetime, row: Import) -> bytes:
    """The file itself, read on record. `FileGone` after its time."""
    if row.source is None or row.source.status != STORED:
        raise FileGone
    with begin(actor, now) as act:
        return read(act, row.source.id, f"import {row.id}")


def drop(act: Act, file_id: UUID | None, why: str) -> None:
    """Destroy a file whose time is over; none is no error."""
    if file_id is not None:
        destroy(act, file_id, why)
