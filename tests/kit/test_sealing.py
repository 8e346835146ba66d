"""Sealed cells."""

import hashlib
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from bonafix.kit import sealing
from bonafix.kit.sealing import Unreadable
from bonafix.kit.sealing.cells import NotText

OWNER = UUID("0199a8c0-0000-7000-8000-000000000001")
KEY = bytes(range(32))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
algorithms = st.sampled_from(sorted(sealing.ALGORITHMS))
both = pytest.mark.parametrize("algorithm", sorted(sealing.ALGORITHMS))


@given(texts, algorithms)
def test_what_was_sealed_is_read_again(text: str, algorithm: str) -> None:
    blob = sealing.seal(KEY, text, owner=OWNER, algorithm=algorithm)
    assert sealing.unseal(KEY, blob) == text
    assert sealing.verify(KEY, blob)


@both
def test_a_flipped_bit_anywhere_is_refused(algorithm: str) -> None:
    blob = sealing.seal(KEY, "张小明 13812345678", owner=OWNER, algorithm=algorithm)
    for place in range(len(blob)):
        for bit in range(8):
            changed = bytearray(blob)
            changed[place] ^= 1 << bit
            with pytest.raises(Unreadable):
                sealing.unseal(KEY, bytes(changed))
            assert not sealing.verify(KEY, bytes(changed))


@both
def test_a_cut_cell_is_refused(algorithm: str) -> None:
    blob = sealing.seal(KEY, "x", owner=OWNER, algorithm=algorithm)
    for length in range(len(blob)):
        with pytest.raises(Unreadable):
            sealing.unseal(KEY, blob[:length])
    with pytest.raises(Unreadable):
        sealing.unseal(KEY, blob + b"\x00")


@both
def test_another_key_opens_nothing(algorithm: str) -> None:
    blob = sealing.seal(KEY, "x", owner=OWNER, algorithm=algorithm)
    with pytest.raises(Unreadable):
        sealing.unseal(sealing.new_data_key(), blob)


@both
def test_the_header_is_read_without_a_key(algorithm: str) -> None:
    owner = uuid4()
    blob = sealing.seal(KEY, "x", owner=owner, algorithm=algorithm)
    told = sealing.header(blob)
    assert (told.version, told.algorithm, told.owner) == (1, algorithm, owner)
    assert len(told.commitment) == 32 and told.commitment in blob


def test_who_holds_the_key_cannot_commit_to_one_text_and_seal_another() -> None:
    promised = hashlib.sha256(bytes(16) + "拒绝".encode()).digest()
    head = bytes([1, sealing.ALGORITHMS["aes-256-gcm"]]) + OWNER.bytes + promised
    sealed = AESGCM(KEY).encrypt(bytes(12), bytes(16) + "同意".encode(), head)
    assert sealing.header(head + bytes(12) + sealed).commitment == promised
    assert not sealing.verify(KEY, head + bytes(12) + sealed)
    with pytest.raises(Unreadable):
        sealing.unseal(KEY, head + bytes(12) + sealed)


@both
def test_a_cell_cannot_be_moved_to_another_person(algorithm: str) -> None:
    blob = sealing.seal(KEY, "x", owner=OWNER, algorithm=algorithm)
    with pytest.raises(Unreadable):
        sealing.unseal(KEY, blob[:2] + uuid4().bytes + blob[18:])


def test_equal_texts_look_different_and_say_nothing_about_themselves() -> None:
    cells = [sealing.seal(KEY, "张小明", owner=OWNER) for _ in range(50)]
    assert len({sealing.header(cell).commitment for cell in cells}) == 50
    assert len({cell[50:62] for cell in cells}) == 50
    unsalted = hashlib.sha256("张小明".encode()).digest()
    assert all(sealing.header(cell).commitment != unsalted for cell in cells)
    assert all("张小明".encode() not in cell for cell in cells)


def test_the_two_ciphers_share_no_key() -> None:
    blob = sealing.seal(KEY, "x", owner=OWNER, algorithm="sm4-gcm")
    swapped = sealing.seal(KEY[:16] + bytes(16), "x", owner=OWNER, algorithm="sm4-gcm")
    assert sealing.verify(KEY, blob)
    assert not sealing.verify(KEY, swapped)


def test_half_a_surrogate_pair_is_refused_with_a_sentence_that_does_not_repeat_it() -> None:
    uses: tuple[Callable[[], bytes], ...] = (
        lambda: sealing.seal(KEY, "张\ud800", owner=OWNER),
        lambda: sealing.lookup_hash(KEY, "phone", "张\ud800"),
    )
    for use in uses:
        with pytest.raises(NotText) as caught:
            use()
        assert caught.value.status == 422 and "张" not in repr(caught.value)
        assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_an_unknown_algorithm_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        sealing.seal(KEY, "x", owner=OWNER, algorithm="rot13")


def test_lookup_hashes_find_equals_and_keep_kinds_and_keys_apart() -> None:
    first = sealing.lookup_hash(KEY, "phone", "+8613812345678")
    assert first == sealing.lookup_hash(KEY, "phone", "+8613812345678") and len(first) == 32
    others = {
        sealing.lookup_hash(KEY, "name", "+8613812345678"),
        sealing.lookup_hash(KEY, "phone", "+8613812345679"),
        sealing.lookup_hash(sealing.new_data_key(), "phone", "+8613812345678"),
        sealing.lookup_hash(KEY, "phone+", "8613812345678"),
    }
    assert len(others | {first}) == 5
