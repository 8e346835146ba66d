"""The database itself keeps operators apart."""

from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey, TenantModel, act_as
from tests.support import database

# Every table without row-level security, and why it can do without.
GLOBAL = {
    "operators_operator": "says which operators there are",
    "operators_host": "read before anyone knows which operator is asked",
    "operators_signingkey": "public halves are published, private ones wrapped",
    "people_account": "log-in happens before the operator is known",
    "people_account_groups": "log-in",
    "people_account_user_permissions": "log-in",
    "people_linktoken": "a link is redeemed before the operator is known",
    "people_onetimecode": "a code is redeemed before the operator is known",
    "people_apikey": "a key says which operator it belongs to",
    "deadlines_due": "the due index: operator, id and time, no content",
    "products_hotlineclaim": "compares keyed hashes across operators, no owner data",
    "intake_ratewindow": "keyed hashes of addresses and counts",
}
FRAMEWORK = ("django_", "auth_", "account_", "mfa_", "socialaccount_", "procrastinate_")


def tables() -> dict[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
            " JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind IN ('r', 'p') AND nspname = 'public'"
        )
        return dict(cursor.fetchall())


def test_every_table_is_closed_between_operators_or_listed_with_a_reason(db: None) -> None:
    for name, secured in tables().items():
        if name.startswith(FRAMEWORK) or name in GLOBAL:
            continue
        assert secured, f"{name} has no row-level security and is not listed"


def test_every_reference_between_tenants_is_a_composite_key(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f'"
        )
        found = cursor.fetchall()
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                table = model._meta.db_table
                wanted = f"FOREIGN KEY (operator_id, {field.column})"
                assert any(t == table and d.startswith(wanted) for t, d in found), field


def test_the_runtime_role_is_bound_by_row_level_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("bonafix_app", False, False)


def test_nobody_sees_anything_without_saying_for_whom_it_acts(two_operators: object) -> None:
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            assert model._default_manager.count() == 0, model


@pytest.mark.parametrize("verb", ["UPDATE {} SET at = at", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["ledger_entry", "ledger_anchor"])
def test_the_record_refuses_the_runtime_role(db: None, table: str, verb: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_a_row_of_another_operator_cannot_be_written(two_operators: object) -> None:
    from bonafix.ledger.models import Stream

    mine, other = two_operators  # type: ignore[misc]
    from uuid import uuid4

    row = Stream(operator_id=other.id, kind="x", subject_id=uuid4(), seq=0, head=b"")
    with act_as(mine.id), pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        row.save(force_insert=True)


def test_every_state_table_is_recorded(db: None) -> None:
    # Anything tenant-bound that is no state says here why it is not on record.
    not_state = {
        "api_reply": "answers kept for a day",
        "files_upload": "pieces on their way in for a day; what they become is on record",
        "ledger_": "the record itself",
    }
    for model in apps.get_models():
        if issubclass(model, TenantModel) and not issubclass(model, Recorded):
            assert model._meta.db_table.startswith(tuple(not_state)), model


def test_a_connection_that_goes_to_the_next_request_acts_for_nobody(shared_database: str) -> None:
    from bonafix.config.pooling import forget_operator

    shown = "SELECT current_setting('bonafix.operator', true)"
    url = database.url("bonafix_app", shared_database)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT set_config('bonafix.operator', %s, false)", [str(uuid4())])
        forget_operator(connection)
        assert connection.execute(shown).fetchone() == ("",)
