"""Put mentions together into one chain from the province down, and weigh the chains."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bonafix.places.gazetteer import Gazetteer
from bonafix.places.resolver import usage
from bonafix.places.resolver.mentions import CERTAIN, LEAD, OTHER, Mention
from bonafix.places.text import is_han

# What may stand between two levels of one address without parting them.
GAP = re.compile(r"[\W_]*(?:市辖区|省直辖县级行政区划|自治区直辖县级行政区划|的)?[\W_]*")
GAP_BEGINS = frozenset("市省自的")
ABOVE = {9: (6, 4, 2), 6: (4, 2), 4: (2,), 2: ()}  # digits of the divisions around one
# What may stand in the rest of an address; words of a sentence may not.
_PART = r"[^的了是在有被把很太不没吗吧呢怎么和也都就,，。!！?？;；]"
ADDRESS = re.compile(_PART + r"{2,}?(?:路|街|道|巷|弄|号|村|镇|乡|小区|栋|幢)")
WIDE_ADDRESS = re.compile(_PART + r"{1,10}?(?:路|街|道|巷|弄|村|镇|乡|县|市|区|旗)")
STREET = re.compile(_PART + r"{1,6}?(?:(?:路|街|道|巷|弄|胡同)[东西南北中]?段?\d|村|镇|乡|街道)")
GENERIC = re.compile(r"^.区$|^.州$|^市中区$")  # says nothing without its city
ONE_STREET = re.compile(r"^[东西南北中上下前后正大老新]+街$|^..+街$")


NO_LONGER = frozenset(("old", "oldstem", "changed"))


@dataclass(slots=True, eq=False)  # never changed
class Chain:
    """One reading of the text: `tail` is its deepest mention, `members` all of them."""

    code: str
    tail: Mention
    members: tuple[Mention, ...]
    score: int

    @property
    def end(self) -> int:
        """Where the chain's last mention ends."""
        members = self.members
        return members[0].end if len(members) == 1 else max([m.end for m in members])

    @property
    def start(self) -> int:
        """Where the chain's first mention begins."""
        return min(m.start for m in self.members)

    @property
    def historical(self) -> bool:
        """Whether it needs a name, or a city above, that is no longer valid."""
        return any([m.kind in NO_LONGER or self.once_above(m) for m in self.members])

    def once_above(self, m: Mention) -> bool:
        """Whether a member is a city of today that the place has left: 四平市公主岭市."""
        return m.old is None and not self.code.startswith(m.code)


def _worst(chain: Chain) -> int:
    return -chain.score


