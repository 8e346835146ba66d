"""The master key and its rotation."""

import json
import stat
from pathlib import Path
from uuid import uuid4

import pytest

from bonafix.kit import sealing
from bonafix.kit.sealing import BadMasterKey, MasterKey, Unreadable


def test_rotation_rewraps_keys_and_touches_no_cell() -> None:
    old = MasterKey.generate()
    data_key = sealing.new_data_key()
    wrapped = old.wrap(data_key)
    cell = sealing.seal(data_key, "张小明", owner=uuid4())

    new = old.rotated()
    rewrapped = new.rewrap(wrapped)

    assert (wrapped[0], rewrapped[0], new.current) == (1, 2, 2)
    assert new.unwrap(wrapped) == new.unwrap(rewrapped) == data_key
    assert sealing.unseal(new.unwrap(rewrapped), cell) == "张小明"
    assert new.rewrap(rewrapped) == rewrapped
    with pytest.raises(Unreadable):
        old.unwrap(rewrapped)


def test_an_old_version_may_go_when_everything_is_rewrapped() -> None:
    third = MasterKey.generate().rotated().rotated()
    by_second = MasterKey({n: third.versions[n] for n in (1, 2)}).wrap(bytes(32))
    rewrapped = third.rewrap(by_second)
    slim = MasterKey({n: third.versions[n] for n in (1, 3)})
    assert slim.unwrap(rewrapped) == bytes(32)
    with pytest.raises(Unreadable):
        slim.unwrap(by_second)


def test_a_flipped_bit_anywhere_in_a_wrapped_key_is_refused() -> None:
    master = MasterKey.generate().rotated()
    wrapped = master.wrap(sealing.new_data_key())
    for place in range(len(wrapped)):
        for bit in range(8):
            changed = bytearray(wrapped)
            changed[place] ^= 1 << bit
            with pytest.raises(Unreadable):
                master.unwrap(bytes(changed))
    for length in range(len(wrapped)):
        with pytest.raises(Unreadable):
            master.unwrap(wrapped[:length])


def test_derived_keys_differ_by_purpose_and_outlive_rotation() -> None:
    master = MasterKey.generate()
    lookup, token = master.derive("lookup"), master.derive("token")
    assert len(lookup) == len(token) == 32
    assert len({lookup, token, master.versions[1]}) == 3
    assert master.rotated().derive("lookup") == lookup
    assert MasterKey.generate().derive("lookup") != lookup


def test_a_key_file_is_for_its_owner_only_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "master-key.json"
    key = sealing.create_master_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert MasterKey.from_file(path) == key
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        sealing.create_master_key_file(path)
    assert path.read_bytes() == before


def test_rotating_a_key_file_keeps_every_version(tmp_path: Path) -> None:
    path = tmp_path / "master-key.json"
    first = sealing.create_master_key_file(path)
    second = sealing.rotate_master_key_file(path)
    assert MasterKey.from_file(path) == second and second.current == 2
    assert second.versions[1] == first.versions[1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_rotation_that_cannot_read_the_key_leaves_everything_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "master-key.json"
    path.write_text("{}")
    with pytest.raises(BadMasterKey):
        sealing.rotate_master_key_file(path)
    assert path.read_text() == "{}" and list(tmp_path.iterdir()) == [path]


def test_two_rotations_at_once_cannot_lose_a_version(tmp_path: Path) -> None:
    path = tmp_path / "master-key.json"
    key = sealing.create_master_key_file(path)
    other = tmp_path / "master-key.json.new"
    other.touch()
    with pytest.raises(FileExistsError):
        sealing.rotate_master_key_file(path)
    assert MasterKey.from_file(path) == key and other.exists()


def test_the_environment_may_hold_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    key = MasterKey.generate()
    monkeypatch.setenv(sealing.ENVIRONMENT, key.to_json())
    assert MasterKey.from_environment() == key
    monkeypatch.delenv(sealing.ENVIRONMENT)
    with pytest.raises(BadMasterKey, match="bad_master_key") as caught:
        MasterKey.from_environment()
    assert sealing.ENVIRONMENT in caught.value.sentence()


HEX = "ab" * 32


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "{",
        "{}",
        '{"1": 5}',
        '{"1": "ab"}',
        f'{{"2": "{HEX}"}}',
        f'{{"1": "{HEX}", "0": "{HEX}"}}',
        f'{{"1": "{HEX}", "256": "{HEX}"}}',
        f'{{"1": "{HEX}", "x": "{HEX}"}}',
        f'{{"1": "{HEX}zz"}}',
        "钥匙",
    ],
)
def test_a_bad_key_file_is_named_and_its_content_is_not_shown(tmp_path: Path, content: str) -> None:
    path = tmp_path / "master-key.json"
    path.write_text(content, "utf-8")
    with pytest.raises(BadMasterKey) as caught:
        MasterKey.from_file(path)
    assert str(path) in caught.value.sentence()
    assert HEX not in caught.value.sentence() + repr(caught.value)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadMasterKey) as caught:
        MasterKey.from_file(tmp_path / "nowhere.json")
    assert "nowhere.json" in caught.value.sentence()


def test_no_repr_shows_a_key() -> None:
    key = MasterKey.generate()
    assert json.loads(key.to_json())["1"] == key.versions[1].hex()
    for secret in (key.versions[1].hex(), repr(key.versions[1])[2:-1]):
        assert secret not in repr(key) + str(key)
