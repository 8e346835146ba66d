"""Trees as in RFC 6962."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafix.kit import merkle

# The vectors that the authors of RFC 6962 test their own code with (certificate-transparency).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
many = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def test_the_published_vectors_come_out() -> None:
    assert [merkle.root(LEAVES[: n + 1]).hex() for n in range(8)] == ROOTS
    assert merkle.root([]) == hashlib.sha256(b"").digest()


@given(many)
def test_every_leaf_can_be_proved(leaves: list[bytes]) -> None:
    top = merkle.root(leaves)
    for index, leaf in enumerate(leaves):
        assert merkle.verify(leaf, index, len(leaves), merkle.proof(leaves, index), top)


@given(many, st.data())
def test_no_other_leaf_place_count_or_path_is_proved(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    top, path, count = merkle.root(leaves), merkle.proof(leaves, index), len(leaves)
    assert not merkle.verify(leaves[index] + b"!", index, count, path, top)
    assert not merkle.verify(leaves[index], index, count, [*path, top], top)
    assert not merkle.verify(leaves[index], index, count, path[:-1], top) or not path
    assert not merkle.verify(leaves[index], -1, count, path, top)
    assert not merkle.verify(leaves[index], count, count, path, top)
    for step in range(len(path)):
        changed = [*path[:step], bytes(32), *path[step + 1 :]]
        assert not merkle.verify(leaves[index], index, count, changed, top)
    for other in set(range(count)) - {index}:
        if leaves[other] != leaves[index]:
            assert not merkle.verify(leaves[index], other, count, path, top)


@given(many, st.data())
def test_a_changed_added_or_dropped_leaf_changes_the_root(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    top = merkle.root(leaves)
    assert merkle.root([*leaves[:index], leaves[index] + b"!", *leaves[index + 1 :]]) != top
    assert merkle.root([*leaves, leaves[-1]]) != top
    assert merkle.root(leaves[:-1]) != top


def test_a_node_cannot_be_passed_off_as_a_leaf() -> None:
    left, right = (hashlib.sha256(b"\x00" + leaf).digest() for leaf in (b"a", b"b"))
    assert merkle.root([left + right]) != merkle.root([b"a", b"b"])


@pytest.mark.parametrize("index", [-1, 2])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        merkle.proof([b"a", b"b"], index)
