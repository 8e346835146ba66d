"""The list of divisions in memory, and every form a name may be written in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bonafix.places.forms import shortened
from bonafix.places.model import LEVELS, Division


@dataclass(frozen=True, slots=True)
class Old:
    """A name or code that ended: its successors today and what once stood under it."""

    code: str
    name: str
    year: int
    after: tuple[str, ...]
    covers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Special:
    """An area that is no division of the list, or one that cannot be served."""

    name: str
    around: tuple[str, ...]
    kind: str


def _rows(name: str) -> Iterator[list[str]]:
    text = (files("bonafix.places") / "data" / name).read_text("utf-8")
    for line in text.split("\n"):
        if line and line[0] != "#":
            yield line.split("\t")


class Gazetteer:
    """Loaded once; about 42,000 divisions. Use `gazetteer()`."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.points: dict[str, tuple[float, float]] = {}
        self.pinyin: dict[str, str] = {}
        self.kids: dict[str, list[str]] = {}
        self.full: dict[str, list[str]] = {}
        self.short: dict[str, list[str]] = {}
        self.stem: dict[str, list[str]] = {}
        self.old: dict[str, list[Old]] = {}
        self.old_codes: dict[str, Old] = {}
        self.special: dict[str, Special] = {}
        self.reach: dict[str, int] = {}
        self._load_divisions()
        self._load_others()
        self._measure()

    def _load_divisions(self) -> None:
        names, full = self.names, self.full
        for row in _rows("divisions.tsv"):
            code, name = row[0], row[1]
            names[code] = name
            full.setdefault(name, []).append(code)
            if len(row) > 2:
                self.pinyin[code] = row[4]
                if row[2]:
                    self.points[code] = (float(row[2]), float(row[3]))
            stem, short = shortened(name, len(code))
            if stem:
                self.stem.setdefault(stem, []).append(code)
            if short:
                self.short.setdefault(short, []).append(code)
            self.kids.setdefault(self.parent(code), []).append(code)

    def _load_others(self) -> None:
        for name, code in _rows("aliases.tsv"):
            self.short.setdefault(name, []).append(code)
        for name, around, kind in _rows("special.tsv"):
            self.special[name] = Special(name, tuple(around.split(",")), kind)
        newest: dict[tuple[str, str], Old] = {}
        for code, name, year, after, covers, _ in _rows("history.tsv"):
            entry = Old(
                code, name, int(year), tuple(after.split(",")), frozenset(covers.split(",")) - {""}
            )
            self.old_codes.setdefault(self.canonical(code), entry)
            known = newest.get((name, after))
            if known is None or known.year < entry.year:
                newest[name, after] = entry
        for entry in newest.values():
            for form in {entry.name, self._old_stem(entry), self._old_short(entry)} - {""}:
                self.old.setdefault(form, []).append(entry)

    @staticmethod
    def _old_stem(entry: Old) -> str:
        return shortened(entry.name, 4 if entry.code.endswith("00") else 6)[0]

    @staticmethod
    def _old_short(entry: Old) -> str:
        return shortened(entry.name, 4 if entry.code.endswith("00") else 6)[1]

    def _measure(self) -> None:
        """For every first character, the longest form that begins with it."""
        reach = self.reach
        for table in (self.full, self.short, self.stem, self.old, self.special):
            for form in table:
                if len(form) > reach.get(form[0], 0):
                    reach[form[0]] = len(form)

    @staticmethod
    def canonical(code: str) -> str:
        """110000 → 11, 130100 → 1301, 130102000000 → 130102; others as they are."""
        if len(code) == 12 and code.endswith("000"):
            code = code[:9]
        if len(code) == 9 and code.endswith("000"):
            code = code[:6]
        while len(code) in (4, 6) and code.endswith("00"):
            code = code[:-2]
        return code

    def parent(self, code: str) -> str:
        """The code one level up that is in the list; "" above a province."""
        for digits in (6, 4, 2):
            if len(code) > digits and code[:digits] in self.names:
                return code[:digits]
        return ""

    def line(self, code: str) -> list[str]:
        """The division's ancestors, nearest first."""
        found = []
        while code := self.parent(code):
            found.append(code)
        return found

    def full_name(self, code: str) -> str:
        """With all ancestors: 山西省临汾市永和县."""
        return "".join(self.names[c] for c in reversed([code, *self.line(code)]))

    def division(self, code: str) -> Division | None:
        """Today's division with this code, or else one of former times, or None."""
        code = self.canonical(code)
        if code in self.names:
            lat, lon = self.points.get(code, (None, None))
            return Division(code, self.full_name(code), LEVELS[len(code)], lat, lon)
        entry = self.old_codes.get(code)
        return self.former(entry) if entry else None

    def former(self, entry: Old) -> Division:
        """An old division, named under the province and city of its time where those last."""
        code = self.canonical(entry.code)
        above = next(
            (c for c in (code[:4], code[:2]) if len(c) < len(code) and c in self.names), ""
        )
        name = (self.full_name(above) if above else "") + entry.name
        return Division(code, name, LEVELS[len(code)], current=False)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The one list of this process, loaded at first use."""
    return Gazetteer()
