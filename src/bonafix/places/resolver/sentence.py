"""Which of several places a sentence asks to come to: 从甲搬到乙, 以前住甲现在住乙, 不是甲是乙.

A cue before a place, or right after it, says that the visit does not go there. The cues are
words of the language, no names; a cue that is a part of a name does not count.
"""

import re
from collections.abc import Sequence

from bonafix.places.resolver.mentions import Mention

_MOVE = r"(?:搬|迁|移|挪|转|改|换|寄|发|运|送|调)"
# After these, up to the next sign or cue, stands a place that is not meant.
AWAY = re.compile(
    r"从|由(?!于)|自(?=[^己动家行来])|打从|上次|上回|前次|上一次|原来|原先|原本|原地址|原址|原住|原籍|以前|之前|从前|曾经?(?=[住在])|过去|先前|早先|本来"
    r"|旧地址|旧址|旧家|老地址|老家|户口|户籍|籍贯|身份证|发货地|寄件|寄出地|出发地"
    r"|并?不是|并非|不在|不去|不到|不住|不要|不用|别去|别送|别寄|别发|而非|离开|搬离|搬出"
    r"|离|靠近|挨着|邻近|紧邻|毗邻|临近"
    r"|\b(?:from|not(?: in| at)?|formerly|previously|near|used to live in|old address)\b"
)
# After these stands the place that is meant.
HERE = re.compile(
    _MOVE + r"(?:家|走|过)?(?:到|至|去|来|往|入|进|成|为|给)了?|(?<!不)到(?!家)|至(?!今)|→|->|=>"
    r"|这次|这回|本次|此次|现在|现住|现居|现址|现地址|现(?=在|为)|目前|如今|眼下|新地址|新址|新家|新房|而是|实际|真正|应该是|应为|(?<![不来先本前去址家籍口就])是"
    r"|收货|收件|人在|人住|安装在|安装到|装在|装到|上门到|请到|请去"
    r"|\b(?:to|now|currently|new address|but)\b"
)
# Right after a place these say that it is not meant.
LEFT = re.compile(
    r"[\W_]{0,2}(?:那边|这边|的房子|的家|的地址|地址)?[\W_]{0,2}(?:已经?|刚|才|后来|又|都|要|想)*"
    r"(?:" + _MOVE + r"(?:家|走|过)?(?:到|至|去|往|成|为)|搬走|搬离|搬出|搬来|迁来|过来"
    r"|买|购|下单|下的?单|订购|订的|发货(?![地人仓])|寄出(?!地)|寄来|发出(?!地)|上班|打工|出差|工作|上学|读书|旁边|边上|附近|隔壁|对面"
    r"|的(?:东|西|南|北)[边面]|→|->|=>)"
)
# These say that something changes: what stood before them is no longer meant.
CHANGED = re.compile(
    _MOVE
    + r"(?:家|走|过)?(?:到|至|去|往|成|为)|现在|现住|现居|如今|这次|这回|本次|此次|而是|新地址|新家"
)
STOP = re.compile(r"[,，。;；、!！?？()（）\[\]【】\n]")
REACH = 14  # characters between a cue and the place it speaks of


def away(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that the sentence says are not where the visit goes."""
    if not _parted(mentions):
        return []
    gone = [(m.end(), m.start(), "away") for m in AWAY.finditer(text)]
    ends = {end for end, _, _ in gone}
    here = [(m.end(), m.start(), "here") for m in HERE.finditer(text) if m.start() not in ends]
    # 不要送到, 不是搬到: what stands right after such a word belongs to it.
    gone += [(m.end(), m.start(), "away") for m in HERE.finditer(text) if m.start() in ends]
    cues = sorted(gone + here)
    tails = [m.end() for m in LEFT.finditer(text)]
    if not tails and all(kind == "here" for _, _, kind in cues):
        return _before_a_change(text, mentions)
    named = [m for m in mentions if m.kind != "stem" or len(m.code) < 9]
    cues = [c for c in cues if not _in_a_name(c, named)]
    left = [m for m in mentions if _is_away(text, m, cues, mentions)]
    return left or _before_a_change(text, mentions)


def _before_a_change(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """下单写的甲,麻烦改到乙: what stands before such a word, when a place follows it at once."""
    for cue in CHANGED.finditer(text):
        after = [m.start for m in mentions if m.start >= cue.end()]
        if after and min(after) - cue.end() <= 2:
            return [m for m in mentions if m.end <= cue.start()]
    return []


def _parted(mentions: Sequence[Mention]) -> bool:
    """Whether something stands between two mentions; else no cue can choose between them."""
    end = None
    for m in sorted(mentions, key=lambda m: m.start):
        if end is not None and m.start > end:
            return True
        end = m.end if end is None else max(end, m.end)
    return False


def _in_a_name(cue: tuple[int, int, str], named: Sequence[Mention]) -> bool:
    end, start, _ = cue
    return any(m.start <= start and end <= m.end for m in named)


def _is_away(
    text: str, m: Mention, cues: Sequence[tuple[int, int, str]], mentions: Sequence[Mention]
) -> bool:
    if _left(text, m, mentions):
        return True
    before = [c for c in cues if c[0] <= m.start]
    if not before:
        return False
    end, _, kind = max(before)
    if kind == "here" or STOP.search(text, end, m.start):
        return False
    # The cue reaches over a chain of names, 从四川省成都市武侯区, but not over other words.
    return m.start - end <= REACH and _only_names(text, end, m.start, mentions)


def _only_names(text: str, start: int, end: int, mentions: Sequence[Mention]) -> bool:
    """At most four characters between are not part of a name."""
    covered = {i for m in mentions for i in range(m.start, m.end)}
    return sum(1 for i in range(start, end) if i not in covered and text[i] not in " ::") <= 4


def _left(text: str, m: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether the chain that this mention belongs to is followed by 搬到, 买的 …"""
    end = m.end
    while True:
        further = max((o.end for o in mentions if end <= o.start <= end + 1 < o.end), default=end)
        if further == end:
            break
        end = further
    return bool(LEFT.match(text, end))
