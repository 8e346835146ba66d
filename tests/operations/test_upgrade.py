"""The house of an earlier release, kept as its own backup: restored, migrated, and whole."""

import json
import lzma
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bonafix.config.engine.postgres import start_postgres
from tests.support.service import Service, report_body, running

pytestmark = pytest.mark.service
HOUSES = Path(__file__).with_name("houses")
RELEASES = sorted(path.name.removesuffix(".bonafix.xz") for path in HOUSES.glob("*.bonafix.xz"))


def cli(*words: str) -> "subprocess.CompletedProcess[str]":
    return Service(Path()).cli(*words)


@pytest.fixture(scope="module", params=RELEASES)
def restored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    packed = HOUSES / f"{request.param}.bonafix.xz"
    (folder / "backup").write_bytes(lzma.decompress(packed.read_bytes()))
    key = HOUSES / f"{request.param}.json"
    done = cli("restore", str(folder / "backup"), "--data", str(folder / "data"),
               "--master-key", str(key))  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "data"


def test_there_is_a_house_to_upgrade_from() -> None:
    assert "0.1.0" in RELEASES


def test_an_old_house_is_migrated_whole_and_takes_reports(restored: Path) -> None:
    with running(restored, demo=False) as house:
        with house.superuser() as database:
            states = database.execute("SELECT status FROM repairs_repair ORDER BY 1").fetchall()
            entries = database.execute("SELECT count(*) FROM ledger_entry").fetchone()
        assert states == [("guaranteed",), ("quoted",), ("waiting",)]
        assert entries is not None and entries[0] > 30
        ended = cli("audit", "--data", str(house.data), "--json")
        report = json.loads(ended.stdout)
        assert (ended.returncode, report["faults"]) == (0, [])
        assert report["sealed"] > 5 and report["files"] > 0
        assert httpx.get(f"{house.url}/service/", timeout=30).status_code == 200
        key = cli("key", "shop", "try", "--scope", "repairs:write", "--data", str(house.data))
        headers = {"Authorization": f"Bearer {key.stdout.strip()}"}
        with house.superuser() as database:
            sku = database.execute("SELECT sku FROM products_product").fetchone()
            fault = database.execute("SELECT code FROM products_fault").fetchone()
        assert sku is not None and fault is not None
        body = report_body("临汾市永和县", product=sku[0], fault=fault[0])
        taken = httpx.post(f"{house.url}/api/v1/repairs", json=body, headers=headers, timeout=30)
        assert taken.status_code == 201, taken.text


def test_an_older_program_refuses_a_newer_database_and_changes_nothing(restored: Path) -> None:
    with start_postgres(restored) as server:
        _psql(server.owner_url, "INSERT INTO django_migrations (app, name, applied)"
              " VALUES ('repairs', '0999_from_the_future', now())")  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bonafix.cli.main", "up", "--data", str(restored), "--port", "0"],
        env=Service(Path()).environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    (line,) = [one for one in done.stderr.splitlines() if one.startswith("bonafix: ")]
    assert "later version" in line and "repairs 0999_from_the_future" in line
    assert "Traceback" not in done.stderr


def _psql(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute(statement)
