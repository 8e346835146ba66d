"""A database into a file and back, with PostgreSQL's own programs."""

import os
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bonafix.config.engine.cluster import binary
from bonafix.config.engine.errors import EngineError
from bonafix.config.engine.roles import DEFAULT_PRIVILEGES


def _run(program: str, words: list[str], url: str) -> str:
    """Run a client program; the password goes by the environment, where `ps` does not look."""
    told = {k: str(v) for k, v in conninfo_to_dict(url).items() if v is not None}
    password = told.pop("password", None)
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": os.environ.get("HOME", "/")}
    if password:
        env["PGPASSWORD"] = password
    done = subprocess.run(
        [str(binary(program)), *words, "--dbname", make_conninfo(**told)],
        env=env,
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        # Only its own lines: those of the server may quote rows.
        own = [line for line in done.stderr.splitlines() if line.startswith(f"{program}: error")]
        raise EngineError(
            "program_failed", "%(why)s", why=own[0] if own else f"{program} did not succeed"
        )
    return done.stdout


def dump(url: str, target: Path) -> None:
    """One snapshot of the whole database. Needs a role that row-level security lets pass."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if row != (True,):
        raise EngineError(
            "backup_role",
            "Row-level security hides rows from the role at DATABASE_URL. Let an administrator "
            "run: CREATE ROLE bonafix_backup LOGIN BYPASSRLS IN ROLE pg_read_all_data; and put "
            "its address into BONAFIX_BACKUP_URL.",
        )
    words = ["--format=custom", "--exclude-extension=*", "--no-publications", "--no-subscriptions"]
    _run("pg_dump", [*words, "--file", str(target)], url)


def load(owner_url: str, source: Path) -> None:
    """Fill an empty database, all of it or nothing; everything belongs to the owner then."""
    listing = subprocess.run(
        [str(binary("pg_restore")), "--list", str(source)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # Default privileges name the owner of the old house, which may be called otherwise here.
    wanted = "".join(f"{x}\n" for x in listing.splitlines() if " DEFAULT ACL " not in x)
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.write(wanted)
        chosen.flush()
        words = ["--single-transaction", "--exit-on-error", "--no-owner", "--use-list", chosen.name]
        _run("pg_restore", [*words, str(source)], owner_url)
    with psycopg.connect(owner_url) as connection:
        connection.execute(DEFAULT_PRIVILEGES)


def must_be_empty(owner_url: str) -> None:
    """Refused when there is a table already."""
    with psycopg.connect(owner_url, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
    if row != (0,):
        raise EngineError(
            "database_not_empty", "The database at DATABASE_URL is not empty. Nothing was written."
        )
