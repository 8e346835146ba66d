"""The form of an object: what comes out is what went in, or an error."""

import hashlib
import io
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bonafix.files.rules import (
    NotStorable,
    check_kind,
    check_why,
    may_sweep,
    new_object_name,
    wrapped_by,
)
from bonafix.files.streams import CHUNK, MAGIC, TAG, Altered, Digests, decrypt, encrypt
from bonafix.kit.sealing import new_data_key

FILE, KEY = uuid4(), new_data_key()
SIZES = st.sampled_from([0, 1, 15, 4096, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 77])


def content_of(size: int) -> bytes:
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


def sealed(content: bytes) -> bytes:
    return b"".join(encrypt(io.BytesIO(content), KEY, FILE, Digests()))


def opened(blob: bytes) -> bytes:
    return b"".join(decrypt(io.BytesIO(blob), KEY, FILE))


@settings(max_examples=9, deadline=None)
@given(SIZES)
def test_every_size_comes_back_as_it_was(size: int) -> None:
    content, digests = content_of(size), Digests()
    blob = b"".join(encrypt(io.BytesIO(content), KEY, FILE, digests))
    assert opened(blob) == content
    assert (digests.size, digests.sha256()) == (size, hashlib.sha256(content).digest())
    assert len(blob) == len(MAGIC) + size + TAG * max(1, -(-size // CHUNK))


def test_sm3_is_the_published_one() -> None:
    """GB/T 32905-2016, example 1: SM3("abc")."""
    digests = Digests()
    digests.update(b"abc")
    assert digests.sm3().hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def test_a_source_that_reads_in_dribs_gives_the_same_object() -> None:
    class Dribs(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 100_000))

    content = content_of(CHUNK + 5)
    blob = b"".join(encrypt(Dribs(content), KEY, FILE, Digests()))
    assert blob == sealed(content)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4096), st.integers(1, 255))
@example(0, 1)
def test_no_byte_can_be_changed_unseen(place: int, change: int) -> None:
    blob = bytearray(sealed(content_of(4000)))
    blob[place % len(blob)] ^= change
    with pytest.raises(Altered):
        opened(bytes(blob))


def test_pieces_cannot_be_cut_off_added_or_swapped_unseen() -> None:
    blob = sealed(content_of(3 * CHUNK))
    whole = CHUNK + TAG
    pieces = [blob[4 + i * whole : 4 + (i + 1) * whole] for i in range(3)]
    for order in ([0, 1], [0], [], [1, 0, 2], [0, 1, 2, 2], [0, 2], [0, 0, 2]):
        with pytest.raises(Altered):
            opened(MAGIC + b"".join(pieces[i] for i in order))
    with pytest.raises(Altered):
        opened(blob[:-1])


def test_another_files_object_does_not_pass_even_under_the_same_key() -> None:
    with pytest.raises(Altered):
        b"".join(decrypt(io.BytesIO(sealed(b"mine")), KEY, uuid4()))


@pytest.mark.parametrize(
    "why", ["voucher RK7M-2HXA", "audit", "evidence 01234567-89ab-7def-8123-456789abcdef"]
)
def test_reasons_of_words_numbers_and_ids_are_recorded(why: str) -> None:
    check_why(why)


@pytest.mark.parametrize(
    "why", ["", "王先生要看", "call 13812345678", "for Mr Wang", "x" * 121, "voucher\n", "a  b"]
)
def test_free_text_is_no_reason(why: str) -> None:
    with pytest.raises(NotStorable):
        check_why(why)


@pytest.mark.parametrize(
    ("media_type", "category"),
    [("image/jpeg", "anything"), ("jpeg", "voucher"), ("image/jpeg\nX: y", "voucher")],
)
def test_unknown_kinds_are_refused(media_type: str, category: str) -> None:
    with pytest.raises(NotStorable):
        check_kind(media_type, category)


def test_a_persons_file_goes_with_the_person_and_a_brands_paper_does_not() -> None:
    assert wrapped_by("voucher", uuid4()) == "person"
    assert wrapped_by("voucher", None) == "class"
    assert wrapped_by("authorisation", uuid4()) == "class"


def test_object_names_say_nothing_and_never_repeat() -> None:
    names = {new_object_name() for _ in range(1000)}
    assert len(names) == 1000


def test_a_young_object_is_never_swept() -> None:
    from datetime import UTC, datetime, timedelta

    written = datetime(2026, 11, 24, tzinfo=UTC)
    assert not may_sweep(written, written + timedelta(hours=1))
    assert may_sweep(written, written + timedelta(hours=1, microseconds=1))
