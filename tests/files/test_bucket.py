"""Custody in a bucket under object lock, against a real S3 server (SeaweedFS)."""

import hashlib
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from bonafix.files.actions import destroy, open_content, read, store
from bonafix.files.backends import Folder, MissingObject, backend
from bonafix.files.errors import FileDamaged, FileGone, StoreNotReady, StoreUnavailable
from bonafix.files.models import StoredFile
from bonafix.files.moving import move_objects
from bonafix.files.queries import stored_file
from bonafix.files.rules import CATEGORIES, LOCK_DAYS, keep_until, new_object_name
from bonafix.files.s3 import PART, S3, Bucket
from bonafix.files.verify import check_files, sweep
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import Report, audit_operator
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.operators.tenancy import act_as
from tests.files.conftest import Persons
from tests.support import bucket as server

# A lock lies in the future of the server's clock, not only of the tests'.
SOON = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with server.running() as address:
        admin = server.client(address)
        admin.create_bucket(Bucket="house", ObjectLockEnabledForBucket=True)
        yield address


@pytest.fixture
def told(endpoint: str, persons: Persons) -> Iterator[dict[str, str]]:
    """The settings of a bucket with object lock."""
    settings = {"name": "house", "endpoint": endpoint, "lock": "compliance", **server.KEYS}
    with override_settings(FILES_S3=settings):
        yield settings


def put(operator: Operator, content: bytes, category: str = "evidence", owner: Any = None) -> Any:
    with begin(Actor.system(operator.id), SOON) as act:
        return store(act, content, "video/mp4", category, owner, "evidence")


def versions(told: dict[str, str], file: StoredFile) -> tuple[Any, str, list[Any]]:
    admin = server.client(told["endpoint"])
    key = f"{file.operator_id.hex}/{file.object_name[:2]}/{file.object_name}"
    listed = admin.list_object_versions(Bucket=told["name"], Prefix=key)
    return admin, key, listed.get("Versions", [])


def faults(operator: Operator) -> dict[str, str]:
    report = Report()
    with act_as(operator.id):
        check_files(operator.id, report)
    return {fault.where: fault.what for fault in report.faults}


@pytest.mark.parametrize("size", [0, 1, PART - 20, PART, 2 * PART + 12_345])
def test_what_is_stored_is_read_again_and_is_locked(
    operator: Operator, told: dict[str, str], size: int
) -> None:
    content = os.urandom(size)
    file = put(operator, content)
    with begin(Actor.system(operator.id), SOON) as act:
        assert hashlib.sha256(b"".join(open_content(act, file.id, "review"))).digest() == bytes(
            file.sha256
        )
    admin, key, (only,) = versions(told, file)
    held = admin.get_object_retention(Bucket=told["name"], Key=key, VersionId=only["VersionId"])
    assert held["Retention"]["Mode"] == "COMPLIANCE"
    assert held["Retention"]["RetainUntilDate"] == keep_until("evidence", SOON)
    with pytest.raises(admin.exceptions.ClientError, match="AccessDenied"):
        admin.delete_object(Bucket=told["name"], Key=key, VersionId=only["VersionId"])
    assert faults(operator) == {}


def test_the_bucket_shows_neither_content_nor_address(
    operator: Operator, told: dict[str, str]
) -> None:
    file = put(operator, "王小明 13812345678".encode(), owner=uuid4())
    admin, key, (only,) = versions(told, file)
    blob = admin.get_object(Bucket=told["name"], Key=key, VersionId=only["VersionId"])
    shown = blob["Body"].read() + key.encode() + repr(blob["Metadata"]).encode()
    hints = ["王小明".encode(), b"13812345678", bytes(file.sha256), file.id.bytes, b"mp4"]
    assert not [hint for hint in hints if hint in shown or hint.hex().encode() in shown]


def test_an_erased_file_stays_provable_by_hash_under_the_lock(
    operator: Operator, told: dict[str, str], persons: Persons
) -> None:
    owner, content = uuid4(), os.urandom(5000)
    file, destroyed = put(operator, content, owner=owner), put(operator, content)
    del persons.keys[owner]
    with begin(Actor.system(operator.id), SOON) as act:
        destroy(act, destroyed.id, "retention")
        for one in (file, destroyed):
            with pytest.raises(FileGone):
                read(act, one.id, "review")
    # Nobody can read it, nobody can remove it, and what it was is on record.
    assert sweep(operator.id, datetime.now(UTC) + timedelta(hours=2)) == 0
    for one in (file, destroyed):
        assert len(versions(told, one)[2]) == 1
        assert bytes(stored_file(one.id).sha256) == hashlib.sha256(content).digest()
    report = audit_operator(operator.id)
    assert not report.faults


