"""The list of divisions in memory, and every form a name may be written in."""

import gc
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bonafix.places.forms import MIDDLE, shortened, township
from bonafix.places.model import LEVELS, Division


@dataclass(frozen=True, slots=True)
class Old:
    """A name or code that ended: its successors today and what once stood under it.

    `since` is the first year, None when that was before 1980; `year` the last.
    """

    code: str
    name: str
    since: int | None
    year: int
    after: tuple[str, ...]
    covers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Special:
    """An area that is no division of the list, or one that cannot be served."""

    name: str
    around: tuple[str, ...]
    kind: str


def lines(name: str) -> list[str]:
    """The lines of one of the data files, without its head."""
    text = (files("bonafix.places") / "data" / name).read_text("utf-8")
    return [line for line in text.split("\n") if line and line[0] != "#"]


def rows(name: str) -> list[list[str]]:
    """The rows of one of the data files, without its head."""
    return [line.split("\t") for line in lines(name)]


class Gazetteer:
    """Loaded once; about 42,000 divisions. Use `gazetteer()`.

    `forms` maps every written form to what it may mean, as words of a tag and a code: `f`
    full name, `s` short official name, `t` the name without its kind, `o` and `q` an old name
    with and without its kind (then a place in `olds`), `m` the middle of a
    city (MIDDLE). One string a form keeps loading fast.
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.points: dict[str, tuple[float, float]] = {}
        self.pinyin: dict[str, str] = {}
        self.forms: dict[str, str] = {}
        self.reach: dict[str, int] = {}  # first two characters → length of the longest form
        self.olds: list[Old] = []
        self._wide: dict[str, list[str]] = {"": []}  # what lies directly below, without townships
        self._kids: dict[str, list[str]] = {}  # with them; filled as asked
        self._shown: dict[str, Division] = {}  # likewise
        self.old_codes: dict[str, Old] = {}
        self.special: dict[str, Special] = {}
        self.once_in: dict[str, list[tuple[str, int]]] = {}  # county → (its former city, until)
        self._load_divisions()
        self._load_aliases()
        self._load_history()
        self._load_special()
        self.codes = sorted(self.names)

    def _load_divisions(self) -> None:
        names, file = self.names, self._file
        for line in lines("divisions.tsv"):
            if line.find("\t") == 9:  # nine digits: a township, with its name and no more
                code, name = line[:9], line[10:]
                names[code] = name
                stem, short = township(name)
            else:
                code, name, lat, lon, self.pinyin[line.split("\t", 1)[0]] = line.split("\t")
                names[code] = name
                self._wide[code] = []
                self._wide[self.parent(code)].append(code)
                if lat:
                    self.points[code] = (float(lat), float(lon))
                stem, short = shortened(name, len(code))
            file(name, "f" + code)
            if name in MIDDLE:
                file(MIDDLE[name], "m" + code)
            elif len(code) < 9 and name.endswith(("自治州", "自治县", "地区")):
                file(name[:-1], "t" + code)  # cut off by a form that was too narrow
            if stem:
                file(stem, "t" + code)
            if short:
                file(short, "s" + code)

    def _file(self, form: str, meaning: str) -> None:
        known = self.forms.get(form)
        self.forms[form] = meaning if known is None else f"{known} {meaning}"
        if known is None:
            head, size = form[:2], len(form)
            if size > self.reach.get(head, 0):
                self.reach[head] = size

    def _load_aliases(self) -> None:
        for name, code in rows("aliases.tsv"):
            self._file(name, "s" + code)

    def _load_special(self) -> None:
        for name, around, kind in rows("special.tsv"):
            area = Special(name, tuple(around.split(",")), kind)
            self.special[name] = area
            if len(name) > 3:  # 加格达奇 for 加格达奇区, but not 新林 for 新林区
                self.special.setdefault(name.removesuffix("区"), area)
        forms = sorted(self.special, key=len, reverse=True)
        self.special_form = re.compile("|".join(map(re.escape, forms)))

    def _load_history(self) -> None:
        newest: dict[tuple[str, str], Old] = {}
        for written, name, since, year, after, covers, _ in rows("history.tsv"):
            under = frozenset(covers.split(",")) - {""}
            code, first = self.canonical(written), int(since) if since else None
            entry = Old(code, name, first, int(year), tuple(after.split(",")), under)
            known = self.old_codes.get(code)
            if known is None or known.year < entry.year:
                self.old_codes[code] = entry
            if not under and all(self.names[c] == name for c in entry.after):
                continue  # only the code changed; the name is today's
            newer = newest.get((name, after))
            if newer is None or newer.year < entry.year:
                newest[name, after] = entry
        for city, county, year in rows("moved.tsv"):
            self.once_in.setdefault(county, []).append((city, int(year)))
        self._file_old(newest.values())

    def _file_old(self, entries: Iterable[Old]) -> None:
        for entry in entries:
            stem, short = shortened(entry.name, len(entry.code))
            for form in {entry.name, short} - {""}:
                self._file(form, f"o{len(self.olds)}")
            if stem:
                self._file(stem, f"q{len(self.olds)}")
            self.olds.append(entry)

    def meanings(self, form: str, tag: str) -> list[str]:
        """The codes a form has under one tag."""
        return [w[1:] for w in self.forms.get(form, "").split() if w[0] == tag]

    def kids(self, code: str) -> list[str]:
        """The codes directly below; of "" the provinces."""
        found = self._kids.get(code)
        if found is None:
            found = self._wide.get(code, [])
            if len(code) in (4, 6):  # 441900003 lies directly below 4419
                above = code.ljust(6, "0")
                first, last = bisect_right(self.codes, above), bisect_right(self.codes, above + "~")
                found = self.codes[first:last] + found
                self._kids[code] = found
        return found

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
        shown = self._shown.get(code)
        if shown is not None:
            return shown
        code = self.canonical(code)
        if code in self.names:
            lat, lon = self.points.get(code, (None, None))
            shown = Division(code, self.full_name(code), LEVELS[len(code)], lat, lon)
            self._shown[code] = shown
            return shown
        entry = self.old_codes.get(code)
        return self.former(entry) if entry else None

    def former(self, entry: Old) -> Division:
        """An old division, named under the province and city of its time where those last."""
        code = entry.code
        above = next(
            (c for c in (code[:4], code[:2]) if len(c) < len(code) and c in self.names), ""
        )
        name = (self.full_name(above) if above else "") + entry.name
        return Division(code, name, LEVELS[len(code)], current=False)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The one list of this process, loaded at first use."""
    running = gc.isenabled()
    gc.disable()  # nothing of what is built here is ever garbage; collecting doubles the time
    try:
        return Gazetteer()
    finally:
        if running:
            gc.enable()