class Reader:
    """Builds the chains of one text."""

    def __init__(self, known: Gazetteer, text: str, mentions: list[Mention]) -> None:
        self.known = known
        self.text = text
        self.mentions = mentions
        self.ends = {m.end for m in mentions}
        self.by_code: dict[str, list[Mention]] = {}
        for m in mentions:
            self.by_code.setdefault(m.code, []).append(m)
        self.olds = [m for m in mentions if m.old is not None and m.old.covers]

    def chains(self) -> list[Chain]:
        """All readings that hold, best first."""
        found = [c for m in self.mentions if self.possible(m) and (c := self.chain(m))]
        if len(found) > 1:
            found.sort(key=_worst)
        return found

    def possible(self, m: Mention) -> bool:
        """A township without its kind needs somebody above it; most have nobody."""
        if len(m.code) < 9 or m.kind not in ("stem", "changed") or self.olds:
            return True
        known = self.by_code
        above = (m.code[:6], m.code[:4], m.code[:2])
        return any(c in known for c in above) or m.code[:6] in self.known.once_in

    def chain(self, tail: Mention) -> Chain | None:
        """The best reading that ends in this mention, or None when it does not hold."""
        code, members, named = tail.code, [tail], self.by_code
        for digits in ABOVE[len(code)]:
            found = named.get(code[:digits])
            if found:
                self.support(members, found)
        if len(members) == 1 and len(code) > 4:
            for city, _ in self.known.once_in.get(code[:6], ()):
                self.support(members, named.get(city, ()))
        if self.olds:
            self.support(members, [m for m in self.olds if self.covered(m, tail)])
        if not self.holds(tail, members):
            return None
        return Chain(code, tail, tuple(members), self.score(code, members))

    def score(self, code: str, members: list[Mention]) -> int:
        """What the members prove, and more where they stand together."""
        if len(members) == 1:
            score = members[0].worth
        else:
            score = sum([m.worth for m in members])
            starts = [m.start for m in members]
            score += 2 * sum([self.leads(m.end, starts) for m in members])
        if len(code) == 9:
            above = self.known.parent(code)
            if above and all([m.code != above for m in members]):
                score -= 2  # a township's name is rarely said without its county's
        return score

    def leads(self, end: int, starts: Sequence[int]) -> bool:
        """Whether something stands right behind the end of a mention."""
        return end in starts or any([end < s and self.joined(end, s) for s in starts])

    def further(self, chain: Chain) -> Chain:
        """With an official name below the chain that follows it at once: 昌明镇 after 贵定线."""
        below = [
            m
            for m in self.mentions
            if m.code.startswith(chain.code)
            and len(m.code) > len(chain.code)
            and m.kind in CERTAIN
            and self.joined(chain.end, m.start)
        ]
        if not below:
            return chain
        tail = max(below, key=lambda m: m.end)
        return Chain(tail.code, tail, (tail, *chain.members), chain.score + tail.worth)

    def support(self, members: list[Mention], found: Sequence[Mention]) -> None:
        """Add the best of the mentions of one ancestor, if one stands."""
        best: Mention | None = None
        for m in found:
            if best is not None and (m.worth, -m.start) <= (best.worth, -best.start):
                continue
            for o in members:
                if m.start < o.end and o.start < m.end:
                    break
            else:
                if m.kind in CERTAIN or self.stands(m, members[0]):
                    best = m
        if best:
            members.append(best)

    @staticmethod
    def covered(m: Mention, tail: Mention) -> bool:
        """Whether an old name once covered the tail's county, and is not its ancestor now."""
        if m.old is None or tail.code.startswith(m.code):
            return False
        return bool({tail.code[:6], tail.code[:4]} & m.old.covers)

    def stands(self, m: Mention, tail: Mention) -> bool:
        """Whether an ancestor's mention is more than letters that happen to occur."""
        if m.kind in CERTAIN:
            return True
        if m.start < tail.start:
            return (
                self.begins(m.start) or self.after_other(m.start) or self.joined(m.end, tail.start)
            )
        return self.begins(m.start) or self.closes(m.end)

    def holds(self, tail: Mention, members: list[Mention]) -> bool:
        """Whether the tail may be believed with these supporters."""
        led = len(members) > 1 and any([self.joined(m.end, tail.start) for m in members[1:]])
        if len(tail.code) == 9:
            return self.township_holds(tail, led)
        word = self.text[tail.start : tail.end]
        whole = not self.text[: tail.start].strip() and not self.text[tail.end :].strip()
        if whole:
            return tail.kind in CERTAIN or word.isascii() or self.plainly_ends(tail)
        if len(members) == 1 and not word.isascii() and self.is_a_word(tail, word):
            return False
        if tail.kind in CERTAIN or word.isascii():
            # Li Xian, Jian: Latin letters may as well be a person or a word.
            official = tail.kind in CERTAIN and not GENERIC.search(word)
            return led or official or (word.isascii() and len(members) > 1)
        if led or (len(members) > 1 and self.begins(tail.start)):
            return not OTHER.match(self.text, tail.end) or led
        return self.begins(tail.start) and self.plainly_ends(tail)

    def is_a_word(self, tail: Mention, word: str) -> bool:
        """Whether a name without anybody above it is rather a word of the language."""
        if usage.part_of_a_word(self.text, tail):
            return True
        if tail.kind in CERTAIN:  # 沙县小吃, 单县羊汤
            return len(word) == 2 and bool(OTHER.match(self.text, tail.end))
        every_day = len(tail.code) == 6 and usage.ordinary(word)
        return every_day and not STREET.match(self.text, tail.end)

    def township_holds(self, tail: Mention, led: bool) -> bool:
        """Whether a township may be believed; `led`: its county or city stands before it."""
        word = self.text[tail.start : tail.end]
        if tail.kind in ("full", "short"):
            return len(word) > 2 or led or self.begins(tail.start)
        if not led:
            return False
        if tail.kind == "changed":
            return True
        return self.stem_holds(tail, word)

    def stem_holds(self, tail: Mention, word: str) -> bool:
        """A township without its kind: not a road, not its county's own name, not a person."""
        if word.endswith(("路", "大道", "巷")) or OTHER.match(self.text, tail.end):
            return False
        numbered = re.match(r"\d", self.text[tail.end : tail.end + 1])
        if word[-1] == "街" and (numbered or ONE_STREET.match(word)):
            return False
        above = self.known.parent(tail.code)
        return above not in self.known.meanings(word, "t") and not self.person(tail)

    def person(self, tail: Mention) -> bool:
        """A short word of its own beside a telephone number may be somebody's name."""
        alone = tail.start > 0 and not is_han(self.text[tail.start - 1])
        rest = self.text[tail.end :]
        return (
            alone and bool(re.match(r"[\W_]*(?:\+?\d{7,}|$)", rest)) and tail.end - tail.start <= 3
        )

    def joined(self, end: int, start: int) -> bool:
        """Whether nothing of weight stands between two mentions."""
        if end >= start:
            return end == start
        first = self.text[end]
        if first.isalnum() and first not in GAP_BEGINS:
            return False  # most words between; looked at first
        return GAP.fullmatch(self.text, end, start) is not None

    def after_other(self, start: int) -> bool:
        return any(self.joined(e, start) for e in self.ends if e <= start)

    def begins(self, start: int) -> bool:
        """Whether a word can begin here: at the start, after a sign, or after 在, 到 …"""
        if start == 0 or not is_han(self.text[start - 1]):
            return True
        return self.text[start - 1] in LEAD

    def closes(self, end: int) -> bool:
        """Whether the writing ends here."""
        return end >= len(self.text) or not is_han(self.text[end])

    def plainly_ends(self, tail: Mention) -> bool:
        """After a bare name: nothing, or what looks like the rest of an address."""
        if self.closes(tail.end):
            return True
        if OTHER.match(self.text, tail.end):
            return False
        pattern = ADDRESS if len(tail.code) > 4 else WIDE_ADDRESS
        return bool(pattern.match(self.text, tail.end)) or self.names_follow(tail)

    def names_follow(self, tail: Mention) -> bool:
        """After a bare county another name and nothing more: 万宁兴隆."""
        last = next((n for n in range(tail.end, len(self.text)) if not is_han(self.text[n])), None)
        rest = self.text[tail.end : last]
        return (
            len(tail.code) == 6
            and not usage.ordinary(self.text[tail.start : tail.end])
            and not usage.is_word(rest)
            and rest in self.known.forms
        )
