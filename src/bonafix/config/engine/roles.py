"""Two roles: one owns the tables and migrates, the other runs and obeys row-level security."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from bonafix.config.engine.cluster import APP, DATABASE, OWNER
from bonafix.config.engine.errors import EngineError

OLDEST_VERSION = 160000
# What the owner makes from now on the run-time role may use. The first migration says the
# same; a backup does not carry it, because it names the owner.
DEFAULT_PRIVILEGES = f"""
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP};
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO {APP};
"""


def ensure_roles(superuser_dsn: str) -> None:
    """Roles, database and extension of an embedded server; what is there stays."""
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        if OWNER not in known:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        if APP not in known:
            connection.execute(f"CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS")
        connection.execute(f"GRANT {APP} TO {OWNER} WITH INHERIT FALSE, SET TRUE")
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    with psycopg.connect(superuser_dsn, dbname=DATABASE, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


@dataclass(frozen=True)
class _Found:
    """What an external database already has."""

    role: str
    version: int
    app_exists: bool
    may_become_app: bool
    btree_gist: bool


_LOOK = """
SELECT current_user, current_setting('server_version_num')::int, app.oid IS NOT NULL,
       COALESCE(pg_has_role(current_user, app.oid, 'SET'), false),
       EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'btree_gist')
FROM (SELECT 1) one LEFT JOIN pg_roles app ON app.rolname = %s
"""


def _look(connection: "psycopg.Connection") -> _Found:
    row = connection.execute(_LOOK, [APP]).fetchone()
    assert row is not None
    return _Found(*row)


def _missing(found: _Found) -> list[sql.SQL | sql.Composed]:
    statements: list[sql.SQL | sql.Composed] = []
    if not found.app_exists:
        statements.append(sql.SQL(f"CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS"))
    if not found.may_become_app:
        statements.append(
            sql.SQL(f"GRANT {APP} TO {{}} WITH INHERIT FALSE, SET TRUE").format(
                sql.Identifier(found.role)
            )
        )
    if not found.btree_gist:
        statements.append(sql.SQL("CREATE EXTENSION btree_gist"))
    return statements


def ensure_external(owner_url: str, runtime_url: str | None = None) -> None:
    """Make of somebody's own PostgreSQL what we need, or say what its administrator must run.

    Needs version 16; run-time connections come from `runtime_url`, or log in as the owner
    and become the run-time role.
    """
    with psycopg.connect(owner_url, autocommit=True, connect_timeout=10) as connection:
        found = _look(connection)
        if found.version < OLDEST_VERSION:
            raise EngineError(
                "old_postgres",
                "The PostgreSQL at DATABASE_URL is version %(version)s; 16 or newer is needed.",
                version=found.version // 10000,
            )
        for statement in _missing(found):
            try:
                connection.execute(statement)
            except psycopg.errors.InsufficientPrivilege as error:
                raise _ask(connection) from error
    if runtime_url:
        _obeys_row_security(runtime_url)


def _ask(connection: "psycopg.Connection") -> EngineError:
    todo = _missing(_look(connection))
    return EngineError(
        "ask_administrator",
        "The role at DATABASE_URL may not prepare its database; let an administrator run "
        "there: %(sql)s",
        sql=" ".join(f"{statement.as_string(connection)};" for statement in todo),
    )


def _obeys_row_security(runtime_url: str) -> None:
    with psycopg.connect(runtime_url, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls, pg_has_role(current_user, %s, 'USAGE'), current_user"
            " FROM pg_roles WHERE rolname = current_user",
            [APP],
        ).fetchone()
    assert row is not None
    bypasses, is_app, role = row
    if bypasses or not is_app:
        raise EngineError(
            "wrong_runtime_role",
            "The role %(role)s of DATABASE_RUNTIME_URL must be %(app)s or a member of it, "
            "without SUPERUSER and BYPASSRLS: row-level security keeps operators apart.",
            role=role,
            app=APP,
        )
