"""Making a bundle: asked for on record, gathered, signed, kept for some days, handed out."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from bonafix.access import require
from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, subject_of
from bonafix.deadlines.actions import set_deadline
from bonafix.evidence.actions.gathering import Gathered
from bonafix.evidence.errors import BundleFailed, NoSuchBundle
from bonafix.evidence.models import Bundle
from bonafix.evidence.registry import contributors
from bonafix.evidence.rules import (
    ASKED,
    BUNDLE_EXPIRES,
    BUNDLE_KEPT,
    FAILED,
    FULL,
    GONE,
    MASKED,
    READY,
    VERBS,
    Release,
    check_release,
)
from bonafix.evidence.streaming import Flow
from bonafix.files.actions import destroy, hand_out, open_content, store
from bonafix.files.errors import FileDamaged, FileGone
from bonafix.files.models import StoredFile
from bonafix.files.rules import STORED
from bonafix.kit.canonical import canonical
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor


def ask_bundle(
    actor: Actor, now: datetime, number: str, release: Release, *, queued: bool = True
) -> Bundle:
    """Somebody wants a bundle; who is given it, by whom and why is on record from here on.

    `ReleaseUnnamed`, `EditionUnknown`; `NoSuchCase`; `NotAllowed`.
    """
    release = check_release(release.edition, release.to, release.by, release.reason)
    case = by_number(number)
    require(actor, VERBS[release.edition], subject_of(case))
    with begin(actor, now) as act:
        told = {"case": case.number, "edition": release.edition}
        told |= {"to": release.to, "by": release.by, "reason": release.reason}
        # Names are personal: the record holds the file that holds them, and its hash.
        note = store(
            act, canonical(told), "application/json", "export", None, f"release {case.number}"
        )
        account = actor.id if actor.kind == "staff" else None
        row = Bundle(case=case, edition=release.edition, status=ASKED, names=note, asked_at=now)
        row.account_id = account
        body = {"edition": row.edition, "names": str(note.id), "names_sha256": note.sha256.hex()}
        act.record("evidence.released", ("case", case.id), rows=[row], body=body)
        set_deadline(act, ("bundle", row.id), BUNDLE_EXPIRES, now + BUNDLE_KEPT, new=True)
        if queued:
            act.defer("evidence.bundle_asked", bundle_id=row.id)
    return row


def build_bundle(operator_id: UUID, now: datetime, bundle_id: UUID) -> Bundle:
    """Build what was asked for and take it into custody, piece by piece. Idempotent.

    `BundleFailed`, on record, when an original cannot be read whole.
    """
    row = Bundle.objects.get(pk=bundle_id)
    if row.status != ASKED:
        return row
    system = Actor.system(operator_id)
    try:
        gathered = _gather(system, now, row)
        with begin(system, now) as act:
            return _keep(act, row, gathered)
    except (FileDamaged, FileGone) as error:
        with begin(system, now) as act:
            row = act.lock(Bundle, row.id)
            row.status = FAILED
            act.record("evidence.bundle_failed", ("case", row.case_id), rows=[row])
        raise BundleFailed from error


def _gather(system: Actor, now: datetime, row: Bundle) -> Gathered:
    """The parts, and the files that are given away: each on record before the chain is copied."""
    full = row.edition == FULL
    parts: dict[str, bytes] = {}
    ids: set[UUID] = set()
    for one in contributors():
        part = one.part_of(row.case_id, full=full)
        parts[f"parts/{one.name}.json"] = canonical(part.tables)
        ids |= part.files
    files = list(StoredFile.objects.filter(id__in=ids).order_by("id"))
    with begin(system, now) as act:
        case = Case.objects.get(pk=row.case_id)
        for file in files:
            if file.status == STORED:
                hand_out(act, file.id, f"bundle {case.number}")
    return Gathered(case, row, now, parts, files)


def _keep(act: Act, row: Bundle, gathered: Gathered) -> Bundle:
    flow = cast("BinaryIO", Flow(gathered.stream()))
    file = store(act, flow, "application/zip", "export", None, f"bundle {gathered.case.number}")
    held = act.lock(Bundle, row.id)
    held.status, held.file, held.ready_at = READY, file, act.now
    act.record("evidence.bundle_ready", ("case", row.case_id), rows=[held])
    return held


def take_bundle(actor: Actor, now: datetime, number: str, bundle_id: UUID) -> Iterator[bytes]:
    """The bundle in pieces; who took it is on record. `NoSuchBundle`, `NotAllowed`."""
    case = by_number(number)
    require(actor, VERBS[MASKED], subject_of(case))
    row = Bundle.objects.filter(pk=bundle_id, case_id=case.id, status=READY).first()
    if row is None or row.file_id is None:
        raise NoSuchBundle
    require(actor, VERBS[row.edition], subject_of(case))
    with begin(actor, now) as act:
        return open_content(act, row.file_id, f"bundle {case.number}")


def expire_bundle(operator_id: UUID, now: datetime, bundle_id: UUID) -> None:
    """Its time is over: the copy goes, the record of it stays."""
    with begin(Actor.system(operator_id), now) as act:
        row = act.lock(Bundle, bundle_id)
        if row.status == GONE:
            return
        if row.file_id is not None:
            destroy(act, row.file_id, "bundle expired")
        row.status = GONE
        act.record("evidence.bundle_gone", ("case", row.case_id), rows=[row])
