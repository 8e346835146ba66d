"""Reads a list of areas; every item is answered for itself and nothing is guessed.

A place named before a colon or a bracket, and the city or province of the item before, help to
read an item that fits several places; the trace then says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bonafix.places.geo import ancestors, children, division, is_within
from bonafix.places.lists import marks
from bonafix.places.model import Division, Resolution, Status, Step
from bonafix.places.resolver import resolve, words

LONGEST = 20_000  # characters of one list; some two thousand areas
ABROAD = ("71", "81", "82")  # 全国 in a list of service areas means the mainland


@dataclass(frozen=True, slots=True)
class Item:
    """One area of the list. `place`: the one division of today that it means, or None.

    `status` and `candidates` as in Resolution. `rest`: what else was written and not read
    (部分乡镇). `exclude`: the list says that it is not served.
    """

    text: str
    status: Status
    place: Division | None = None
    candidates: tuple[Division, ...] = ()
    rest: str = ""
    trace: tuple[Step, ...] = ()
    exclude: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """All items in order, and what stood in the list without naming a place (服务区域：)."""

    items: tuple[Item, ...]
    remarks: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether every item means one division."""
        return all(item.place is not None for item in self.items)


@dataclass(slots=True)
class _Reader:
    head: Division | None = None
    before: Division | None = None
    items: list[Item] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def read(self, piece: marks.Piece) -> None:
        if piece.fresh:
            self.head = None
        if piece.head:
            self.begin(piece.text)
        elif piece.group is None:
            self.add(piece.text, self.head)
        else:
            self.group(piece.text, piece.group)

    def begin(self, text: str) -> None:
        """What stands before a colon: a place that the items lie in, or only a title."""
        found = _alone(text, self.head)
        if found.place is None:
            self.remarks.append(text)
        else:
            self.head = found.place

    def group(self, text: str, inner: str) -> None:
        """浙江省（杭州、宁波）, 浙江省（不含舟山）, 永和县（全境）."""
        without = inner.startswith(marks.EXCEPT)
        inner = inner.removeprefix(marks.EXCEPT) if without else inner
        also = marks.WITH.match(inner)
        around = self.around(text)
        inside = [i for p in marks.pieces(inner) for i in _items(p.text, around, None)]
        named = [i for i in inside if i.status != "none" and _lies(i, around)]
        if without and not named:
            named = inside  # what is left out and was not understood must be seen
        elif named or not text:
            self.remarks += [i.text for i in inside if i.status == "none"]
        if text and (without or also or not named or around is None):
            self.add(text, self.head)
        if not named and text and inner.strip():
            self.items[-1] = replace(self.items[-1], rest=(self.items[-1].rest + inner).strip())
        self.items += [replace(i, exclude=without) for i in named]

    def around(self, text: str) -> Division | None:
        """The division that a group lies in: the one before it, or the last item."""
        if text:
            return _alone(text, self.head).place
        last = self.items[-1].place if self.items else None
        return last if last is not None and len(last.code) < 6 else self.head

    def add(self, text: str, head: Division | None) -> None:
        for item in _items(text, head, self.before):
            self.items.append(item)
            self.before = item.place or _shared(item.candidates) or self.before


def parse_list(text: str) -> Listing:
    """Read a list of areas in the order of its writing; the same area twice is two items.

    Signs between items: new lines, commas, 、, semicolons, 和, blanks where each part is a
    place. 浙江省：… and 浙江省（…） say where items lie; 除…外, …除外, 不含… leave out; 全国 stands
    for the 31 provinces of the mainland; 全境, 等 and numbers before items say nothing.
    """
    reader = _Reader()
    for piece in marks.pieces(marks.plain(text[:LONGEST])):
        reader.read(piece)
    return Listing(tuple(reader.items), tuple(r for r in reader.remarks if r))


def _lies(item: Item, around: Division | None) -> bool:
    """Whether an item of a group lies in what stands before it: 部分乡镇 is no 分乡镇 then."""
    codes = [item.place] if item.place else item.candidates
    return around is None or all(is_within(d.code, around.code) for d in codes)


def _shared(candidates: Sequence[Division]) -> Division | None:
    """The smallest division that all candidates lie in: 重庆市 for the heirs of 渝北区."""
    lines = [[*ancestors(d.code), d] for d in candidates]
    shared = [d for d in (lines[0] if lines else []) if all(d in line for line in lines)]
    return shared[-1] if shared else None


def _items(text: str, head: Division | None, before: Division | None) -> Iterator[Item]:
    """The items of one piece: one, unless it joins several."""
    # 万全区 ends in 全区 as well: a name that is read to its end keeps it.
    named = _alone(text, None)
    read = named.place is not None and not named.rest
    stripped = text if read else marks.ENDING.sub("", text).strip() or text
    if marks.COUNTRY.match(stripped):
        yield from _country(text)
        return
    whole = _one(stripped, head, before)
    for parts in _splits(stripped) if whole.rest or whole.place is None else ():
        found = [_one(part, head, before) for part in parts]
        if all(f.status != "none" and not f.rest for f in found):
            yield from found
            return
    yield replace(whole, text=text)


def _splits(text: str) -> Iterator[list[str]]:
    """Ways to part a piece: at blanks, or at one 和."""
    if len(text.split()) > 1:
        yield text.split()
    for join in marks.JOINS.finditer(text):
        left, right = text[: join.start()].strip(), text[join.end() :].strip()
        if left and right:
            yield [left, right]


def _country(text: str) -> Iterator[Item]:
    for province in children(""):
        if province.code not in ABROAD:
            yield Item(text, "resolved", province)


def _one(text: str, head: Division | None, before: Division | None) -> Item:
    """An item by itself, or else with what stands before it."""
    own = _alone(text, None)
    if head is not None:
        inside = _inside(text, head)
        return inside or own
    if own.status != "ambiguous" or before is None:
        return own
    around = [*reversed(ancestors(before.code)), before]
    for above in sorted(around, key=lambda d: -len(d.code)):
        inside = _inside(text, above) if len(above.code) < 6 else None
        if inside is not None and inside.place is not None:
            return inside
    return own


def _inside(text: str, above: Division) -> Item | None:
    """The item as a place within a division; None when it is not one."""
    found = _as_item(text, resolve(above.name + text))
    codes = [found.place] if found.place else list(found.candidates)
    if not codes or not all(is_within(d.code, above.code) and d != above for d in codes):
        return None
    step = Step(words.IN_LIST, {"name": above.name})
    return replace(found, trace=(*found.trace, step))


def _alone(text: str, head: Division | None) -> Item:
    code = text.strip()
    if code.isascii() and code.isdecimal():
        known = division(code)
        if known is not None and known.current:
            return Item(text, "resolved", known)
    inside = _inside(text, head) if head is not None else None
    return inside or _as_item(text, resolve(text))


def _as_item(text: str, answer: Resolution) -> Item:
    place = answer.place
    rest = answer.rest if answer.status in ("resolved", "historical") else ""
    candidates = answer.candidates if place is None or answer.status == "historical" else ()
    return Item(text, answer.status, place, candidates, rest, answer.trace)
