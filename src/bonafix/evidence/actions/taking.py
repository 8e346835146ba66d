"""What somebody gives for an ask: begun as an upload, and then, once, an item on record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bonafix.access import require
from bonafix.cases.models import Case
from bonafix.cases.queries import subject_of
from bonafix.evidence.models import Ask, Item
from bonafix.evidence.queries import KIND
from bonafix.evidence.shots import check_given
from bonafix.files.models import StoredFile, Upload
from bonafix.files.queries import stored_file
from bonafix.files.uploads.actions import begin_upload, close_as, finish, hold_whole
from bonafix.kit.clock import format_instant, parse_instant
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.actors import customer_actor


@dataclass(frozen=True, slots=True)
class Given:
    """What a page says about a file before it sends it."""

    shot: str
    source: str  # camera, upload
    length: int  # bytes
    media_type: str
    taken_at: datetime | None = None


def begin_giving(actor: Actor, now: datetime, ask_id: UUID, given: Given) -> Upload:
    """Announce a file for an ask. Errors of `shots.check_given` and `uploads.check_begin`."""
    with begin(actor, now) as act:
        ask = act.lock(Ask, ask_id)
        require(actor, "evidence.give", subject_of(Case.objects.get(pk=ask.case_id)))
        check_given(ask, given.shot, given.source, given.media_type, now)
        told = {"shot": given.shot, "source": given.source}
        if given.taken_at is not None:
            told["taken_at"] = format_instant(given.taken_at)
        return begin_upload(act, (KIND, ask.id), ask.party_id, given.length, given.media_type, told)


def take_in(operator_id: UUID, now: datetime, upload_id: UUID) -> Item | None:
    """A whole upload becomes a file in custody and an item of its ask; again is no error.

    What was begun in time is taken in even when the ask is over by now; its time is on record.
    The very same bytes for the same shot are the same item.
    """
    about = Upload.objects.filter(pk=upload_id, subject_kind=KIND).first()
    ask = Ask.objects.filter(pk=about.subject_id).first() if about is not None else None
    if ask is None:
        return None
    actor = customer_actor(operator_id, ask.case_id, ask.party_id)
    with begin(actor, now) as act:
        act.lock(Ask, ask.id)
        upload = hold_whole(upload_id)
        if upload is None:
            return Item.objects.filter(file_id=about.file_id).first() if about else None
        return _item(act, ask, upload)


class _SameAgain(Exception):
    """Tells `attempt` to undo the file that is there already."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item


def _item(act: Act, ask: Ask, upload: Upload) -> Item:
    shot = str(upload.told["shot"])
    try:
        with act.attempt():
            file = finish(act, upload, "evidence", f"evidence {ask.id}")
            item = _known(ask, shot, bytes(file.sha256))
            if item is not None:
                raise _SameAgain(item)
            item = _recorded(act, ask, shot, upload, file)
    except _SameAgain as same:
        item = same.item
    close_as(upload, item.file_id)
    return item


def _recorded(act: Act, ask: Ask, shot: str, upload: Upload, file: StoredFile) -> Item:
    taken_at = upload.told.get("taken_at")
    item = Item(
        operator_id=act.operator_id,
        ask_id=ask.id,
        case_id=ask.case_id,
        shot=shot,
        file_id=file.id,
        source=upload.told["source"],
        taken_at=parse_instant(taken_at) if taken_at else None,
        received_at=act.now,
    )
    act.record("evidence.received", ("case", ask.case_id), rows=[item])
    act.defer("evidence.received", item_id=item.id)
    return item


def _known(ask: Ask, shot: str, sha256: bytes) -> Item | None:
    for one in Item.objects.filter(ask_id=ask.id, shot=shot).order_by("id"):
        if bytes(stored_file(one.file_id).sha256) == sha256:
            return one
    return None
