"""`bonafix restore`: a house again out of a backup; all of it, or nothing."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from bonafix.config.engine import archive, kept
from bonafix.config.engine.dump import load, must_be_empty
from bonafix.config.engine.errors import EngineError
from bonafix.config.engine.folder import Folder, write_private
from bonafix.config.engine.postgres import start_postgres
from bonafix.config.engine.roles import ensure_external
from bonafix.config.engine.runtime import external
from bonafix.kit.sealing import MasterKey


def restore(file: Path, data: Path, key_file: Path) -> str:
    """Fill the empty or absent folder `data`; returns a sentence on what came back.

    Everything is made in a folder beside it and renamed at the end.
    """
    target = data.expanduser().resolve()
    key = _read_key(key_file)
    _must_be_free(target)
    archive.check_seal(file, key.derive(archive.PURPOSE))
    if external():
        ensure_external(os.environ["DATABASE_URL"], os.environ.get("DATABASE_RUNTIME_URL"))
        must_be_empty(os.environ["DATABASE_URL"])
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        manifest = _rebuild(file, beside, key, key_file)
        if target.exists():
            target.rmdir()
        beside.rename(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    number = sum(name.startswith("files/") for name in manifest["members"])
    return (
        f"{target}: restored from the backup of {manifest['made_at']}, with {number} files. "
        f"Now run: bonafix audit --data {target}"
    )


def _read_key(path: Path) -> MasterKey:
    try:
        return MasterKey.from_file(path)
    except (ValueError, AttributeError) as error:
        raise EngineError(
            "no_master_key", "%(path)s is not a master key file.", path=path
        ) from error


def _must_be_free(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise EngineError(
            "not_empty", "%(path)s is not an empty folder. Nothing was written.", path=target
        )
    if target.is_mount():
        raise EngineError(
            "mount_point",
            "%(path)s is a mount point; restore into a folder inside it.",
            path=target,
        )


def _rebuild(file: Path, folder: Path, key: MasterKey, key_file: Path) -> dict[str, Any]:
    home = Folder(folder)
    unpacked = folder / "unpacked"
    unpacked.mkdir(mode=0o700)
    manifest = archive.extract(file, unpacked)
    _place(unpacked, home, key, key_file)
    dumped = unpacked / "database.dump"
    if external():
        load(os.environ["DATABASE_URL"], dumped)
    else:
        with start_postgres(folder) as server:
            load(server.owner_url, dumped)
    shutil.rmtree(unpacked)
    return manifest


def _place(unpacked: Path, home: Folder, key: MasterKey, key_file: Path) -> None:
    if (unpacked / "files").exists():
        (unpacked / "files").rename(home.data / "files")
    if (unpacked / "secret-key.wrapped").exists():
        secret = key.unwrap((unpacked / "secret-key.wrapped").read_bytes())
        write_private(home.secret_key, secret.decode() + "\n")
    if (unpacked / kept.NAME).exists():
        write_private(home.data / kept.NAME, (unpacked / kept.NAME).read_text("utf-8"))
    write_private(home.data / "master-key.json", key_file.read_text("utf-8"))
