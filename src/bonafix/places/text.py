"""One text, made comparable: width, script and case; every character keeps its origin."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import opencc

LONGEST = 400  # characters looked at; an address is shorter, and a flood must not cost time

HIDDEN = ("Cc", "Cf", "Cs")  # not Cn: a rare place-name character may be newer than the table


@dataclass(frozen=True, slots=True)
class Text:
    """`plain` is what is matched; `origin[i]` is where character i came from in `given`."""

    given: str
    plain: str
    origin: Sequence[int]

    def original(self, start: int, end: int) -> str:
        """What the writer wrote for plain[start:end]."""
        if start >= end:
            return ""
        stop = self.origin[end] if end < len(self.origin) else len(self.given)
        return self.given[self.origin[start] : stop]


@lru_cache(maxsize=1)
def simplifier() -> opencc.OpenCC:
    """From traditional characters; made once, for that takes milliseconds."""
    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    """Traditional characters made simplified; those of GB 2312 need no look."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        done: str = simplifier().convert(text)
        # A phrase that changed its length would break the origins; then by character.
        return done if len(done) == len(text) else "".join(_one(c) for c in text)
    return text


def _one(char: str) -> str:
    done: str = simplifier().convert(char)
    return done if len(done) == 1 else char


def _chars(given: str) -> list[tuple[str, int]]:
    found = []
    for at, char in enumerate(given[:LONGEST]):
        if char < "\u0080":
            found.append((char.lower(), at))
        else:
            plain = unicodedata.normalize("NFKC", char).lower()
            found.extend((c, at) for c in plain if unicodedata.category(c) not in HIDDEN)
    return found


# Most texts hold nothing else: each of these characters becomes one other.
_USUAL = re.compile(r"[\u4e00-\u9fff -~\n，。；：！？（）、【】０-９\u3000]*")
_ONE_TO_ONE = {
    at: unicodedata.normalize("NFKC", chr(at)).lower()
    for at in (*range(0x20, 0x7F), *map(ord, "，；：！？（）０１２３４５６７８９\u3000"))
}


def normalise(given: str) -> Text:
    """NFKC, simplified, lower case. Lone surrogates and controls do no harm."""
    if len(given) <= LONGEST and "\n" not in given and _USUAL.fullmatch(given):
        return Text(given, _simplified(given.translate(_ONE_TO_ONE)), range(len(given)))
    chars = _chars(given)
    plain = "".join(c for c, _ in chars).replace("\x00", " ")
    return Text(given, _simplified(plain), tuple(at for _, at in chars))


_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇]")


def is_han(char: str) -> bool:
    """A Chinese character."""
    return bool(_HAN.match(char))
