"""Uploads by tus 1.0.0: resumed where they broke off, and never recorded twice."""

import asyncio
import base64
import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bonafix.evidence.actions import ask_for_evidence, begin_giving, take_in
from bonafix.evidence.actions.taking import Given
from bonafix.evidence.models import Item
from bonafix.files.actions import read_file
from bonafix.files.errors import FileDamaged
from bonafix.files.models import StoredFile, Upload, UploadPart
from bonafix.files.queries import stored_file
from bonafix.files.uploads.actions import finish, give_up, hold_whole, take_piece
from bonafix.files.uploads.rules import (
    LONGEST,
    MOST,
    PATIENCE,
    PIECE,
    TOGETHER,
    Held,
    NoSuchUpload,
    NotUploadable,
    OtherOffset,
    PieceTooLong,
    UploadsTooMany,
    UploadTooLong,
    check_begin,
    check_piece,
    given_up,
)
from bonafix.files.verify import sweep
from bonafix.kit.clock import now as clock_now
from bonafix.ledger.acts import begin
from bonafix.ledger.audit import audit_operator
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.web.evidence.splitting import Splitting

HOST = {"host": "lock.test"}
TUS = {**HOST, "Tus-Resumable": "1.0.0"}
PATCH = {**TUS, "Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def asked(world: Any, case: Any, files: Path) -> Any:
    with begin(world.system, clock_now()) as act:
        return ask_for_evidence(act, case, ["overview", "clip"], act.now + timedelta(days=1))


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, headers=HOST)


def meta(**told: str) -> str:
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())


def post(client: Client, token: str, length: object, **told: str) -> Any:
    about = {"shot": "clip", "source": "upload", "filetype": "video/webm;codecs=vp8", **told}
    sent = {**TUS, "Upload-Length": str(length), "Upload-Metadata": meta(**about)}
    return client.post(f"/e/{token}/uploads/", headers=sent)


def patch(client: Client, where: str, at: object, data: bytes, **more: str) -> Any:
    kind = "application/offset+octet-stream"
    sent = {**TUS, "Upload-Offset": str(at), **more}
    return client.patch(where, data, content_type=kind, headers=sent)


def pieces_in(files: Path) -> list[Path]:
    """Objects that are no file in custody."""
    stored = set(StoredFile.objects.values_list("object_name", flat=True))
    return [one for one in files.rglob("*") if one.is_file() and one.name not in stored]


def events(name: str) -> list[Any]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return [j.args["ids"] for j in ProcrastinateJob.objects.all() if j.args["event"] == name]


def all_in(world: Any) -> list[Item | None]:
    """What a worker does, twice, because a job may run twice."""
    ids = [upload.id for upload in Upload.objects.order_by("id")]
    return [take_in(world.operator_id, clock_now(), one) for one in (*ids, *ids)]


def test_a_file_comes_in_by_pieces_and_is_recorded_once(
    world: Any, asked: Any, client: Client
) -> None:
    content = os.urandom(PIECE + 77_777)
    begun = post(client, asked.token, len(content))
    assert begun.status_code == 201
    where = begun.headers["Location"]
    first = patch(client, where, 0, content[:PIECE])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(PIECE))
    head = client.head(where, headers=TUS)
    assert head.headers["Upload-Offset"] == str(PIECE)
    assert head.headers["Cache-Control"] == "no-store" and "Upload-Expires" in head.headers
    again = patch(client, where, 0, content[:PIECE])
    assert (again.status_code, again.headers["Upload-Offset"]) == (409, str(PIECE))
    last = patch(client, where, PIECE, content[PIECE:])
    assert last.headers["Upload-Offset"] == str(len(content))
    items = all_in(world)
    assert len({one.id for one in items if one}) == 1
    item = Item.objects.get()
    holder = Actor(world.operator_id, "customer", asked.ask.party_id)
    assert read_file(holder, clock_now(), item.file_id, "review") == content
    assert (item.shot, item.source) == ("clip", "upload")
    file = stored_file(item.file_id)
    assert (file.media_type, file.owner_id) == ("video/webm", asked.ask.party_id)
    kinds = [one.kind for one in Entry.objects.order_by("position")]
    assert kinds.count("evidence.received") == kinds.count("evidence.asked") == 1
    received = Entry.objects.get(kind="evidence.received")
    assert received.actor == f"customer:{asked.ask.party_id}"
    assert not audit_operator(world.operator_id).faults


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=6), st.integers(0, 5))
@example([1], 0)
def test_however_it_is_cut_the_bytes_are_the_same(
    world: Any, asked: Any, sizes: list[int], repeat: int
) -> None:
    content, now = os.urandom(sum(sizes)), clock_now()
    holder = world.holder(asked.ask.case_id)
    given_ = Given("overview", "upload", len(content), "image/jpeg")
    upload = begin_giving(holder, now, asked.ask.id, given_)
    at = 0
    for number, size in enumerate(sizes):
        upload.refresh_from_db()
        take_piece(world.operator_id, now, upload, at, content[at : at + size])
        if number == repeat:  # the answer was lost: the same piece is sent again
            upload.refresh_from_db()
            with pytest.raises(OtherOffset):
                take_piece(world.operator_id, now, upload, at, content[at : at + size])
        at += size
    item = take_in(world.operator_id, now, upload.id)
    assert item is not None
    assert read_file(world.system, now, item.file_id, "review") == content


