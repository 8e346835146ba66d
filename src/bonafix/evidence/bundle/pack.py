"""Members in, a signed ZIP out."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bonafix.evidence.bundle import verifier
from bonafix.evidence.rules import SENTENCE, Original
from bonafix.kit.canonical import canonical, sha256_hex

# The oldest time that a ZIP can hold: times of members prove nothing, so none is told.
NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the manifest says beside its members; keys, ids and the root in hex or as text."""

    operator: str
    case: Mapping[str, str]
    edition: str
    made_at: str
    released_to: str
    released_by: str
    public_key: str
    anchor_keys: Sequence[str]
    originals: Sequence[Original]
    case_root: str


def own_verifier() -> bytes:
    """The single-file verifier, as this version has it."""
    return Path(verifier.__file__).read_bytes()


def manifest_of(facts: Facts, members: Mapping[str, bytes]) -> bytes:
    """The RFC 8785 bytes of the manifest over these members (name → content)."""
    told: dict[str, Any] = {
        **asdict(facts),
        "case": dict(facts.case),
        "anchor_keys": list(facts.anchor_keys),
        "originals": [asdict(one) for one in facts.originals],
        "format": verifier.FORMAT,
        "statement": SENTENCE,
        "verifier": sha256_hex(members[verifier.VERIFIER]),
        "members": [
            {
                "name": name,
                "size": len(members[name]),
                "sha256": sha256_hex(members[name]),
                "sm3": verifier.sm3(members[name]),
            }
            for name in sorted(members)
        ],
    }
    return canonical(told)


def pack(facts: Facts, members: Mapping[str, bytes], sign: Callable[[bytes], bytes]) -> bytes:
    """The bundle; `sign` gives the operator's Ed25519 signature (64 bytes) of what it gets."""
    whole = {**members, verifier.VERIFIER: own_verifier()}
    manifest = manifest_of(facts, whole)
    mark = sign(f"{verifier.FORMAT}\n".encode() + manifest)
    whole[verifier.MANIFEST], whole[verifier.SIGNATURE] = manifest, mark.hex().encode()
    return zipped(whole)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP with these members in the order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(members):
            bundle.writestr(zipfile.ZipInfo(name, NO_TIME), members[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
