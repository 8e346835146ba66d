"""Members in, a signed ZIP out, piece by piece: its size is not held by anybody's memory."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bonafix.evidence.bundle import proofs, verifier
from bonafix.evidence.rules import SENTENCE, Derived, Original
from bonafix.kit.canonical import canonical

# The oldest time that a ZIP can hold: times of members prove nothing, so none is told.
NO_TIME = (1980, 1, 1, 0, 0, 0)
# What is packed already does not get smaller by being packed again.
AS_IT_IS: Final = (".jpg", ".png", ".pdf", ".mp4", ".mov", ".heic", ".webp")
CARRIED: Final = "# From here on it is carried.\n"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the manifest says beside its members; keys, ids and the root in hex or as text."""

    operator: str
    case: Mapping[str, str]
    edition: str
    made_at: str
    released_to: str
    released_by: str
    released_for: str
    public_key: str
    anchor_keys: Sequence[str]
    originals: Sequence[Original]
    derived: Sequence[Derived]
    case_root: str


@dataclass(frozen=True, slots=True)
class Member:
    """A name in the ZIP and its content, in pieces that are taken once."""

    name: str
    pieces: Iterable[bytes]


def own_verifier() -> bytes:
    """The single-file verifier, as this version has it: its helpers in the place of the import."""
    helpers = Path(proofs.__file__).read_text("utf-8").partition(CARRIED)[2]
    source = Path(verifier.__file__).read_text("utf-8")
    imported = re.compile(r"^from bonafix\S+ import \(.*?^\)\n", re.MULTILINE | re.DOTALL)
    whole, places = imported.subn(lambda _found: helpers.strip() + "\n", source)
    assert places == 1
    return whole.encode()


def pack(
    members: Iterable[Member], facts: Callable[[], Facts], sign: Callable[[bytes], bytes]
) -> Iterator[bytes]:
    """The bytes of the bundle, member after member, the manifest over all of them last.

    `facts` is asked when every member was taken; `sign` gives the operator's Ed25519 signature
    (64 bytes) of what it gets. A mistake of a member's iterator is passed on.
    """
    out, told = _Spout(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for member in members:
            row = _Row(member.name)
            yield from _written(bundle, out, member, row)
            told.append(row)
        row = _Row(verifier.VERIFIER)
        yield from _written(bundle, out, Member(row.name, [own_verifier()]), row)
        manifest = _manifest(facts(), [*told, row], row)
        mark = sign(f"{verifier.FORMAT}\n".encode() + manifest).hex().encode()
        for name, data in ((verifier.MANIFEST, manifest), (verifier.SIGNATURE, mark)):
            yield from _written(bundle, out, Member(name, [data]), _Row(name))
    yield out.take()


class _Spout(io.RawIOBase):
    """Takes what the ZIP writes and hands it on; it cannot go back, and need not."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        held, self._held = b"".join(self._held), []
        return held


class _Row:
    """What the manifest says of a member, counted while it passes."""

    def __init__(self, name: str) -> None:
        self.name, self.size = name, 0
        self._sha256, self._sm3 = hashlib.sha256(), proofs.sm3_digest()

    def update(self, piece: bytes) -> None:
        self.size += len(piece)
        self._sha256.update(piece)
        if self._sm3 is not None:
            self._sm3.update(piece)

    def told(self) -> dict[str, Any]:
        other = self._sm3.copy().finalize().hex() if self._sm3 is not None else ""
        sha = self._sha256.hexdigest()
        return {"name": self.name, "size": self.size, "sha256": sha, "sm3": other}


def _written(bundle: zipfile.ZipFile, out: _Spout, member: Member, row: _Row) -> Iterator[bytes]:
    info = zipfile.ZipInfo(member.name, NO_TIME)
    held = member.name.endswith(AS_IT_IS)
    info.compress_type = zipfile.ZIP_STORED if held else zipfile.ZIP_DEFLATED
    with bundle.open(info, "w", force_zip64=True) as target:
        for piece in member.pieces:
            row.update(piece)
            target.write(piece)
            yield out.take()
    yield out.take()


def _manifest(facts: Facts, rows: Sequence[_Row], carried: _Row) -> bytes:
    """The RFC 8785 bytes of the manifest."""
    return canonical(
        {
            **asdict(facts),
            "case": dict(facts.case),
            "anchor_keys": list(facts.anchor_keys),
            "originals": [asdict(one) for one in facts.originals],
            "derived": [asdict(one) for one in facts.derived],
            "format": verifier.FORMAT,
            "statement": SENTENCE,
            "verifier": carried.told()["sha256"],
            "members": sorted((one.told() for one in rows), key=lambda one: str(one["name"])),
        }
    )


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP with these members in the order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(members):
            bundle.writestr(zipfile.ZipInfo(name, NO_TIME), members[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
