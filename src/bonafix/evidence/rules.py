"""What a bundle holds and who may be given one. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bonafix.kit import merkle
from bonafix.kit.canonical import canonical
from bonafix.kit.errors import Invalid

FULL: Final = "full"
MASKED: Final = "masked"
EDITIONS: Final = (FULL, MASKED)
# What this report is, and is not; the same words on the PDF and in the index.
SENTENCE: Final = "本报告为技术检验记录，不是司法鉴定意见"
LONGEST_NAME: Final = 200


class ReleaseUnnamed(Invalid):
    """The full edition goes to a named authority by a named person."""

    code = "release_unnamed"
    text = "The full edition needs --to (a named authority) and --by (a named person)."


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


def check_release(edition: str, to: str, by: str) -> tuple[str, str]:
    """The names with single spaces. `EditionUnknown`; `ReleaseUnnamed` for full without both."""
    if edition not in EDITIONS:
        raise EditionUnknown
    names = " ".join(to.split()), " ".join(by.split())
    if edition == FULL and not all(2 <= len(name) <= LONGEST_NAME for name in names):
        raise ReleaseUnnamed
    return names


def case_root(files: Iterable[Original], entries: Iterable[tuple[str, str, int, str]]) -> str:
    """Root (hex, RFC 6962) over the files (id, SHA-256) and entries (stream, id, seq, hash)."""
    leaves = [canonical(["file", one.id, one.sha256]) for one in files]
    leaves += [canonical(["entry", *one]) for one in entries]
    return merkle.root(sorted(leaves)).hex()


def mask(text: str | None) -> str | None:
    """The first sign and stars of a fixed number, so that the length says nothing."""
    return text if not text else text[0] + "***"
