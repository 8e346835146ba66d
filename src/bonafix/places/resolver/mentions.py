"""Find every place a text could be naming, before deciding which it means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bonafix.places.forms import shortened
from bonafix.places.gazetteer import Gazetteer, Old
from bonafix.places.resolver import usage
from bonafix.places.resolver.hits import Hit, Meanings

# What a form is worth beside its length: an official name says more than a part of one.
WORTH = {"full": 4, "short": 3, "old": 2, "changed": 2, "stem": 0, "oldstem": -1}
KINDS = {"f": "full", "s": "short", "o": "old", "q": "oldstem"}
OFFICIAL = frozenset(("full", "short", "old"))
CERTAIN = frozenset((*OFFICIAL, "changed"))
# A name before these is a road: 南京市鼓楼区北京西路, 香港中路, 吉林大街.
ROAD = re.compile(
    r"[东南西北中上下内外前后新老]{0,2}[一二三四五六七八九十环支横纵]{0,2}大?"
    r"(?:路(?!南县|桥区|北区|南区)|街(?!道|镇|乡)|大道|道(?=\d|\W|$)|巷|胡同|弄|桥(?!头|区|东|西|口)"
    r"|高速|高架|隧道)(?<![老古]街)"
)
# What such an ending can begin with; looked at first, because most names end otherwise.
ROAD_BEGINS = frozenset(
    "东南西北中上下内外前后新老一二三四五六七八九十环支横纵大路街道巷胡弄桥高隧"
)
# A name before these belongs to a building or a business, not to the address's head.
OTHER = re.compile(
    r"(?:小区|花园|花苑|家园|公寓|大厦|广场|酒店|饭店|宾馆|超市|商场|商城|医院|学校|大学|中学|小学"
    r"|公司|集团|银行|药店|药房|餐厅|火锅|烤鸭|拉面|机场|车站|火车|高铁|国际|新村|名苑|府邸|里小|人(?!和|民)"
    r"|小吃|小面|米粉|面馆|饭馆|酒楼|酒家|旅社|旅馆|商店|商行|话|菜|牌|师傅|先生|女士|小姐)"
)
LEAD = "在到往住于址去家为是从给我:寄"
SUFFIX = re.compile(r"县|市|区|旗|街道|镇|乡|古镇")
# Characters that the input method gives for the kind of a place.
KIND_SLIPS = {
    "县": re.compile("线|现(?![在住居址地任])|限|宪|献"),
    "区": re.compile("曲|驱|趋|渠"),
    "市": re.compile("试|式"),
    "镇": re.compile("真|阵|针"),
    "乡": re.compile("香|相|响"),
}
SUFFIX_BEGINS, SLIPS = (
    frozenset("县市区旗街镇乡古"),
    frozenset("线现限宪献曲驱趋渠试式真阵针香相响"),
)
TOWN_KINDS = ("街道", "镇", "乡", "古镇")


@dataclass(slots=True, unsafe_hash=True)  # never changed; frozen ones take three times as long
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
        size = self.end - self.start
        if len(self.code) == 9 and size == 2:
            return 2 * size  # 乌镇, 西乡: two characters prove little, whatever they end in
        province = 1 if len(self.code) == 2 and self.kind == "stem" else 0
        return 2 * size + WORTH[self.kind] + province


def find(
    known: Gazetteer, text: str, forms: Sequence[Hit], others: Sequence[Mention] = ()
) -> list[Mention]:
    """All mentions, those inside a longer certain one left out, road names left out.

    `forms` are the hits in the text, `others` were found elsewhere in it. A township without its
    kind is left out where nothing above it is named: there are dozens of 新城.
    """
    above = {code for hit in forms for code in hit.meanings.wide}
    above.update([m.code for m in others])
    late = any([hit.meanings.late for hit in forms])
    found: list[Mention] = []
    for hit in _outside_roads(known, text, forms):
        meanings = hit.meanings
        words: Sequence[tuple[str, str]] = meanings.words
        # 周庄古镇 is official without anybody above it.
        if meanings.around and not late and not text.startswith("古镇", hit.end):
            words = _with_somebody_above(known, meanings, above)
        if words:
            found += _mentions(known, text, words, hit)
    return _outermost(found)


def _outside_roads(known: Gazetteer, text: str, forms: Sequence[Hit]) -> list[Hit]:
    """Without forms in the name of a road (防城 in 防城港街) and parts of names (临汾 in 临汾市).

    The latter would be lost in `_outermost` too; here the commonest are, for they cost time.
    """
    starts = {hit.start for hit in forms}
    found: list[Hit] = []
    road_end, official = 0, -1
    for hit in forms:
        end, meanings = hit.end, hit.meanings
        if end <= road_end:
            continue
        after = text[end : end + 1]
        if after in ROAD_BEGINS:
            road_end = max(road_end, _road_end(known, text, hit))
        elif official == hit.start and end not in starts and not meanings.direct:
            continue
        if meanings.official and after != "路":
            official = hit.start
        found.append(hit)
    return found


def _with_somebody_above(
    known: Gazetteer, meanings: Meanings, above: set[str]
) -> Sequence[tuple[str, str]]:
    """The words without townships of whose county, city and province nothing is said."""
    if meanings.around.isdisjoint(above) and meanings.around.isdisjoint(known.once_in):
        return meanings.alone
    return [w for w in meanings.words if w[0] != "t" or _led(known, w[1], above)]


def _road_end(known: Gazetteer, text: str, hit: Hit) -> int:
    """Where a road that is called after a city or county ends; 0 where none is."""
    codes, end = hit.meanings.stems, hit.end
    road = ROAD.match(text, end) if codes and end - hit.start > 2 else None
    if road is None or any(_has_below(known, text, code, end) for code in codes):
        return 0
    return road.end()


def _led(known: Gazetteer, code: str, above: set[str]) -> bool:
    """Whether it is no township, or one below something that is named."""
    if len(code) < 9:
        return True
    county = code[:6]
    return county in above or code[:4] in above or code[:2] in above or county in known.once_in


def _mentions(
    known: Gazetteer, text: str, words: Sequence[tuple[str, str]], hit: Hit
) -> list[Mention]:
    found: list[Mention] = []
    start, end, stems = hit.start, hit.end, hit.meanings.stems
    after = text[end : end + 1]
    road = ROAD.match(text, end) if after in ROAD_BEGINS else None
    suffix = SUFFIX.match(text, end) if after in SUFFIX_BEGINS else None
    bare = road is None and suffix is None and after not in SLIPS
    for tag, code in words:
        if tag in "fs":
            if len(code) < 9 or after != "路":  # 惜福镇路 is a road
                found.append(Mention(start, end, code, KINDS[tag]))
        elif tag == "t":
            if bare:
                found.append(Mention(start, end, code, "stem"))
            elif road is None or _has_below(known, text, code, end):
                found += _stems(known, text, code, start, end, suffix, bool(stems))
        elif road is None:
            found += _rarely(known, text, tag, code, hit)
    return found


def _rarely(known: Gazetteer, text: str, tag: str, code: str, hit: Hit) -> list[Mention]:
    """An old name, or the middle of a city."""
    start, end, stems = hit.start, hit.end, hit.meanings.stems
    if tag == "m":
        return _middle(known, text, code, start, end)
    if tag == "q" and stems and not old_here(known, text, stems, code, start, end):
        return []  # 上海 is never 上海县 of old
    old = known.olds[int(code)]
    return [Mention(start, end, c, KINDS[tag], old) for c in old.after]


def _middle(known: Gazetteer, text: str, code: str, start: int, end: int) -> list[Mention]:
    """枣庄市中 for 市中区: right after its city, and not the beginning of 中心, 中医, 中山."""
    city = known.parent(code)
    names = (known.names[city], shortened(known.names[city], len(city))[0])
    if not text.endswith(names, 0, start) or text.startswith(("区", "村"), end):
        return []
    for last in range(end + 1, min(end + 2, len(text)) + 1):
        word = text[end - 1 : last]
        if usage.is_word(word) or word in known.forms:
            return []
    return [Mention(start, end, code, "short")]


def old_here(
    known: Gazetteer, text: str, stems: Sequence[str], number: str, start: int, end: int
) -> bool:
    """Whether a name that another place bears today means one of old: 重庆江北, 莱芜钢城.

    So when the city above the old one stands right before it and has none of that name today,
    or when what the old city covered stands right after it.
    """
    old = known.olds[int(number)]
    after = old.after[0]
    if old.covers:
        below = [w for size in (2, 3) for w in known.meanings(text[end : end + size], "t")]
        if old.covers.intersection(below):
            return True
    city = after[:4]
    if any([c.startswith(city) for c in stems]):
        return False
    above = [c for c in (after[:4], after[:2]) if c in known.names and c != after]
    names = [n for c in above for n in (known.names[c], shortened(known.names[c], len(c))[0]) if n]
    return text.endswith(tuple(names), 0, start)


def _has_below(known: Gazetteer, text: str, code: str, end: int) -> bool:
    """What looks like a road names a part of the place: 郑州上街, 唐山路北, 福州鼓楼东街."""
    wanted = {2: 6, 4: 6, 6: 9}.get(len(code), 0)
    if not wanted:
        return False
    for size in (2, 3, 4):
        below = known.meanings(text[end : end + size], "t")
        if any(len(c) == wanted and c.startswith(code) for c in below):
            return True
    return False


def _stems(
    known: Gazetteer,
    text: str,
    code: str,
    start: int,
    end: int,
    suffix: "re.Match[str] | None",
    current: bool,
) -> list[Mention]:
    found = [Mention(start, end, code, "stem")]
    if suffix is None:
        if text[end : end + 1] in SLIPS:
            slip = KIND_SLIPS.get(known.names[code][-1])
            if slip and slip.match(text, end):  # 海盐线 for 海盐县
                found.append(Mention(start, end + 1, code, "stem"))
        return found
    said = suffix.group()
    if said == "古镇":
        # 中山古镇 is 古镇镇 of the city.
        if len(code) == 9 and known.names[code].endswith("镇") and not current:
            found.append(Mention(start, suffix.end(), code, "short"))
    elif len(code) == (9 if said in TOWN_KINDS else 6) or (said == "区" and _like_county(code)):
        found.append(Mention(start, suffix.end(), code, "changed"))
    return found


def _like_county(code: str) -> bool:
    """A township right below a city without counties is often called a district: 东莞东城区."""
    return len(code) == 9 and code[4:6] == "00"


def _outermost(found: list[Mention]) -> list[Mention]:
    """Without those inside a longer official name: 和县 in 永和县 is no place.

    One that continues another mention stays, to be weighed: 新县 after 信阳, though 阳新县
    is a county as well; 济南 before 市中区, though 济南市 is longer.
    """
    if len(found) < 2:
        return found
    every = {(m.start, m.end) for m in found}
    official = {(m.start, m.end) for m in found if m.kind in OFFICIAL}
    if len(every) > 1:
        lost = [span for span in every if _lost(span, official, every)]
        if lost:
            found = [m for m in found if (m.start, m.end) not in lost]
    return _no_invented(found)


def _lost(
    span: tuple[int, int], official: set[tuple[int, int]], every: set[tuple[int, int]]
) -> bool:
    first, last = span
    for start, end in official:
        if start <= first and last <= end and end - start > last - first:
            for begin, stop in every:
                if begin < start < stop == first or last == begin < end < stop:
                    break
            else:
                return True
    return False


def _no_invented(found: list[Mention]) -> list[Mention]:
    """A changed suffix is only thought of where no true name stands."""
    if not any([m.kind == "changed" for m in found]):
        return found
    true = {(m.start, m.end) for m in found if m.kind in OFFICIAL}
    return [
        m
        for m in found
        if m.kind != "changed" or (m.start, m.end) not in true or _like_county(m.code)
    ]
