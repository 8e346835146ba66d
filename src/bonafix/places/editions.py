"""What changed between two editions of the data: for the review of a yearly update. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["added", "ended", "renamed", "recoded"]
KINDS: tuple[Kind, ...] = ("added", "ended", "renamed", "recoded")


class Unreadable(Exception):
    """A folder or file that holds no edition; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Code → name, and what became of codes that ended: code → today's codes."""

    names: Mapping[str, str]
    after: Mapping[str, tuple[str, ...]]

    def full(self, code: str) -> str:
        """The name with those above it, as far as the edition knows them."""
        above = [
            self.names[code[:n]] for n in (2, 4, 6) if n < len(code) and code[:n] in self.names
        ]
        return "".join([*above, self.names.get(code, code)])


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `names`: before and after. `successors`: codes of the newer edition.

    recoded: the same name under another code. ended without successors: nobody has said yet
    what follows, a person must.
    """

    kind: Kind
    code: str
    names: tuple[str, str]
    successors: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether a person must say what follows."""
        return self.kind == "ended" and not self.successors


def read_edition(path: Path) -> Edition:
    """A folder with divisions.tsv (and history.tsv), or one such file. Raises Unreadable."""
    file = path / "divisions.tsv" if path.is_dir() else path
    names = {row[0]: row[1] for row in _rows(file)}
    if not names or not all(code.isdecimal() and len(code) in (2, 4, 6, 9) for code in names):
        raise Unreadable(f"{file}: holds no divisions (code, name, parted by tabs)")
    history = file.with_name("history.tsv")
    after: dict[str, tuple[str, ...]] = {}
    if history.exists():
        for row in _rows(history):
            if len(row) > 4 and row[4]:
                after[_short(row[0])] = tuple(row[4].split(","))
    return Edition(names, after)


def _short(code: str) -> str:
    while len(code) in (4, 6) and code.endswith("00"):
        code = code[:-2]
    return code


def _rows(file: Path) -> list[list[str]]:
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise Unreadable(f"{file}: cannot be read as UTF-8 text") from error
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    if any(len(row) < 2 for row in rows):
        raise Unreadable(f"{file}: a line has no tab")
    return rows


def compare(old: Edition, new: Edition) -> list[Change]:
    """All differences in the order of codes.

    A code that ended and a code that is new belong together (recoded) when both bear the same
    name on the same level and nobody else does: in the same parent first, then anywhere.
    """
    ended = sorted(old.names.keys() - new.names.keys())
    added = sorted(new.names.keys() - old.names.keys())
    moved = _pairs(old, new, ended, added)
    found = [
        Change("renamed", code, (old.names[code], new.names[code]), (code,))
        for code in old.names.keys() & new.names.keys()
        if old.names[code] != new.names[code]
    ]
    for code in ended:
        if code in moved:
            pair = (old.full(code), new.full(moved[code]))
            found.append(Change("recoded", code, pair, (moved[code],)))
        else:
            after = tuple(c for c in new.after.get(code, ()) if c in new.names)
            said = "、".join(new.full(c) for c in after)
            found.append(Change("ended", code, (old.full(code), said), after))
    targets = set(moved.values())
    found += [Change("added", c, ("", new.full(c)), (c,)) for c in added if c not in targets]
    return sorted(found, key=lambda c: (c.code, c.kind))


def _pairs(old: Edition, new: Edition, ended: list[str], added: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for by_parent in (True, False):
        left, right = defaultdict(list), defaultdict(list)
        for code in (c for c in ended if c not in found):
            left[_key(old, code, by_parent)].append(code)
        for code in (c for c in added if c not in found.values()):
            right[_key(new, code, by_parent)].append(code)
        for key, codes in left.items():
            if len(codes) == 1 and len(right.get(key, ())) == 1:
                found[codes[0]] = right[key][0]
    return found


def _key(edition: Edition, code: str, by_parent: bool) -> tuple[int, str]:
    return len(code), edition.full(code) if by_parent else edition.names[code]
