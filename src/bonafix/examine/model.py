"""What an analyser is given and what it answers. Pure; no Django, no database, no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

# Strongest first; what each level means stands in docs/examine.md.
Strength = Literal["strong", "moderate", "weak", "hint"]
STRENGTHS: tuple[Strength, ...] = ("strong", "moderate", "weak", "hint")


@dataclass(frozen=True, slots=True)
class Picture:
    """One file as it was handed in: its name and its very bytes, not yet trusted."""

    name: str
    content: bytes

    @classmethod
    def read(cls, path: Path) -> "Picture":
        """The file at `path`; raises OSError when it cannot be read."""
        return cls(name=str(path), content=path.read_bytes())

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, 64 hexadecimal digits."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How often the method errs: `rate` with its 95 % interval over `n` cases of `data`."""

    rate: float
    low: float
    high: float
    n: int
    data: str


@dataclass(frozen=True, slots=True)
class Region:
    """Where, in pixels of the upright claim picture: box (x, y, width, height), outline."""

    box: tuple[int, int, int, int]
    polygon: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A mask or an overlay that belongs to a finding: PNG or JPEG bytes.

    `name` is a plain file name such as `mask.png`; `bonafix examine --out` writes it.
    """

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One measured fact. `statement` says what it shows, `limits` what it cannot show.

    Both are msgids with %(name)s places for `params`; further `params` are given to programs
    (the key `values` of the JSON) and stand in no sentence. `error_rate` is None where nothing
    was measured; `reference` names the picture it was compared with, if any.
    """

    analyser: str
    kind: str
    strength: Strength
    statement: str
    limits: str
    params: tuple[tuple[str, str], ...] = ()
    error_rate: ErrorRate | None = None
    region: Region | None = None
    reference: str | None = None
    attachments: tuple[Attachment, ...] = ()


class Analyser(Protocol):
    """A folder `analysers/<name>/` offers one of these as `analyser`."""

    name: str
    version: str

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """Findings on one claim picture; never raises for what a stranger's file contains."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator configures for analysers that ask for it.

    `trust_anchors` is a C2PA trust list, PEM certificates one after another; none is shipped.
    `views`: the other pictures are views of the claim's own session; `region` is the outline, in
    pixels of the upright claim, of what is followed into them. The runner sets both.
    """

    trust_anchors: str | None = None
    region: tuple[tuple[int, int], ...] = ()
    views: bool = False


@runtime_checkable
class Configurable(Protocol):
    """An analyser that wants the operator's options offers this beside `examine`."""

    def configured(self, options: Options) -> Analyser:
        """The analyser with these options."""
        ...
