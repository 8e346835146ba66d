"""Somebody's own PostgreSQL: prepared when its role may, else one sentence with the SQL."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bonafix.config.engine.errors import EngineError
from bonafix.config.engine.postgres import RunningPostgres, start_postgres
from bonafix.config.engine.roles import ensure_external


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPostgres]:
    """A server without our roles, open to whoever comes by its socket."""
    with start_postgres(tmp_path_factory.mktemp("their") / "data") as running:
        hba = running.cluster.folder / "pg_hba.conf"
        hba.write_text("local all all trust\n")
        with admin(running) as connection:
            connection.execute("SELECT pg_reload_conf()")
        yield running


@pytest.fixture(autouse=True)
def without_our_roles(server: RunningPostgres) -> Iterator[None]:
    yield
    with admin(server) as connection:
        for (name,) in connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'their%'"
        ).fetchall():
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute("DROP DATABASE IF EXISTS bonafix WITH (FORCE)")
        connection.execute(
            "DROP ROLE IF EXISTS bonafix_app, bonafix_owner, house, plain, strong, member"
        )


def admin(server: RunningPostgres) -> psycopg.Connection:
    return psycopg.connect(server.superuser_dsn, autocommit=True)


def make(server: RunningPostgres, role: str, attributes: str) -> str:
    with admin(server) as connection:
        connection.execute("DROP DATABASE IF EXISTS bonafix WITH (FORCE)")
        connection.execute("DROP ROLE IF EXISTS bonafix_app")
        connection.execute(f"CREATE ROLE {role} LOGIN {attributes}")
        connection.execute(f"CREATE DATABASE their_{role} OWNER {role}")
    return server.cluster.url(role, f"their_{role}")


def becomes(url: str) -> tuple[object, ...] | None:
    with psycopg.connect(url, options="-c role=bonafix_app") as connection:
        return connection.execute(
            "SELECT current_user, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()


@pytest.mark.parametrize("attributes", ["CREATEROLE", "SUPERUSER"])
def test_a_role_that_may_prepares_its_database_itself(
    server: RunningPostgres, attributes: str
) -> None:
    url = make(server, "house", attributes)
    for _again in range(2):
        ensure_external(url)
    assert becomes(url) == ("bonafix_app", False)
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'btree_gist'")
        assert found.fetchone() == (1,)


def test_a_role_that_may_not_is_told_the_sql_and_that_sql_suffices(server: RunningPostgres) -> None:
    url = make(server, "plain", "NOCREATEROLE")
    with pytest.raises(EngineError) as refusal:
        ensure_external(url)
    said = refusal.value.sentence()
    statements = said.partition("run there: ")[2]
    assert statements.startswith("CREATE ROLE bonafix_app")
    with psycopg.connect(server.cluster.url("postgres", "their_plain"), autocommit=True) as boss:
        for statement in statements.rstrip(";").split("; "):
            boss.execute(statement)
    ensure_external(url)
    assert becomes(url) == ("bonafix_app", False)


def test_a_runtime_role_that_bypasses_row_level_security_is_refused(
    server: RunningPostgres,
) -> None:
    url = make(server, "house", "CREATEROLE")
    ensure_external(url)
    strong = server.cluster.url("strong", "their_house")
    with admin(server) as connection:
        connection.execute("CREATE ROLE strong LOGIN BYPASSRLS IN ROLE bonafix_app")
        connection.execute("CREATE ROLE member LOGIN IN ROLE bonafix_app")
    with pytest.raises(EngineError, match="wrong_runtime_role"):
        ensure_external(url, strong)
    ensure_external(url, server.cluster.url("member", "their_house"))
    with pytest.raises(EngineError, match="wrong_runtime_role"):
        ensure_external(url, url)


def test_a_database_that_does_not_answer_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from bonafix.cli.main import main

    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/none")
    assert main(["up", "--data", str(tmp_path / "data"), "--port", "0"]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "DATABASE_URL" in said
    assert "secret" not in said
