"""The operator's word that a copy of the master key is kept elsewhere.

A backup without its master key is noise, and a backup beside its master key protects
nothing: so the key is never in the backup, and there is no backup before this is settled.
"""

import json
import os

from bonafix.config.engine.errors import EngineError
from bonafix.config.engine.folder import Folder, write_private
from bonafix.kit.clock import format_instant, now
from bonafix.kit.sealing import ENVIRONMENT, MasterKey

NAME = "master-key-kept.json"


def master_key(home: Folder) -> MasterKey:
    """The key of this house. EngineError when there is none, or none that can be read."""
    try:
        if ENVIRONMENT in os.environ:
            return MasterKey.from_environment()
        return MasterKey.from_file(home.master_key)
    except (OSError, ValueError, AttributeError) as error:
        raise EngineError(
            "no_master_key", "The master key of %(path)s cannot be read.", path=home.data
        ) from error


def must_be_kept_elsewhere(home: Folder, kept_at: str | None) -> None:
    """Note the operator's word, or find it; EngineError when there is none."""
    note = home.data / NAME
    if kept_at is not None:
        if not kept_at.strip():
            raise EngineError("kept_where", "Say where the master key is kept; the text is empty.")
        told = {"kept_at": kept_at.strip(), "said_at": format_instant(now())}
        write_private(note, json.dumps(told, ensure_ascii=False) + "\n")
    outside = ENVIRONMENT in os.environ or not home.master_key.is_relative_to(home.data)
    if not outside and not note.exists():
        raise EngineError(
            "master_key_not_kept",
            "A backup cannot be read without the master key, and never contains it. Copy "
            "%(path)s to a safe place that is not this machine, then say once where: "
            '--master-key-kept-at "…".',
            path=home.master_key,
        )