def test_without_a_lock_the_sweep_removes_what_was_destroyed(
    operator: Operator, told: dict[str, str]
) -> None:
    file, kept = put(operator, b"gone", "attachment"), put(operator, b"kept", "attachment")
    with begin(Actor.system(operator.id), SOON) as act:
        destroy(act, file.id, "retention")
    later = datetime.now(UTC) + timedelta(hours=2)
    assert sweep(operator.id, later) == 1
    assert sweep(operator.id, later) == 0
    assert not versions(told, file)[2] and versions(told, kept)[2]


def test_deleted_and_overwritten_objects_are_found_and_the_original_is_read(
    operator: Operator, told: dict[str, str]
) -> None:
    hidden, over, fine = (put(operator, os.urandom(99)) for _ in range(3))
    admin, key, _ = versions(told, hidden)
    admin.delete_object(Bucket=told["name"], Key=key)
    admin, key, _ = versions(told, over)
    admin.put_object(Bucket=told["name"], Key=key, Body=b"painted on")
    found = faults(operator)
    assert found.keys() == {f"files_storedfile:{one.id}" for one in (hidden, over)}
    assert "deleted in the bucket" in found[f"files_storedfile:{hidden.id}"]
    assert "written over" in found[f"files_storedfile:{over.id}"]
    with begin(Actor.system(operator.id), SOON) as act:
        for one in (hidden, over, fine):
            assert hashlib.sha256(read(act, one.id, "review")).digest() == bytes(one.sha256)


def test_a_missing_and_an_altered_object_are_found_and_named(
    operator: Operator, told: dict[str, str]
) -> None:
    missing, altered = (put(operator, os.urandom(99), "attachment") for _ in range(2))
    assert backend().remove(operator.id, missing.object_name)
    admin, key, (only,) = versions(told, altered)
    admin.delete_object(Bucket=told["name"], Key=key, VersionId=only["VersionId"])
    admin.put_object(Bucket=told["name"], Key=key, Body=b"BNX1 something else")
    found = faults(operator)
    assert "missing" in found[f"files_storedfile:{missing.id}"]
    assert "changed" in found[f"files_storedfile:{altered.id}"]
    for one in (missing, altered):
        with begin(Actor.system(operator.id), SOON) as act, pytest.raises(FileDamaged):
            read(act, one.id, "review")


def test_a_name_is_written_once_and_a_write_that_stops_leaves_nothing(
    told: dict[str, str],
) -> None:
    def stops() -> Iterator[bytes]:
        yield bytes(PART + 1)
        raise OSError("no more")

    operator_id, name, other = uuid4(), new_object_name(), new_object_name()
    backend().put(operator_id, name, [b"first"])
    with pytest.raises(StoreUnavailable):
        backend().put(operator_id, name, [b"second"])
    with backend().open(operator_id, name) as held:
        assert held.read() == b"first"
    with pytest.raises(OSError, match="no more"):
        backend().put(operator_id, other, stops())
    assert [one for one, _at in backend().names(operator_id)] == [name]
    with pytest.raises(MissingObject):
        backend().open(operator_id, other)
    assert backend().remove(operator_id, other)


def test_an_upload_that_a_killed_writer_left_is_swept(
    operator: Operator, told: dict[str, str]
) -> None:
    name = new_object_name()
    admin = server.client(told["endpoint"])
    key = f"{operator.id.hex}/{name[:2]}/{name}"
    begun = admin.create_multipart_upload(Bucket=told["name"], Key=key)
    admin.upload_part(
        Bucket=told["name"], Key=key, UploadId=begun["UploadId"], PartNumber=1, Body=bytes(PART)
    )
    assert sweep(operator.id, datetime.now(UTC) + timedelta(hours=2)) == 1
    assert not admin.list_multipart_uploads(Bucket=told["name"]).get("Uploads")


