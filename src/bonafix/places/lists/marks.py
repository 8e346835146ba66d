"""The signs and words of a list: what parts items, what opens a group, what leaves out.

Every way of leaving out is first written as one: a group in brackets that begins with 不含.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPEN, CLOSE = "（([【〔{", "）)]】〕}"
NUMBERING = re.compile(r"(?m)^[ \t]*(?:\d{1,3}[.．)）、](?!\d)|[①-⑳]|[-*•·▪])[ \t]*")
# Outside of brackets; what is left out stands in the middle, before, or after the words.
LEFT_OUT = (
    re.compile(r"除了?(?P<what>[^。；;\n（(除]{2,120}?)(?:之外|以外|外)(?:的?(?=[^\w]|$)|[，,]?)"),
    re.compile(r"(?P<what>[^，,；;：:。\n（()）]{2,60}?)(?:除外|不做|不服务|不上门)"),
    re.compile(
        r"(?<![（(])(?:不含|不包括|不包含|不覆盖|剔除|排除)(?P<what>[^；;。\n（()）]{2,120})"
    ),
)
EXCEPT = "不含"
WITH = re.compile(r"^(?:包含|包括|含|以及|和|及)")
ENDING = re.compile(
    r"(?:全境|全域|全省|全市|全区|全县|全州|全自治区|(?:所有|各|下辖各?|所辖各?)(?:区县市?|县市?区|县市|市县区?|地市|区|县|乡镇|街道)"
    r"|等(?:地区?|区域|区县|城市|省份?|市|县|地方)?|均可上门|都能上门|可上门)+$"
)
COUNTRY = re.compile(r"^(?:全国|中国)(?:各地|范围|所有地区|各省市?|31个?省.*)?$")
SIGNS = re.compile(r"[，,、;；。\n\r\t|/]+")
JOINS = re.compile(r"以及|[和及与]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text between two signs. `group` is what stood in brackets behind it, None without.

    `head`: a colon followed. `fresh`: a new line or sentence begins here, heads are over.
    """

    text: str
    group: str | None = None
    head: bool = False
    fresh: bool = False


def plain(text: str) -> str:
    """Without numbering, and every way of leaving out written as （不含…）."""
    text = NUMBERING.sub("", text)
    parts = _brackets(text)
    return "".join(_outside(part) if not inside else _inside(part) for part, inside in parts)


def _outside(part: str) -> str:
    for pattern in LEFT_OUT:
        part = pattern.sub(lambda m: f"（{EXCEPT}{m['what']}）", part)
    return part


def _inside(group: str) -> str:
    """A group with its brackets: （西藏、新疆除外） is （不含西藏、新疆）."""
    inner = group[1:-1].strip()
    between = re.fullmatch(r"除了?(.+?)(?:之外|以外|外)?", inner)
    after = re.fullmatch(r"(.+?)(?:除外|不做|不服务|不上门)", inner)
    before = re.fullmatch(r"(?:不含|不包括|不包含|不覆盖|剔除|排除)(.+)", inner)
    found = between or after or before
    return f"（{EXCEPT}{found[1]}）" if found else group


def _brackets(text: str) -> list[tuple[str, bool]]:
    """The text in parts: outside of brackets, and whole groups with their brackets."""
    parts: list[tuple[str, bool]] = []
    depth, begin = 0, 0
    for at, char in enumerate(text):
        if char in OPEN:
            if depth == 0:
                parts.append((text[begin:at], False))
                begin = at
            depth += 1
        elif char in CLOSE and depth:
            depth -= 1
            if depth == 0:
                parts.append((text[begin : at + 1], True))
                begin = at + 1
    parts.append((text[begin:], False))  # a bracket that is never closed is only a sign
    return [(part, inside) for part, inside in parts if part]


def pieces(text: str) -> Iterator[Piece]:
    """The pieces in their order, empty ones left out unless a group belongs to them."""
    open_text, fresh = "", True
    for part, inside in _brackets(text):
        if inside:
            yield Piece(open_text.strip(), part[1:-1], fresh=fresh)
            open_text, fresh = "", False
            continue
        for word, sign in _cut(part):
            open_text += word
            if not sign:
                continue
            if open_text.strip():
                yield Piece(open_text.strip(), head=sign in "：:", fresh=fresh)
                fresh = False
            fresh = fresh or any(c in "\n；;。" for c in sign)
            open_text = ""
    if open_text.strip():
        yield Piece(open_text.strip(), fresh=fresh)


def _cut(part: str) -> Iterator[tuple[str, str]]:
    """Words, each with the sign after it; the last without."""
    begin = 0
    for sign in re.finditer(SIGNS.pattern + r"|[：:]", part):
        yield part[begin : sign.start()], sign.group()
        begin = sign.end()
    yield part[begin:].translate({ord(c): " " for c in OPEN + CLOSE}), ""