def test_the_same_file_sent_twice_is_one_item(world: Any, asked: Any, client: Client) -> None:
    for _ in range(2):
        where = post(client, asked.token, 5).headers["Location"]
        patch(client, where, 0, b"12345")
        all_in(world)
    assert Item.objects.count() == StoredFile.objects.filter(category="evidence").count() == 1
    assert {one.status for one in Upload.objects.all()} == {"stored"}
    assert not audit_operator(world.operator_id).faults


def test_the_last_piece_wakes_the_worker_once(world: Any, asked: Any, client: Client) -> None:
    where = post(client, asked.token, 5).headers["Location"]
    patch(client, where, 0, b"123")
    assert events("files.uploaded") == []
    patch(client, where, 3, b"45")
    patch(client, where, 5, b"")
    assert [one["subject_kind"] for one in events("files.uploaded")] == ["ask"]


def test_pieces_on_the_disk_are_encrypted_and_the_sweep_leaves_them(
    world: Any, asked: Any, client: Client, files: Path
) -> None:
    secret = "王小明的门锁".encode() * 50
    where = post(client, asked.token, len(secret) + 1).headers["Location"]
    patch(client, where, 0, secret)
    later = datetime.now(UTC) + timedelta(hours=5)
    assert sweep(world.operator_id, later) == 0
    blobs = [one.read_bytes() for one in pieces_in(files)]
    assert len(blobs) == 1 and secret[:18] not in blobs[0]


def test_an_upload_that_nobody_goes_on_with_is_given_up_and_leaves_nothing(
    world: Any, asked: Any, client: Client, files: Path
) -> None:
    where = post(client, asked.token, 10).headers["Location"]
    patch(client, where, 0, b"12345")
    begun = Upload.objects.get().moved_at
    assert give_up(world.operator_id, begun + PATIENCE) == 0
    assert give_up(world.operator_id, begun + PATIENCE + timedelta(seconds=1)) == 1
    assert client.head(where, headers=TUS).status_code == 404
    assert patch(client, where, 5, b"67890").status_code == 404
    assert sweep(world.operator_id, datetime.now(UTC) + timedelta(hours=2)) == 1
    assert not pieces_in(files)
    assert not UploadPart.objects.exists()


def test_whoever_uploads_can_stop(asked: Any, client: Client) -> None:
    where = post(client, asked.token, 10).headers["Location"]
    assert client.delete(where, headers=TUS).status_code == 204
    assert client.head(where, headers=TUS).status_code == 404
    assert client.delete(where, headers=TUS).status_code == 404


def test_a_piece_that_was_changed_on_its_way_is_thrown_away(asked: Any, client: Client) -> None:
    where = post(client, asked.token, 5).headers["Location"]
    for name, status in (("sha256", 204), ("sha1", 409)):
        right = base64.b64encode(hashlib.new(name, b"123").digest()).decode()
        wrong = base64.b64encode(hashlib.new(name, b"999").digest()).decode()
        at = Upload.objects.get().offset
        changed = patch(client, where, at, b"123", **{"Upload-Checksum": f"{name} {wrong}"})
        assert changed.status_code == 460
        assert Upload.objects.get().offset == at
        answer = patch(client, where, 0, b"123", **{"Upload-Checksum": f"{name} {right}"})
        assert answer.status_code == status
    for bad in ("md5 x", "sha256", "sha256 !!!", ""):
        assert patch(client, where, 3, b"45", **{"Upload-Checksum": bad}).status_code == 400