@pytest.mark.parametrize(
    "changed",
    [{"name": "no-such-bucket"}, {"lock": "for ever"}, {"secret_key": "wrong"}, {"name": "ready"}],
)
def test_a_bucket_that_cannot_be_used_is_refused_with_one_sentence(
    told: dict[str, str], changed: dict[str, str]
) -> None:
    S3(Bucket(**told)).check()
    with pytest.raises(StoreNotReady) as refusal:
        S3(Bucket(**{**told, **changed})).check()
    assert "cannot be used" in refusal.value.sentence()


def test_a_store_that_does_not_answer_is_no_damage(told: dict[str, str]) -> None:
    away = S3(Bucket(**{**told, "endpoint": "http://127.0.0.1:9"}))
    with pytest.raises(StoreUnavailable):
        away.open(uuid4(), new_object_name())
    with pytest.raises(StoreUnavailable):
        away.put(uuid4(), new_object_name(), [b"x"])


def test_reading_takes_pieces_and_not_the_whole(told: dict[str, str]) -> None:
    operator_id, name = uuid4(), new_object_name()
    backend().put(operator_id, name, io.BytesIO(bytes(3 * PART)))
    with backend().open(operator_id, name) as held:
        assert len(held.read(1000)) == 1000


def test_a_lock_never_outlives_what_its_category_is_kept_for() -> None:
    # Three years is what the law asks of a transaction; all else is not locked at all.
    assert LOCK_DAYS.keys() <= CATEGORIES.keys()
    assert all(days <= 3 * 366 for days in LOCK_DAYS.values())
    assert keep_until("recording", SOON) is None
    assert keep_until("import", SOON) is None


class Broken(Exception):
    """Somebody pulled the plug."""


def test_a_house_moves_from_its_folder_to_a_bucket_and_a_break_loses_nothing(
    operator: Operator, told: dict[str, str], tmp_path: Path
) -> None:
    folder, contents = Folder(tmp_path / "files"), {}
    with override_settings(FILES_S3={}, FILES_ROOT=tmp_path / "files"):
        for size in (1, 100_000, PART + 5):
            content = os.urandom(size)
            contents[put(operator, content).id] = content
        gone = put(operator, b"erased")
        with begin(Actor.system(operator.id), SOON) as act:
            destroy(act, gone.id, "asked")
    bucket, puts = S3(Bucket(**told)), []

    class Breaking(S3):
        def put(self, *given: Any, **more: Any) -> None:
            if len(puts) == 1:
                raise Broken
            puts.append(given)
            super().put(*given, **more)

    with pytest.raises(Broken):
        move_objects(operator.id, SOON, folder, Breaking(Bucket(**told)))
    first = move_objects(operator.id, SOON, folder, bucket)
    assert (first.copied, first.there, first.faults) == (2, 1, [])
    again = move_objects(operator.id, SOON, folder, bucket)
    assert (again.copied, again.there, again.faults) == (0, 3, [])
    assert faults(operator) == {}
    with begin(Actor.system(operator.id), SOON) as act:
        assert {key: read(act, key, "review") for key in contents} == contents
    file = stored_file(next(iter(contents)))
    admin, key, (only,) = versions(told, file)
    held = admin.get_object_retention(Bucket=told["name"], Key=key, VersionId=only["VersionId"])
    assert held["Retention"]["RetainUntilDate"] == keep_until("evidence", file.created_at)
    assert len(list(folder.names(operator.id))) == 4, "nothing is removed"


def test_what_differs_or_is_nowhere_is_named_and_not_written_over(
    operator: Operator, told: dict[str, str], tmp_path: Path
) -> None:
    with override_settings(FILES_S3={}, FILES_ROOT=tmp_path / "files"):
        other, missing = put(operator, b"one"), put(operator, b"two")
        folder = Folder(tmp_path / "files")
        folder.remove(operator.id, missing.object_name)
    bucket = S3(Bucket(**told))
    bucket.put(operator.id, other.object_name, [b"something else"])
    moved = move_objects(operator.id, SOON, folder, bucket)
    assert moved.copied == 0
    assert dict(moved.faults) == {
        other.object_name: "lies in both stores and is not the same",
        missing.object_name: "is in neither store",
    }
    with bucket.open(operator.id, other.object_name) as held:
        assert held.read() == b"something else"
