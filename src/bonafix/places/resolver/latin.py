"""Places written in pinyin or English: Haidian District, Beijing; wuhan shi hongshan qu.

Provinces, cities and counties only; a township in Latin letters stays in `rest`.
"""

import re
from functools import lru_cache

from bonafix.places.forms import shortened
from bonafix.places.gazetteer import Gazetteer
from bonafix.places.resolver.mentions import Mention

WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*")
# The word after a name that says what it is → the last characters a name must have.
KINDS = {
    "sheng": "省区", "province": "省区", "shi": "市", "city": "市县区", "municipality": "市",
    "qu": "区", "district": "区", "xian": "县", "county": "县", "qi": "旗", "banner": "旗",
    "zhou": "州", "prefecture": "州区盟", "meng": "盟", "league": "盟", "region": "区",
}  # fmt: skip
ROADS = {
    "lu", "road", "rd", "jie", "street", "st", "avenue", "ave", "dadao", "xiang", "lane",
    "hutong", "nanlu", "beilu", "donglu", "xilu", "zhonglu", "boulevard",
}  # fmt: skip
# Names that are not spelt in pinyin.
ENGLISH = {
    "lhasa": "5401", "urumqi": "6501", "hohhot": "1501", "harbin": "2301", "tibet": "54",
    "xinjiang": "65", "inner mongolia": "15", "shaanxi": "61", "hong kong": "81", "macau": "82",
    "macao": "82", "kashgar": "6531", "kashi": "6531", "hotan": "6532", "peking": "11",
    "canton": "4401", "shigatse": "5402", "ordos": "1506", "hulunbuir": "1507", "turpan": "6504",
    "qiqihar": "2302", "nyingchi": "5404", "chamdo": "5403", "karamay": "6502", "aksu": "6529",
    "altay": "6543", "erdos": "1506", "baotou": "1502", "bortala": "6527",
}  # fmt: skip
SAID = {"省": "sheng", "市": "shi", "区": "qu", "县": "xian", "旗": "qi", "州": "zhou"}
LONGEST = 6  # words that one name may be written in


@lru_cache(maxsize=1)
def index_of(known: Gazetteer) -> dict[str, list[str]]:
    """Pinyin without blanks → codes, with and without the kind."""
    table: dict[str, list[str]] = {}
    for code, reading in known.pinyin.items():
        table.setdefault(reading.replace(" ", ""), []).append(code)
        stem, _ = shortened(known.names[code], len(code))
        if stem and known.names[code].startswith(stem):  # haidian, menyuan for 门源回族自治县
            table.setdefault("".join(reading.split()[: len(stem)]), []).append(code)
    for name, code in ENGLISH.items():
        table.setdefault(name.replace(" ", ""), []).append(code)
    return {spelt: sorted(set(codes)) for spelt, codes in table.items()}


def mentions_in_latin(known: Gazetteer, text: str) -> list[Mention]:
    """Mentions in the Latin parts of the text."""
    words = list(WORD.finditer(text))
    if not words:
        return []
    index, found = index_of(known), []
    for first in range(len(words)):
        for last in range(min(first + LONGEST, len(words)), first, -1):
            found += _spelt(known, index, text, words, first, last)
    kinds = {m.end: w.start() for w in words for m in found if w.end() == m.end and w[0] in KINDS}
    named = {kinds[m.end] for m in found if m.end in kinds and m.start < kinds[m.end]}
    return _longest([m for m in found if m.start not in named])


def _spelt(
    known: Gazetteer,
    index: dict[str, list[str]],
    text: str,
    words: "list[re.Match[str]]",
    first: int,
    last: int,
) -> list[Mention]:
    start, end = words[first].start(), words[last - 1].end()
    if not re.fullmatch(r"[a-z'’ \-]+", text[start:end]):
        return []
    spelt = re.sub(r"[^a-z]", "", text[start:end])
    after = words[last].group() if last < len(words) and _near(text, end, words[last]) else ""
    if after in ROADS:
        return []
    endings = KINDS.get(after)
    if endings is None:
        codes = index.get(spelt, []) if len(spelt) > 3 else []
        return [Mention(start, end, c, "stem") for c in codes]
    # Feng County is 凤县: of one syllable and its kind, believed only with a city beside it.
    codes = [c for e in endings for c in index.get(spelt + SAID.get(e, "-"), [])]
    kind = "short" if index.get(spelt) else "stem"
    fitting = {c for c in index.get(spelt, []) + codes if known.names[c][-1] in endings}
    return [Mention(start, words[last].end(), c, kind) for c in sorted(fitting)]


def _near(text: str, end: int, word: "re.Match[str]") -> bool:
    return not text[end : word.start()].strip(" -")


def _longest(found: list[Mention]) -> list[Mention]:
    spans = {(m.start, m.end) for m in found}
    return [
        m
        for m in found
        if not any(s <= m.start and m.end <= e and e - s > m.end - m.start for s, e in spans)
    ]
