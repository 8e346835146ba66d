"""The migration operation that every tenant application ends its migrations with."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.models import Model

from bonafix.operators.tenancy import SETTING, TenantForeignKey

POLICY = "one_operator"


def is_tenant(model: type[Model]) -> bool:
    """True for a concrete model that carries an operator and is not listed as global."""
    names = {field.name for field in model._meta.get_fields()}
    return "operator" in names and not getattr(model, "tenancy_exempt", "")


class SecureTenancy(Operation):
    """Row-level security, UNIQUE (operator_id, id) and composite foreign keys for one app.

    Idempotent: a later migration of the same app simply ends with it again. Names given
    in `exempt` carry an operator and yet have no row-level security; each of them is
    named, with its reason, in docs/architecture.md.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, exempt: tuple[str, ...] = ()) -> None:
        self.exempt = exempt

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, [], {"exempt": self.exempt} if self.exempt else {})

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The shape that Django knows does not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        models = [
            model
            for model in to_state.apps.get_app_config(app_label).get_models()
            if is_tenant(model) and model.__name__ not in self.exempt
        ]
        for model in models:
            secure_table(schema_editor, model)
        # A table may refer to a later one of its own app: all their keys come first.
        for model in models:
            bind_references(schema_editor, model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        """Dropping the tables drops all of this with them."""

    def describe(self) -> str:
        return "Row-level security and composite keys for every tenant table"


def secure_table(editor: BaseDatabaseSchemaEditor, model: type[Model]) -> None:
    """Bring one table under row-level security and give it its key within the operator."""
    table = model._meta.db_table
    # Rows created in this very migration leave deferred checks behind, and PostgreSQL
    # refuses to alter a table with pending ones.
    editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    editor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    editor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    mine = f"operator_id = nullif(current_setting('{SETTING}', true), '')::uuid"
    editor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"')
    editor.execute(f'CREATE POLICY {POLICY} ON "{table}" USING ({mine}) WITH CHECK ({mine})')
    pk = model._meta.pk
    assert pk is not None
    _add_constraint(editor, table, f"{table}_tenant_uniq", f'UNIQUE ("operator_id", "{pk.column}")')


def bind_references(editor: BaseDatabaseSchemaEditor, model: type[Model]) -> None:
    """Give one table its composite foreign keys."""
    table = model._meta.db_table
    for field in model._meta.local_fields:
        if isinstance(field, TenantForeignKey):
            target = field.related_model._meta.db_table
            _add_constraint(
                editor,
                table,
                f"{table}_{field.column}_tfk"[:60],
                f'FOREIGN KEY ("operator_id", "{field.column}") '
                f'REFERENCES "{target}" ("operator_id", "id") DEFERRABLE INITIALLY DEFERRED',
            )


def _add_constraint(editor: BaseDatabaseSchemaEditor, table: str, name: str, body: str) -> None:
    editor.execute(
        f"""DO $$ BEGIN
        IF NOT EXISTS (SELECT 1 FROM pg_constraint
                       WHERE conname = '{name}' AND conrelid = '"{table}"'::regclass) THEN
            ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {body};
        END IF; END $$"""
    )
