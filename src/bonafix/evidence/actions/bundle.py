"""Making a bundle: gathered, put on record, signed."""

from datetime import datetime
from uuid import UUID

from django.utils import translation

from bonafix.access import require
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, subject_of
from bonafix.evidence.bundle.index import typeset
from bonafix.evidence.bundle.pack import Facts, pack
from bonafix.evidence.record import anchors_of, entries_of
from bonafix.evidence.registry import contributors
from bonafix.evidence.rules import FULL, Original, case_root, check_release
from bonafix.evidence.words import index_of
from bonafix.files.actions import read, store
from bonafix.files.keys import unwrap
from bonafix.files.models import StoredFile
from bonafix.files.rules import STORED
from bonafix.kit.canonical import canonical
from bonafix.kit.clock import format_instant
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.operators.keys import active_key, sign
from bonafix.operators.models import Operator

LIKELY = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/plain": ".txt",
}


def make_bundle(
    actor: Actor, now: datetime, number: str, edition: str, to: str = "", by: str = ""
) -> bytes:
    """The bundle of a case as ZIP bytes; who was given it is on record, inside it too.

    `EditionUnknown`; `ReleaseUnnamed` for a full one without both names; `NoSuchCase`;
    `FileGone` or `FileDamaged` when an original cannot be read.
    """
    to, by = check_release(edition, to, by)
    case = by_number(number)
    require(actor, "case.bundle", subject_of(case))
    with begin(actor, now) as act:
        members, files = _parts(case.id, full=edition == FULL)
        originals = [_original(act, one, members, full=edition == FULL) for one in files]
        names = canonical({"case": case.number, "edition": edition, "to": to, "by": by})
        # Names are personal: the record holds the file that holds them, and its hash.
        note = store(act, names, "application/json", "export", None, f"release {case.number}")
        body = {"edition": edition, "names": str(note.id), "names_sha256": note.sha256.hex()}
        act.record("evidence.released", ("case", case.id), body=body)
    return _packed(case, now, (edition, to, by), members, originals)


def _packed(
    case: Case,
    now: datetime,
    release: tuple[str, str, str],
    members: dict[str, bytes],
    originals: list[Original],
) -> bytes:
    edition, to, by = release
    streams = [("case", case.id), *(("file", UUID(one.id)) for one in originals)]
    entries = entries_of(streams)
    anchors, tokens = anchors_of(streams)
    key = active_key(case.operator_id)
    facts = Facts(
        operator=str(case.operator_id),
        case={"id": str(case.id), "number": case.number},
        edition=edition,
        made_at=format_instant(now),
        released_to=to,
        released_by=by,
        public_key=bytes(key.public).hex(),
        anchor_keys=sorted({one["public_key"] for one in anchors}),
        originals=originals,
        case_root=case_root(
            originals, [(*one["stream"], one["seq"], one["hash"]) for one in entries]
        ),
    )
    with translation.override("zh-hans"):
        operator = Operator.objects.get(pk=case.operator_id).name
        members["index.pdf"] = typeset(index_of(facts, entries, operator))
    members["ledger/entries.json"] = canonical(entries)
    members["ledger/anchors.json"] = canonical(anchors)
    return pack(facts, {**members, **tokens}, lambda message: sign(key, message))


def _parts(case_id: UUID, *, full: bool) -> tuple[dict[str, bytes], list[StoredFile]]:
    members: dict[str, bytes] = {}
    ids: set[UUID] = set()
    for one in contributors():
        part = one.part_of(case_id, full=full)
        members[f"parts/{one.name}.json"] = canonical(part.tables)
        ids |= part.files
    return members, list(StoredFile.objects.filter(id__in=ids).order_by("id"))


def _original(act: Act, file: StoredFile, members: dict[str, bytes], *, full: bool) -> Original:
    name = None
    if full and file.status == STORED and _readable(file):
        name = f"files/{file.id}{LIKELY.get(file.media_type, '.bin')}"
        members[name] = read(act, file.id, "bundle")
    return Original(
        id=str(file.id),
        sha256=bytes(file.sha256).hex(),
        sm3=bytes(file.sm3).hex(),
        size=file.size,
        media_type=file.media_type,
        status=file.status,
        member=name,
    )


def _readable(file: StoredFile) -> bool:
    return unwrap(file) is not None
