"""Files' part of "my data". People live above: `config` registers it, the shape fits."""

from typing import Any, Final
from uuid import UUID

from bonafix.files.models import StoredFile
from bonafix.files.queries import files_of
from bonafix.kit.clock import format_instant

TABLES: Final = frozenset({StoredFile._meta.db_table})


class FileData:
    """Which files of a person are in custody; their content is handed out by an action."""

    name = "files"
    tables = TABLES

    def data_of(self, party_id: UUID) -> dict[str, Any]:
        """One line for each file that is still there."""
        return {
            "files": [
                {
                    "id": str(file.id),
                    "category": file.category,
                    "media_type": file.media_type,
                    "size": file.size,
                    "sha256": bytes(file.sha256).hex(),
                    "stored": format_instant(file.created_at),
                }
                for file in files_of(party_id)
            ]
        }
