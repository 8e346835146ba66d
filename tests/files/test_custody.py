"""Files in custody: encrypted, whole, every touch on record, gone when their key is."""

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from bonafix.files.actions import destroy, open_content, read, read_file, store
from bonafix.files.backends import Folder, MissingObject
from bonafix.files.errors import FileDamaged, FileGone, NoSuchFile
from bonafix.files.keys import rewrap_class_keys
from bonafix.files.models import ClassKey, StoredFile
from bonafix.files.queries import custody_of, files_of, same_content, stored_file
from bonafix.files.rules import NotStorable, new_object_name
from bonafix.files.streams import CHUNK
from bonafix.files.verify import check_files, sweep, sweep_all, verify_all
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import Report, audit_operator
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from tests.files.conftest import Persons

SECRET = "王小明 13812345678 成都市武侯区".encode()


def put(
    operator: Operator,
    now: datetime,
    content: bytes = SECRET,
    category: str = "voucher",
    owner: UUID | None = None,
) -> StoredFile:
    with begin(Actor.system(operator.id), now) as act:
        return store(act, content, "application/pdf", category, owner, "voucher RK7M-2HXA")


def objects(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def faults(operator: Operator) -> list[tuple[str, str]]:
    report = Report()
    with act_as(operator.id):
        check_files(operator.id, report)
    return [(fault.where, fault.what) for fault in report.faults]


@pytest.mark.parametrize("owner", [None, uuid4()])
@pytest.mark.parametrize("category", ["voucher", "authorisation"])
def test_what_is_stored_is_read_again(
    operator: Operator, now: datetime, root: Path, category: str, owner: UUID | None
) -> None:
    file = put(operator, now, SECRET, category, owner)
    actor = Actor(operator.id, "staff", uuid4())
    assert read_file(actor, now, file.id, "desk_view") == SECRET
    again = stored_file(file.id)
    assert bytes(again.sha256) == hashlib.sha256(SECRET).digest()
    assert again.size == len(SECRET)
    assert same_content(hashlib.sha256(SECRET).digest()) == [file]
    assert files_of(owner or uuid4()) == ([file] if owner else [])


def test_every_touch_says_who_and_why(operator: Operator, now: datetime, root: Path) -> None:
    file = put(operator, now, owner=uuid4())
    staff = Actor(operator.id, "staff", uuid4())
    read_file(staff, now, file.id, "desk_view")
    with begin(staff, now) as act:
        destroy(act, file.id, "retention")
    told = [(e.kind, e.actor, json.loads(bytes(e.body))["why"]) for e in custody_of(file.id)]
    assert told == [
        ("files.stored", "system", "voucher RK7M-2HXA"),
        ("files.read", staff.label(), "desk_view"),
        ("files.destroyed", staff.label(), "retention"),
    ]
    assert not audit_operator(operator.id).faults


def test_the_disk_shows_neither_content_nor_address_nor_name(
    operator: Operator, now: datetime, root: Path
) -> None:
    file = put(operator, now, owner=uuid4())
    (path,) = objects(root)
    blob = path.read_bytes()
    hints = [SECRET, bytes(file.sha256), bytes(file.sm3), file.id.bytes, b"pdf"]
    hints += [b"13812345678", str(file.id).encode(), str(file.owner_id).encode()]
    shown = blob + str(path.relative_to(root)).encode()
    assert not [hint for hint in hints if hint in shown or hint.hex().encode() in shown]
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_equal_content_gives_different_objects(
    operator: Operator, now: datetime, root: Path
) -> None:
    put(operator, now)
    put(operator, now)
    first, second = objects(root)
    assert first.read_bytes() != second.read_bytes()


def test_a_large_file_streams_in_and_out(operator: Operator, now: datetime, root: Path) -> None:
    content = os.urandom(3 * CHUNK + 12_345)
    source = root.parent / "upload"
    source.write_bytes(content)
    with begin(Actor.system(operator.id), now) as act, source.open("rb") as stream:
        file = store(act, stream, "video/mp4", "evidence", None, "evidence")
        pieces = list(open_content(act, file.id, "review"))
    assert [len(piece) for piece in pieces] == [CHUNK, CHUNK, CHUNK, 12_345]
    assert b"".join(pieces) == content


def test_an_erased_person_takes_the_files_along_and_the_audit_says_erased(
    operator: Operator, now: datetime, root: Path, persons: Persons
) -> None:
    owner = uuid4()
    mine, brands = put(operator, now, owner=owner), put(operator, now, category="authorisation")
    del persons.keys[owner]
    with begin(Actor.system(operator.id), now) as act, pytest.raises(FileGone):
        read(act, mine.id, "desk_view")
    with begin(Actor.system(operator.id), now) as act:
        assert read(act, brands.id, "desk_view") == SECRET
    report = verify_all()
    assert (report.files, report.erased, report.faults) == (2, 1, [])


def test_destroying_kills_the_key_at_once_and_the_object_with_the_sweep(
    operator: Operator, now: datetime, root: Path
) -> None:
    file, kept = put(operator, now), put(operator, now)
    with begin(Actor.system(operator.id), now) as act:
        destroy(act, file.id, "retention")
        destroy(act, file.id, "retention")
    gone = stored_file(file.id)
    assert (gone.status, gone.wrapped_key, gone.destroyed_at) == ("destroyed", None, now)
    with begin(Actor.system(operator.id), now) as act, pytest.raises(FileGone):
        read(act, file.id, "desk_view")
    later = datetime.now(UTC) + timedelta(hours=2)
    assert sweep_all(later) == 1
    assert [path.name for path in objects(root)] == [kept.object_name]
    assert not faults(operator)
    assert [e.kind for e in custody_of(file.id)] == ["files.stored", "files.destroyed"]


def test_an_action_that_fails_leaves_an_orphan_that_is_swept_later_and_nothing_else(
    operator: Operator, now: datetime, root: Path
) -> None:
    kept = put(operator, now)
    with pytest.raises(ZeroDivisionError), begin(Actor.system(operator.id), now) as act:
        store(act, b"never", "image/jpeg", "evidence", None, "evidence")
        raise ZeroDivisionError
    assert StoredFile.objects.count() == 1
    assert len(objects(root)) == 2
    assert sweep(operator.id, datetime.now(UTC)) == 0  # it might be about to commit
    assert sweep(operator.id, datetime.now(UTC) + timedelta(hours=2)) == 1
    assert [path.name for path in objects(root)] == [kept.object_name]


def test_a_write_that_stops_half_way_leaves_no_object(root: Path) -> None:
    class Stops:
        def __iter__(self) -> "Stops":
            return self

        def __next__(self) -> bytes:
            raise OSError("no space left")

    store_, operator_id, name = Folder(root), uuid4(), new_object_name()
    with pytest.raises(OSError, match="no space"):
        store_.put(operator_id, name, Stops())
    assert not objects(root)
    with pytest.raises(MissingObject):
        store_.open(operator_id, name)
    store_.remove(operator_id, name)


def test_what_a_killed_writer_left_is_swept(operator: Operator, now: datetime, root: Path) -> None:
    put(operator, now)
    (whole,) = objects(root)
    part = Folder(root)._path(operator.id, new_object_name()).with_suffix(".part")
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half")
    assert sweep(operator.id, datetime.now(UTC) + timedelta(hours=2)) == 1
    assert objects(root) == [whole]


def test_a_missing_and_an_altered_object_are_found_and_named(
    operator: Operator, now: datetime, root: Path
) -> None:
    fine, missing, altered, cut = (put(operator, now, os.urandom(99)) for _ in range(4))
    folder = Folder(root)
    folder.remove(operator.id, missing.object_name)
    path = folder._path(operator.id, altered.object_name)
    blob = bytearray(path.read_bytes())
    blob[20] ^= 1
    path.write_bytes(blob)
    path = folder._path(operator.id, cut.object_name)
    path.write_bytes(path.read_bytes()[:-1])
    found = dict(faults(operator))
    assert found.keys() == {f"files_storedfile:{f.id}" for f in (missing, altered, cut)}
    assert "missing" in found[f"files_storedfile:{missing.id}"]
    for file in (missing, altered, cut):
        with begin(Actor.system(operator.id), now) as act, pytest.raises(FileDamaged):
            read(act, file.id, "desk_view")
    with begin(Actor.system(operator.id), now) as act:
        assert len(read(act, fine.id, "desk_view")) == 99


def test_one_files_object_in_place_of_anothers_is_found(
    operator: Operator, now: datetime, root: Path
) -> None:
    first, second = put(operator, now, b"first"), put(operator, now, b"other")
    folder = Folder(root)
    path = folder._path(operator.id, first.object_name)
    path.write_bytes(folder._path(operator.id, second.object_name).read_bytes())
    assert [where for where, _what in faults(operator)] == [f"files_storedfile:{first.id}"]


def test_a_key_that_vanished_without_an_entry_is_found(
    operator: Operator, now: datetime, root: Path
) -> None:
    file = put(operator, now)
    StoredFile.objects.filter(pk=file.id).update(wrapped_key=None)
    ((where, what),) = faults(operator)
    assert str(file.id) in where
    assert "no entry says so" in what


def test_a_class_has_one_key_and_it_can_be_wrapped_anew(
    operator: Operator, now: datetime, root: Path
) -> None:
    file = put(operator, now, category="authorisation")
    put(operator, now, category="authorisation")
    (held,) = ClassKey.objects.all()
    before = bytes(held.wrapped)
    with begin(Actor.system(operator.id), now) as act:
        assert rewrap_class_keys(act) == 1
        assert read(act, file.id, "desk_view") == SECRET
    held.refresh_from_db()
    assert bytes(held.wrapped) != before
    assert not audit_operator(operator.id).faults


def test_files_of_another_operator_are_not_there(
    two_operators: tuple[Operator, Operator], now: datetime, root: Path
) -> None:
    mine, yours = two_operators
    file = put(mine, now)
    with begin(Actor.system(yours.id), now) as act:
        for touch in (read, destroy):
            with pytest.raises(NoSuchFile):
                touch(act, file.id, "desk_view")
    with act_as(yours.id):
        assert not same_content(hashlib.sha256(SECRET).digest())
        with pytest.raises(NoSuchFile):
            stored_file(file.id)
    assert sweep_all(datetime.now(UTC) + timedelta(hours=2)) == 0
    with begin(Actor.system(mine.id), now) as act:
        assert read(act, file.id, "desk_view") == SECRET
    report = verify_all()
    assert (report.files, report.faults) == (1, [])


def test_nothing_is_stored_or_read_without_a_proper_reason(
    operator: Operator, now: datetime, root: Path
) -> None:
    file = put(operator, now)
    with begin(Actor.system(operator.id), now) as act:
        with pytest.raises(NotStorable):
            store(act, b"x", "image/jpeg", "evidence", None, "给王先生")
        for touch in (read, destroy):
            with pytest.raises(NotStorable):
                touch(act, file.id, "给王先生")
    assert len(objects(root)) == 1
    assert len(custody_of(file.id)) == 1
