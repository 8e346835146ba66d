"""What a bundle holds and who may be given one. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bonafix.kit import merkle
from bonafix.kit.canonical import canonical
from bonafix.kit.errors import Invalid

FULL: Final = "full"
MASKED: Final = "masked"
EDITIONS: Final = (FULL, MASKED)
# Who may release which: see access.table.
VERBS: Final = {FULL: "case.bundle", MASKED: "case.bundle_masked"}
# What this report is, and is not; the same words on the PDF and in the index.
SENTENCE: Final = "本报告为技术检验记录，不是司法鉴定意见"
LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 500
# A bundle in the store is a copy of what the store holds anyway: it does not stay.
BUNDLE_KEPT: Final = timedelta(days=7)
BUNDLE_EXPIRES: Final = "bundle_expires"
ASKED: Final = "asked"
READY: Final = "ready"
FAILED: Final = "failed"
GONE: Final = "gone"
# What is larger is not looked into for a bundle: its hash stands there, and says so.
LOOKED_INTO: Final = 32 * 1024 * 1024
SMALL_EDGE: Final = 320
DERIVED_EDGE: Final = 1280
# Words of ours and codes; every other value of a finding quotes the file and may name a person.
OWN_WORDS: Final = frozenset(
    {"code", "declaration", "file_type", "kind", "level", "mark", "most", "noticed", "part"}
    | {"at", "format", "frames", "size", "trust", "until", "validation_state", "validity"}
)


class ReleaseUnnamed(Invalid):
    """The full edition goes to a named authority by a named person."""

    code = "release_unnamed"
    text = (
        "The full edition needs three things: the authority that gets it (--to), the person who"
        " releases it (--by), and the reason (--reason)."
    )


class EditionUnknown(Invalid):
    """There are two editions."""

    code = "edition_unknown"
    text = "The edition must be full or masked."


@dataclass(frozen=True, slots=True)
class Original:
    """A file of the case: hashes in hex, and the member that holds it, if one does."""

    id: str
    sha256: str
    sm3: str
    size: int
    media_type: str
    status: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A smaller copy without metadata in the bundle, bound to its original by SHA-256 (hex)."""

    member: str
    original: str
    original_sha256: str
    how: str


@dataclass(frozen=True, slots=True)
class Release:
    """Which edition, to whom, by whom, and why; names and reason with single spaces."""

    edition: str
    to: str = ""
    by: str = ""
    reason: str = ""

    @property
    def full(self) -> bool:
        """True for the edition that holds the originals."""
        return self.edition == FULL


def check_release(edition: str, to: str, by: str, reason: str) -> Release:
    """The release. `EditionUnknown`; `ReleaseUnnamed` for a full one that lacks one of three."""
    if edition not in EDITIONS:
        raise EditionUnknown
    to, by, reason = (" ".join(text.split()) for text in (to, by, reason))
    fits = all(2 <= len(name) <= LONGEST_NAME for name in (to, by))
    if edition == FULL and not (fits and 2 <= len(reason) <= LONGEST_REASON):
        raise ReleaseUnnamed
    return Release(edition, to[:LONGEST_NAME], by[:LONGEST_NAME], reason[:LONGEST_REASON])


def case_root(files: Iterable[Original], entries: Iterable[tuple[str, str, int, str]]) -> str:
    """Root (hex, RFC 6962) over the files (id, SHA-256) and entries (stream, id, seq, hash)."""
    leaves = [canonical(["file", one.id, one.sha256]) for one in files]
    leaves += [canonical(["entry", *one]) for one in entries]
    return merkle.root(sorted(leaves)).hex()


def mask(text: str | None) -> str | None:
    """The first sign and stars of a fixed number, so that the length says nothing."""
    return text if not text else text[0] + "***"


def masked_values(params: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Values of a finding for the masked edition: own words stay, what a file says is masked."""
    return tuple(
        (name, value if name in OWN_WORDS else mask(value) or "") for name, value in params
    )


def marked(jpeg: bytes, original_sha256: str, *, declares_ai: bool) -> bytes:
    """A JPEG that says of itself, in a comment (COM, ITU-T T.81 B.2.4.5), what it is.

    A copy loses the labels of its original, so it repeats that there was one.
    """
    said = f"Bonafix: derived copy, not an original. Original SHA-256 {original_sha256}."
    said += " 派生副本，非原件。"
    if declares_ai:
        said += " The original declares content made by AI. 原件声明含人工智能生成合成内容。"
    comment = said.encode()
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]