def test_what_the_server_speaks_is_said(asked: Any, client: Client) -> None:
    told = client.options(f"/e/{asked.token}/uploads/")
    assert told.status_code == 204
    assert told.headers["Tus-Version"] == told.headers["Tus-Resumable"] == "1.0.0"
    for extension in ("creation", "termination", "checksum", "expiration"):
        assert extension in told.headers["Tus-Extension"]
    assert told.headers["Tus-Max-Size"] == str(LONGEST)


def test_wrong_requests_get_one_sentence_and_change_nothing(
    asked: Any, client: Client, world: Any
) -> None:
    token = asked.token
    where = post(client, token, 5).headers["Location"]
    other_type = client.patch(
        where, b"1", content_type="video/webm", headers={**TUS, "Upload-Offset": "0"}
    )
    wrong = {
        412: [client.head(where), client.post(f"/e/{token}/uploads/")],
        413: [post(client, token, LONGEST + 1), patch(client, where, 0, b"123456")],
        415: [other_type, post(client, token, 5, filetype="text/html"), post(client, token, 0)],
        422: [post(client, token, 5, shot="selfie"), post(client, token, 5, shot="card")],
        400: [
            post(client, token, "many"),
            post(client, token, -1),
            patch(client, where, "x", b"1"),
            client.post(
                f"/e/{token}/uploads/",
                headers={**TUS, "Upload-Length": "5", "Upload-Metadata": "shot %%%"},
            ),
            post(client, token, 5, taken_at="yesterday"),
        ],
        405: [client.get(where, headers=TUS), client.put(where, headers=TUS)],
    }
    for status, answers in wrong.items():
        for answer in answers:
            assert answer.status_code == status, (status, answer.content)
    assert wrong[413][0].content.decode().startswith("单个文件")
    assert [one.offset for one in Upload.objects.all()] == [0]


def test_nothing_is_taken_when_the_ask_is_over_withdrawn_or_for_the_camera(
    world: Any, case: Any, asked: Any, client: Client
) -> None:
    from bonafix.evidence.actions import withdraw

    until = clock_now() + timedelta(days=1)
    with begin(world.system, clock_now()) as act:
        camera = ask_for_evidence(act, case, ["clip"], until, source="camera")
        gone = ask_for_evidence(act, case, ["clip"], until)
        withdraw(act, gone.ask.id)
    assert post(client, camera.token, 5).status_code == 409
    assert post(client, camera.token, 5, source="camera").status_code == 201
    assert post(client, gone.token, 5).status_code == 409
    given_ = Given("clip", "upload", 5, "video/mp4")
    from bonafix.evidence.errors import AskClosed

    with pytest.raises(AskClosed):
        begin_giving(world.holder(case.id), until, asked.ask.id, given_)


def test_a_link_opens_its_own_ask_only(world: Any, case: Any, asked: Any, client: Client) -> None:
    from bonafix.people.tokens import issue
    from tests.conftest import found

    with begin(world.system, clock_now()) as act:
        other = ask_for_evidence(act, case, ["clip"], act.now + timedelta(days=1))
    where = post(client, asked.token, 5).headers["Location"]
    foreign = where.replace(asked.token, other.token)
    track = issue(world.operator_id, "track", case.id, clock_now(), 600)
    found("other", "other.test")
    for path in (foreign, where.replace(asked.token, track), where.replace(asked.token, "x")):
        assert client.head(path, headers=TUS).status_code == 404
        assert patch(client, path, 0, b"12345").status_code == 404
        assert client.delete(path, headers=TUS).status_code == 404
    elsewhere = client.head(where, headers={**TUS, "host": "other.test"})
    assert elsewhere.status_code == 404
    assert Upload.objects.get().offset == 0


def test_a_missing_or_changed_piece_is_found_and_nothing_is_recorded(
    world: Any, asked: Any, client: Client, files: Path
) -> None:
    where = post(client, asked.token, 6).headers["Location"]
    patch(client, where, 0, b"123")
    patch(client, where, 3, b"456")
    blob = pieces_in(files)[0]
    blob.write_bytes(blob.read_bytes()[:-1] + b"x")
    upload = Upload.objects.get()
    with pytest.raises(FileDamaged):
        take_in(world.operator_id, clock_now(), upload.id)
    blob.unlink()
    with pytest.raises(FileDamaged), begin(world.system, clock_now()) as act:
        held = hold_whole(upload.id)
        assert held is not None
        finish(act, held, "evidence", "evidence")
    assert not Item.objects.exists()
    assert not StoredFile.objects.filter(category="evidence").exists()


