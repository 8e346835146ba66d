"""Merkle trees as in RFC 6962: 0x00 before leaves, 0x01 before nodes."""

import hashlib
from collections.abc import Sequence


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def _tree(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    k = _split(len(hashes))
    return _node(_tree(hashes[:k]), _tree(hashes[k:]))


def root(leaves: Sequence[bytes]) -> bytes:
    """The root (32 bytes) over the leaves' bytes; SHA-256 of nothing for no leaves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    return _tree([_leaf(leaf) for leaf in leaves])


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the leaf at `index`, from the bottom up. IndexError outside."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    hashes = [_leaf(leaf) for leaf in leaves]

    def path(part: list[bytes], at: int) -> list[bytes]:
        if len(part) == 1:
            return []
        k = _split(len(part))
        if at < k:
            return [*path(part[:k], at), _tree(part[k:])]
        return [*path(part[k:], at - k), _tree(part[:k])]

    return path(hashes, index)


def verify(leaf: bytes, index: int, count: int, path: Sequence[bytes], expected: bytes) -> bool:
    """True when `leaf` is the `index`-th of `count` leaves under the root `expected`."""

    def climb(at: int, size: int, steps: list[bytes]) -> bytes | None:
        if size == 1:
            return _leaf(leaf) if not steps else None
        if not steps:
            return None
        k = _split(size)
        sibling = steps[-1]
        below = climb(at, k, steps[:-1]) if at < k else climb(at - k, size - k, steps[:-1])
        if below is None:
            return None
        return _node(below, sibling) if at < k else _node(sibling, below)

    return 0 <= index < count and climb(index, count, list(path)) == expected
