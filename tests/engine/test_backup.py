"""Backup and restore: all of it or nothing, and never without the master key elsewhere."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bonafix.cli.main import main
from bonafix.config.engine.folder import Folder
from bonafix.config.engine.postgres import RunningPostgres, start_postgres
from bonafix.config.engine.roles import DEFAULT_PRIVILEGES
from bonafix.kit.sealing import create_master_key_file

TABLES = f"""
GRANT USAGE ON SCHEMA public TO bonafix_app;
{DEFAULT_PRIVILEGES}
CREATE TABLE operator (id int PRIMARY KEY);
CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY, operator_id int REFERENCES operator,
    name text, UNIQUE (operator_id, id));
CREATE TABLE part (id bigint PRIMARY KEY, operator_id int, thing_id bigint,
    FOREIGN KEY (operator_id, thing_id) REFERENCES thing (operator_id, id),
    EXCLUDE USING gist (thing_id WITH =, int8range(id, id + 1) WITH &&));
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER once BEFORE UPDATE OR DELETE OR TRUNCATE ON thing
    FOR EACH STATEMENT EXECUTE FUNCTION refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON thing FROM bonafix_app;
INSERT INTO operator VALUES (1), (2);
INSERT INTO thing (operator_id, name) VALUES (1, '锁'), (2, 'other');
INSERT INTO part VALUES (10, 1, 1), (20, 2, 2);
"""
SECURE = """
ALTER TABLE {0} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {0} FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON {0} USING (operator_id::text = current_setting('t.operator', true));
"""


@pytest.fixture(autouse=True)
def own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """These houses have a PostgreSQL of their own."""
    for name in list(os.environ):
        if name.startswith(("DATABASE_", "BONAFIX_")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def kept_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with rows of two operators, a file and keys."""
    data = tmp_path_factory.mktemp("first") / "data"
    with start_postgres(data) as server, psycopg.connect(server.owner_url) as connection:
        connection.execute(TABLES + SECURE.format("thing") + SECURE.format("part"))
    home = Folder.at(data)
    create_master_key_file(data / "master-key.json")
    home.secret_key.write_text("signs-links\n")
    (data / "files" / "ab").mkdir()
    (data / "files" / "ab" / "cd01").write_bytes(bytes(range(256)) * 999)
    (data / "files" / "ab" / ".half").write_bytes(b"not finished")
    return data


@pytest.fixture
def house(kept_house: Path, tmp_path: Path) -> Path:
    (kept_house / "master-key-kept.json").unlink(missing_ok=True)
    return kept_house


@pytest.fixture
def key(kept_house: Path, tmp_path: Path) -> Path:
    """The copy of the master key that is kept elsewhere."""
    return Path(shutil.copy(kept_house / "master-key.json", tmp_path / "the-key"))


def take(house: Path, file: Path) -> Path:
    assert (
        main(["backup", "--data", str(house), "-o", str(file), "--master-key-kept-at", "the safe"])
        == 0
    )
    return file


def give_back(file: Path, target: Path, key: Path) -> int:
    return main(["restore", str(file), "--data", str(target), "--master-key", str(key)])


def things(url: str, operator: int) -> list[tuple[object, ...]]:
    with psycopg.connect(url, options=f"-c t.operator={operator}") as connection:
        query = "SELECT name, p.id FROM thing JOIN part p ON p.thing_id = thing.id"
        return connection.execute(query).fetchall()


def test_a_destroyed_machine_comes_back_whole(house: Path, key: Path, tmp_path: Path) -> None:
    file = take(house, tmp_path / "backup")
    back = tmp_path / "new" / "data"
    assert give_back(file, back, key) == 0
    with start_postgres(back) as server:
        for url in (server.runtime_url, server.owner_url):
            assert things(url, 1) == [("锁", 10)]
            assert things(url, 2) == [("other", 20)]
            assert things(url, 3) == []
    assert (back / "files/ab/cd01").read_bytes() == (house / "files/ab/cd01").read_bytes()
    assert not (back / "files/ab/.half").exists()
    assert (back / "secret-key").read_text() == "signs-links\n"
    assert (back / "master-key.json").read_bytes() == key.read_bytes()
    assert (back / "master-key.json").stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in back.parent.iterdir()] == ["data"]


