"""A party's own data as a ZIP: everything that is held about it, and its files."""

import io
import json
import zipfile
from datetime import datetime
from uuid import UUID

from bonafix.files.actions import read_file
from bonafix.files.queries import files_of
from bonafix.operators.actors import Actor
from bonafix.people.actions import export


def party_zip(actor: Actor, now: datetime, party_id: UUID) -> bytes:
    """data.json with a part for each contributor, and files/ID.bin; both are on record.

    Raises NotAllowed, NoSuchPerson.
    """
    data = export(actor, now, party_id)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        for file in files_of(party_id):
            content = read_file(actor, now, file.id, f"export {party_id}")
            archive.writestr(f"files/{file.id}.{_ending(file.media_type)}", content)
    return out.getvalue()


def _ending(media_type: str) -> str:
    known = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "text/plain": "txt"}
    return known.get(media_type, "bin")
