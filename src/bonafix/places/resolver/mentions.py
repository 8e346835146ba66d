"""Find every place a text could be naming, before deciding which it means."""

import re
from dataclasses import dataclass

from bonafix.places.gazetteer import Gazetteer, Old, Special

# What a form is worth beside its length: an official name says more than a part of one.
WORTH = {"full": 4, "short": 3, "old": 2, "changed": 2, "stem": 0, "oldstem": -1}
CERTAIN = {"full", "short", "old", "changed"}
# A name before these is a road: 南京市鼓楼区北京西路, 香港中路, 吉林大街.
ROAD = re.compile(
    r"[东南西北中上下内外前后新老]{0,2}[一二三四五六七八九十环支横纵]{0,2}大?"
    r"(?:路(?!南县|桥区|北区|南区)|街(?!道|镇|乡)|大道|道(?!县|真|外|里|孚)|巷|胡同|弄|桥(?!头|区|东|西|口)"
    r"|高速|高架|隧道)"
)
# A name before these belongs to a building or a business, not to the address's head.
OTHER = re.compile(
    r"(?:小区|花园|花苑|家园|公寓|大厦|广场|酒店|饭店|宾馆|超市|商场|商城|医院|学校|大学|中学|小学"
    r"|公司|集团|银行|药店|药房|餐厅|火锅|烤鸭|拉面|机场|车站|火车|高铁|国际|新村|名苑|府邸|里小|人(?!和)"
    r"|话|菜|牌|师傅|先生|女士|小姐)"
)
LEAD = re.compile(r"[在到往住于址去家为是从给我::寄]$")
SUFFIX = re.compile(r"县|市|区|旗|街道|镇|乡")


@dataclass(frozen=True, slots=True)
class Mention:
    """text[start:end] may mean `code`; `after` are all of an old name's successors."""

    start: int
    end: int
    code: str
    kind: str
    old: Old | None = None

    @property
    def worth(self) -> int:
        """Evidence: characters explained, and how officially."""
        province = 1 if len(self.code) == 2 and self.kind == "stem" else 0
        return 2 * (self.end - self.start) + WORTH[self.kind] + province


def find(known: Gazetteer, text: str) -> list[Mention]:
    """All mentions, those inside a longer certain one left out, road names left out."""
    found: list[Mention] = []
    for start, char in enumerate(text):
        reach = known.reach.get(char, 0)
        for end in range(min(start + reach, len(text)), start + 1, -1):
            form = text[start:end]
            found.extend(_of_form(known, text, form, start))
    return _outermost(found)


def _of_form(known: Gazetteer, text: str, form: str, start: int) -> list[Mention]:
    end = start + len(form)
    full, short = known.full.get(form, ()), known.short.get(form, ())
    found = [Mention(start, end, c, "full") for c in full]
    found += [Mention(start, end, c, "short") for c in short if c not in full]
    stems = known.stem.get(form, ())
    olds = known.old.get(form, ())
    if (stems or olds) and not ROAD.match(text, end):
        found += _stems(text, stems, start, end)
        found += _olds(olds, form, start, end)
    return found


def _stems(text: str, stems: "list[str] | tuple[()]", start: int, end: int) -> list[Mention]:
    found = [Mention(start, end, c, "stem") for c in stems]
    suffix = SUFFIX.match(text, end)
    if suffix:
        digits = 9 if suffix.group() in ("街道", "镇", "乡") else 6
        stop = suffix.end()
        found += [Mention(start, stop, c, "changed") for c in stems if len(c) == digits]
    return found


def _olds(olds: "list[Old] | tuple[()]", form: str, start: int, end: int) -> list[Mention]:
    found = []
    for entry in olds:
        kind = "old" if entry.name == form or form[-1] in "县州旗" else "oldstem"
        found += [Mention(start, end, c, kind, entry) for c in entry.after]
    return found


def _outermost(found: list[Mention]) -> list[Mention]:
    """Without those inside a longer official name: 和县 in 永和县 is no place."""
    spans = {(m.start, m.end) for m in found if m.kind in ("full", "short", "old")}
    if not spans:
        return _no_invented(found)
    kept = [
        m
        for m in found
        if not any(
            s <= m.start and m.end <= e and (s, e) != (m.start, m.end) and e - s > m.end - m.start
            for s, e in spans
        )
    ]
    return _no_invented(kept)


def _no_invented(found: list[Mention]) -> list[Mention]:
    """A changed suffix is only thought of where no true name stands."""
    true = {(m.start, m.end) for m in found if m.kind in ("full", "short", "old")}
    return [m for m in found if m.kind != "changed" or (m.start, m.end) not in true]


def specials(known: Gazetteer, text: str) -> list[tuple[int, int, Special]]:
    """Special areas named in the text, with and without their kind."""
    found = []
    for name, special in known.special.items():
        for form in {name, name.removesuffix("区") if len(name) > 3 else name}:
            at = text.find(form)
            if at >= 0 and len(form) > 2:
                found.append((at, at + len(form), special))
                break
    return found
