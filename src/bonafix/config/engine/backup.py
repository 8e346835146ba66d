"""`bonafix backup`: database, files and wrapped keys, while the house is running."""

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bonafix.config.engine import archive, kept
from bonafix.config.engine.cluster import SUPERUSER, Cluster
from bonafix.config.engine.dump import dump
from bonafix.config.engine.errors import EngineError
from bonafix.config.engine.folder import Folder
from bonafix.config.engine.runtime import engine_running, external
from bonafix.kit.clock import format_instant, now
from bonafix.kit.sealing import MasterKey


def backup(data: Path, output: Path, *, kept_at: str | None = None) -> str:
    """Write `output`, whole or not at all; returns a sentence on what is in it.

    The database is one snapshot, taken before the files: a file it knows of is never
    missing, unless it was erased in between.
    """
    home = Folder.at(data)
    output = output.expanduser().resolve()
    if output.exists():
        raise EngineError("file_exists", "%(path)s is there already; choose another.", path=output)
    if not home.data.is_dir():
        raise EngineError("no_data", "There is no data in %(path)s.", path=home.data)
    key = kept.master_key(home)
    kept.must_be_kept_elsewhere(home, kept_at)
    folder = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
    try:
        part = _write(home, key, folder)
        part.replace(output)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    size = output.stat().st_size / 1_000_000
    return f"{output}: {size:.1f} MB. The master key is not in it; keep both, apart."


def _write(home: Folder, key: MasterKey, folder: Path) -> Path:
    part, dumped = folder / "part", folder / "database.dump"
    with engine_running(home.data):
        dump(_backup_url(home), dumped)
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        facts = {"bonafix": version("bonafix"), "made_at": format_instant(now())}
        writer = archive.Writer(tar, facts)
        writer.add_path("database.dump", dumped)
        _add_secrets(writer, home, key)
        for path in _stored(home.files):
            # Erased since the snapshot: that wish is stronger than the backup.
            if path.exists():
                writer.add_path(f"files/{path.relative_to(home.files).as_posix()}", path)
        writer.close()
    archive.close_with_seal(part, key.derive(archive.PURPOSE))
    return part


def _backup_url(home: Folder) -> str:
    if external():
        return os.environ.get("BONAFIX_BACKUP_URL") or os.environ["DATABASE_URL"]
    return Cluster(home).url(SUPERUSER)


def _add_secrets(writer: archive.Writer, home: Folder, key: MasterKey) -> None:
    """What signs sessions and links, wrapped; and where the master key is said to be."""
    secret = os.environ.get("BONAFIX_SECRET_KEY")
    if secret is None and home.secret_key.exists():
        secret = home.secret_key.read_text("utf-8").strip()
    if secret:
        writer.add_bytes("secret-key.wrapped", key.wrap(secret.encode()))
    note = home.data / kept.NAME
    if note.exists():
        writer.add_bytes(kept.NAME, json.dumps(json.loads(note.read_text("utf-8"))).encode())


def _stored(files: Path) -> Iterator[Path]:
    """Finished files; what is still being written begins with a dot."""
    for path in sorted(files.rglob("*")) if files.is_dir() else ():
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield path
