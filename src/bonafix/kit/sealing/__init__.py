"""Sealed cells under a person's key, and the master key that wraps those keys."""

from bonafix.kit.sealing.cells import (
    ALGORITHMS,
    CellHeader,
    Unreadable,
    header,
    lookup_hash,
    new_data_key,
    opening,
    seal,
    unseal,
    verify,
)
from bonafix.kit.sealing.master import (
    ENVIRONMENT,
    BadMasterKey,
    MasterKey,
    create_master_key_file,
    rotate_master_key_file,
)

__all__ = [
    "ALGORITHMS",
    "ENVIRONMENT",
    "BadMasterKey",
    "CellHeader",
    "MasterKey",
    "Unreadable",
    "create_master_key_file",
    "header",
    "lookup_hash",
    "new_data_key",
    "opening",
    "rotate_master_key_file",
    "seal",
    "unseal",
    "verify",
]
