"""One door between operators: every tenant-bound statement runs inside `act_as`.

PostgreSQL's row-level security compares each row's operator with the setting
`bonafix.operator`. Nobody set means nothing is seen: the door fails closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import connection, models

from bonafix.kit.ids import uuid7

SETTING = "bonafix.operator"
_current: ContextVar[UUID | None] = ContextVar("bonafix_operator", default=None)


def current_operator_id() -> UUID:
    """The operator in whose name this thread or task acts; RuntimeError when there is none."""
    operator_id = _current.get()
    if operator_id is None:
        raise RuntimeError("no operator: wrap this in tenancy.act_as(operator_id)")
    return operator_id


def operator_or_none() -> UUID | None:
    """The operator in whose name this thread or task acts, if any."""
    return _current.get()


def _tell_database(operator_id: UUID | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, str(operator_id or "")])


@contextmanager
def act_as(operator_id: UUID) -> Iterator[None]:
    """Within this block the database shows and accepts rows of one operator only.

    May be nested; the previous operator is restored at the end. Inside an aborted
    transaction nothing needs restoring: its rollback does that.
    """
    before = _current.get()
    if before == operator_id and connection.connection is not None:
        yield
        return
    _tell_database(operator_id)
    token = _current.set(operator_id)
    try:
        yield
    finally:
        _current.reset(token)
        _restore(before)


def _restore(before: UUID | None) -> None:
    if connection.connection is None or connection.connection.closed:
        return
    if connection.in_atomic_block and connection.needs_rollback:
        return
    status = connection.connection.info.transaction_status
    if status == status.INERROR:
        return
    _tell_database(before)


class TenantModel(models.Model):
    """A row that belongs to one operator; its key is unique within that operator."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    operator = models.ForeignKey(
        "operators.Operator", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class TenantForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A reference inside one operator.

    Plain foreign keys ignore row-level security, so the database constraint is the
    composite (operator_id, x_id) → (operator_id, id) made by `SecureTenancy`.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)