@pytest.mark.parametrize(
    ("length", "media", "held", "error"),
    [
        (LONGEST, "video/mp4", Held(MOST - 1, TOGETHER - LONGEST), None),
        (LONGEST + 1, "video/mp4", Held(0, 0), UploadTooLong),
        (0, "video/mp4", Held(0, 0), NotUploadable),
        (1, "text/html", Held(0, 0), NotUploadable),
        (1, "image/png", Held(MOST, 0), UploadsTooMany),
        (2, "image/png", Held(0, TOGETHER - 1), UploadsTooMany),
    ],
)
def test_limits_of_size_number_and_kind(
    length: int, media: str, held: Held, error: type[Exception] | None
) -> None:
    if error is None:
        check_begin(length, media, held)
    else:
        with pytest.raises(error):
            check_begin(length, media, held)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 101))
@example(5, 5, 95)
@example(5, 5, 96)
def test_a_piece_is_taken_only_where_the_last_one_ended(offset: int, at: int, size: int) -> None:
    fits = at == offset and at + size <= 100
    try:
        check_piece("open", offset, 100, at, size)
    except (OtherOffset, PieceTooLong):
        assert not fits
    else:
        assert fits
    with pytest.raises(NoSuchUpload):
        check_piece("dropped", offset, 100, at, size)


def test_patience_ends_after_a_day_and_only_for_open_ones() -> None:
    begun = datetime(2026, 11, 24, tzinfo=UTC)
    assert not given_up("open", begun, begun + PATIENCE)
    assert given_up("open", begun, begun + PATIENCE + timedelta(microseconds=1))
    assert not given_up("whole", begun, begun + timedelta(days=9))


class Inner:
    """Takes pieces as Django would, and remembers how long they were."""

    def __init__(self, refuse_at: int | None = None) -> None:
        self.taken, self.sizes, self.refuse_at = bytearray(), [], refuse_at

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        told = {name: value for name, value in scope["headers"]}
        status = 204
        if int(told[b"upload-offset"]) != len(self.taken) or len(self.sizes) == self.refuse_at:
            status = 409
        else:
            assert int(told[b"content-length"]) == len(message["body"])
            self.taken += message["body"]
            self.sizes.append(len(message["body"]))
        headers = [(b"Upload-Offset", str(len(self.taken)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def stream(inner: Any, data: bytes, chunk: int, cut: bool = False, **more: bytes) -> list[Any]:
    """One long PATCH whose body comes in chunks; `cut`: the connection breaks at the end."""
    pieces: Iterator[bytes] = iter([data[i : i + chunk] for i in range(0, len(data), chunk)])
    sent: list[Any] = []

    async def receive() -> Any:
        piece = next(pieces, None)
        if piece is None:
            return {"type": "http.disconnect"} if cut else {"type": "http.request", "body": b""}
        return {"type": "http.request", "body": piece, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    path = "/e/abc/uploads/00000000-0000-7000-8000-000000000000/"
    headers = [(b"upload-offset", b"0"), *((k.encode(), v) for k, v in more.items())]
    scope = {"type": "http", "method": "PATCH", "path": path, "headers": headers}
    asyncio.run(Splitting(inner)(scope, receive, send))
    return sent


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 5 * PIECE), st.integers(10_000, 3 * PIECE), st.booleans())
@example(PIECE, 65536, False)
@example(2 * PIECE, PIECE, True)
def test_a_long_piece_is_taken_while_it_arrives(size: int, chunk: int, cut: bool) -> None:
    inner, data = Inner(), bytes(range(256)) * (size // 256 + 1)
    sent = stream(inner, data[:size], chunk, cut)
    assert bytes(inner.taken) == data[:size], "what arrived before the break is kept"
    assert all(one <= PIECE for one in inner.sizes)
    assert [one["type"] for one in sent] == (
        [] if cut else ["http.response.start", "http.response.body"]
    )


def test_a_refused_piece_ends_the_stream_with_that_answer() -> None:
    inner = Inner(refuse_at=2)
    sent = stream(inner, bytes(5 * PIECE), 65536)
    assert sent[0]["status"] == 409
    assert len(inner.taken) == 2 * PIECE


def test_with_a_checksum_a_broken_piece_counts_for_nothing() -> None:
    inner = Inner()
    stream(inner, bytes(1000), 100, cut=True, **{"upload-checksum": b"sha1 x"})
    assert not inner.taken
    stream(inner, bytes(1000), 100, **{"upload-checksum": b"sha1 x"})
    assert inner.sizes == [1000]