def test_what_the_database_refuses_is_still_refused_after_a_restore(
    house: Path, key: Path, tmp_path: Path
) -> None:
    back = tmp_path / "back"
    assert give_back(take(house, tmp_path / "backup"), back, key) == 0
    with start_postgres(back) as server:
        for url in (server.runtime_url, server.owner_url):
            with (
                psycopg.connect(url, options="-c t.operator=1") as connection,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                connection.execute("UPDATE thing SET name = 'x'")
        with psycopg.connect(server.owner_url, options="-c t.operator=1") as connection:
            connection.execute("CREATE TABLE later (n int)")
            connection.execute("INSERT INTO thing (operator_id, name) VALUES (1, 'next')")
        with psycopg.connect(server.runtime_url) as connection:
            connection.execute("INSERT INTO later VALUES (1)")


def test_no_backup_before_the_master_key_is_kept_elsewhere(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "backup"
    words = ["backup", "--data", str(house), "-o", str(file)]
    assert main(words) == 2
    assert "--master-key-kept-at" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert main([*words, "--master-key-kept-at", " "]) == 2
    assert main([*words, "--master-key-kept-at", "the safe in the office"]) == 0
    # Said once, it is on record.
    assert main(["backup", "--data", str(house), "-o", str(tmp_path / "second")]) == 0
    told = json.loads((house / "master-key-kept.json").read_text())
    assert told["kept_at"] == "the safe in the office"


def test_the_backup_holds_neither_master_key_nor_secret_key(house: Path, tmp_path: Path) -> None:
    content = take(house, tmp_path / "backup").read_bytes()
    master = json.loads((house / "master-key.json").read_text())
    for secret in [*map(str, master.values()), "signs-links"]:
        assert secret.encode() not in content
    for value in master.values():
        assert bytes.fromhex(str(value)) not in content
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("where", [0, 5_000, -200, -70, -40, -1, "short", "long", "empty"])
def test_a_damaged_backup_is_refused_and_nothing_is_written(
    house: Path,
    key: Path,
    tmp_path: Path,
    where: int | str,
    capsys: pytest.CaptureFixture[str],
    whole: bytes,
) -> None:
    damaged = bytearray(whole)
    match where:
        case "short":
            del damaged[len(damaged) // 2 :]
        case "long":
            damaged += b"x"
        case "empty":
            damaged.clear()
        case int(place):
            damaged[place] ^= 1
    file = tmp_path / "damaged"
    file.write_bytes(damaged)
    target = tmp_path / "back"
    assert give_back(file, target, key) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "Nothing was written" in said
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["damaged", "the-key"]


@pytest.fixture(scope="module")
def _backups() -> Iterator[dict[Path, bytes]]:
    yield {}


@pytest.fixture
def whole(house: Path, tmp_path: Path, _backups: dict[Path, bytes]) -> bytes:
    """The bytes of a good backup, made once."""
    if house not in _backups:
        _backups[house] = take(house, tmp_path / "good").read_bytes()
        (tmp_path / "good").unlink()
    return _backups[house]


def test_another_master_key_is_refused(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other-key"
    create_master_key_file(other)
    assert give_back(take(house, tmp_path / "backup"), tmp_path / "back", other) == 2
    assert "master key" in capsys.readouterr().err
    assert not (tmp_path / "back").exists()


def test_a_folder_with_something_in_it_is_refused(house: Path, key: Path, tmp_path: Path) -> None:
    file = take(house, tmp_path / "backup")
    target = tmp_path / "back"
    target.mkdir()
    (target / "mine").write_text("keep")
    assert give_back(file, target, key) == 2
    assert [entry.name for entry in target.iterdir()] == ["mine"]
    assert give_back(file, house, key) == 2


def test_a_file_that_is_there_is_not_overwritten(house: Path, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("mine")
    assert (
        main(
            [
                "backup",
                "--data",
                str(house),
                "-o",
                str(tmp_path / "backup"),
                "--master-key-kept-at",
                "x",
            ]
        )
        == 2
    )
    assert (tmp_path / "backup").read_text() == "mine"


def test_a_running_house_can_be_backed_up(house: Path, key: Path, tmp_path: Path) -> None:
    with start_postgres(house) as server:
        take(house, tmp_path / "backup")
        assert things(server.runtime_url, 1)
    assert give_back(tmp_path / "backup", tmp_path / "back", key) == 0


@pytest.fixture
def ours_elsewhere(tmp_path: Path) -> Iterator[RunningPostgres]:
    """Somebody's own PostgreSQL, as far as a house of ours can tell."""
    with start_postgres(tmp_path / "elsewhere") as server:
        yield server


def test_an_external_database_is_backed_up_by_a_role_that_sees_all_rows(
    house: Path,
    key: Path,
    tmp_path: Path,
    ours_elsewhere: RunningPostgres,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = take(house, tmp_path / "backup")
    monkeypatch.setenv("DATABASE_URL", ours_elsewhere.owner_url)
    back = tmp_path / "back"
    assert give_back(file, back, key) == 0
    assert things(ours_elsewhere.runtime_url, 1) == [("锁", 10)]
    assert not (back / "postgres").exists()
    # A second time the database is not empty any more.
    assert give_back(file, tmp_path / "again", key) == 2
    assert not (tmp_path / "again").exists()
    capsys.readouterr()
    # The owner obeys row-level security, so its dump would miss rows.
    again = ["backup", "--data", str(back), "-o", str(tmp_path / "second")]
    assert main(again) == 2
    assert "BONAFIX_BACKUP_URL" in capsys.readouterr().err
    assert not (tmp_path / "second").exists()
    superuser = ours_elsewhere.cluster.url("postgres")
    monkeypatch.setenv("BONAFIX_BACKUP_URL", superuser)
    assert main(again) == 0
