"""Objects in an S3 bucket, under object lock where the settings ask for it.

Works with whatever speaks S3 and its object lock: AWS, MinIO, SeaweedFS, Ceph, most clouds.
The bucket is made by its owner, with object lock (and so versioning) switched on, as
docs/operations.md says; this code never makes, empties or configures a bucket.

A locked object cannot be changed or removed by anybody before its day. What can happen is
that somebody puts a newer version or a delete marker over it. Names are random and written
once, so the oldest version of a name is the object; everything newer is reported by the audit.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import RawIOBase
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from bonafix.files.errors import StoreNotReady, StoreUnavailable
from bonafix.files.rules import OBJECT_NAME
from bonafix.files.storing import MissingObject

# S3 takes parts of 5 MiB and more, 10,000 of them: objects up to 80 GB, 8 MiB in memory.
PART: Final = 8 * 1024 * 1024
LOCKS: Final = ("compliance", "governance", "")
GONE: Final = frozenset({"NoSuchKey", "NoSuchVersion", "404", "NoSuchUpload"})
HELD: Final = frozenset({"AccessDenied", "ObjectLocked", "InvalidRequest"})


@dataclass(frozen=True, slots=True)
class Bucket:
    """How to reach it. `lock` is compliance, governance or empty (none)."""

    name: str
    endpoint: str = ""
    region: str = "us-east-1"
    lock: str = ""
    access_key: str = ""
    secret_key: str = ""


class S3:
    """The store in one bucket: OPERATOR/ab/abcdef…"""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self._s3 = boto3.client(
            "s3",
            endpoint_url=bucket.endpoint or None,
            region_name=bucket.region,
            # Empty ones are looked for where AWS's own tools look.
            aws_access_key_id=bucket.access_key or None,
            aws_secret_access_key=bucket.secret_key or None,
            config=Config(
                s3={"addressing_style": "path"},
                retries={"max_attempts": 3, "mode": "standard"},
                connect_timeout=5,
                read_timeout=60,
            ),
        )

    def _key(self, operator_id: UUID, name: str) -> dict[str, str]:
        if not OBJECT_NAME.fullmatch(name):
            raise ValueError("not the name of an object")
        return {"Bucket": self.bucket.name, "Key": f"{operator_id.hex}/{name[:2]}/{name}"}

    def _lock(self, keep_until: datetime | None) -> dict[str, Any]:
        if not self.bucket.lock or keep_until is None:
            return {}
        mode = self.bucket.lock.upper()
        return {"ObjectLockMode": mode, "ObjectLockRetainUntilDate": keep_until}

    def check(self) -> None:
        """`StoreNotReady` with what is wrong: no bucket, no entry, or no lock where one is set."""
        if self.bucket.lock not in LOCKS:
            raise StoreNotReady(self.bucket.name, f"BONAFIX_S3_LOCK={self.bucket.lock}")
        with _answers():
            try:
                self._s3.head_bucket(Bucket=self.bucket.name)
                if self.bucket.lock:
                    self._s3.get_object_lock_configuration(Bucket=self.bucket.name)
            except ClientError as error:
                raise StoreNotReady(self.bucket.name, _code(error)) from error

    def put(
        self,
        operator_id: UUID,
        name: str,
        chunks: Iterable[bytes],
        keep_until: datetime | None = None,
    ) -> None:
        """In one request when it is short, in parts of 8 MiB otherwise; whole or not at all."""
        parts, key = _parts(chunks), self._key(operator_id, name)
        first = next(parts)
        with _answers():
            if len(first) < PART:
                lock = self._lock(keep_until)
                self._s3.put_object(**key, Body=first, IfNoneMatch="*", **lock)
            else:
                self._put_parts(key, first, parts, keep_until)

    def _put_parts(
        self, key: dict[str, str], first: bytes, rest: Iterator[bytes], keep_until: datetime | None
    ) -> None:
        begun = self._s3.create_multipart_upload(**key, **self._lock(keep_until))
        upload = {**key, "UploadId": begun["UploadId"]}
        done = []
        try:
            for number, part in enumerate(_with(first, rest), 1):
                answer = self._s3.upload_part(**upload, PartNumber=number, Body=part)
                done.append({"PartNumber": number, "ETag": answer["ETag"]})
            self._s3.complete_multipart_upload(
                **upload, MultipartUpload={"Parts": done}, IfNoneMatch="*"
            )
        except BaseException:
            self._s3.abort_multipart_upload(**upload)
            raise

    def open(self, operator_id: UUID, name: str) -> BinaryIO:
        """The oldest version: what was written, whatever somebody put over it."""
        key = self._key(operator_id, name)
        with _answers():
            versions, _markers = self._versions(key)
            if not versions:
                raise MissingObject(name)
            oldest = versions[-1]["VersionId"]
            try:
                answer = self._s3.get_object(**key, VersionId=oldest)
            except ClientError as error:
                if _code(error) in GONE:
                    raise MissingObject(name) from error
                raise
        return cast("BinaryIO", _Body(answer["Body"]))

    def oddity(self, operator_id: UUID, name: str) -> str | None:
        """What happened to a name that is written once: a newer version, or a delete marker."""
        with _answers():
            versions, markers = self._versions(self._key(operator_id, name))
        if not versions:
            return None  # missing; opening it says so
        if markers:
            return "its object was deleted in the bucket; the version that was stored is still held"
        if len(versions) > 1:
            return "its object was written over in the bucket; the first version is still held"
        return None

    def remove(self, operator_id: UUID, name: str) -> bool:
        """Every version, marker and unfinished upload of a name. False while a lock holds it."""
        key, free = self._key(operator_id, name), True
        with _answers():
            self._abort(key)
            versions, markers = self._versions(key)
            for one in versions:
                free &= self._delete(key, one["VersionId"])
            for one in markers if free else ():
                self._delete(key, one["VersionId"])
        return free

    def names(self, operator_id: UUID) -> Iterator[tuple[str, datetime]]:
        """Every name of the operator, with those of unfinished uploads."""
        prefix = f"{operator_id.hex}/"
        with _answers():
            for page in self._pages("list_object_versions", prefix):
                for one in page.get("Versions", ()):
                    yield from _named(one["Key"], one["LastModified"])
            for page in self._pages("list_multipart_uploads", prefix):
                for one in page.get("Uploads", ()):
                    yield from _named(one["Key"], one["Initiated"])

    def _pages(self, what: str, prefix: str) -> Iterator[dict[str, Any]]:
        yield from self._s3.get_paginator(what).paginate(Bucket=self.bucket.name, Prefix=prefix)

    def _versions(self, key: dict[str, str]) -> tuple[list[Any], list[Any]]:
        versions, markers = [], []
        for page in self._pages("list_object_versions", key["Key"]):
            versions += page.get("Versions", ())
            markers += page.get("DeleteMarkers", ())
        return sorted(versions, key=lambda one: one["LastModified"], reverse=True), markers

    def _abort(self, key: dict[str, str]) -> None:
        for page in self._pages("list_multipart_uploads", key["Key"]):
            for one in page.get("Uploads", ()):
                self._s3.abort_multipart_upload(**key, UploadId=one["UploadId"])

    def _delete(self, key: dict[str, str], version: str) -> bool:
        try:
            self._s3.delete_object(**key, VersionId=version)
        except ClientError as error:
            if _code(error) in HELD:
                return False
            raise
        return True


class _Body(RawIOBase):
    """An answer's body as a file; a connection that breaks is said in one error."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        with _answers():
            return bytes(self._body.read(None if size < 0 else size))

    def close(self) -> None:
        self._body.close()
        super().close()


@contextmanager
def _answers() -> Iterator[None]:
    """Whatever keeps the store from answering is one error; what it says is another's to judge."""
    try:
        yield
    except BotoCoreError as error:
        raise StoreUnavailable(type(error).__name__) from error
    except ClientError as error:
        raise StoreUnavailable(_code(error)) from error


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _named(key: str, at: datetime) -> Iterator[tuple[str, datetime]]:
    name = key.rpartition("/")[2]
    if OBJECT_NAME.fullmatch(name):
        yield name, at


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of exactly PART bytes, the last one shorter; at least one."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PART:
            yield bytes(held[:PART])
            del held[:PART]
    yield bytes(held)


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    for part in rest:
        if part:  # content of exactly n parts leaves an empty one behind
            yield part
