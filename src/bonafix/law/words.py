"""Sentences in a reader's language, without Django."""

import gettext
from datetime import date
from pathlib import Path

from bonafix.kit.money import show
from bonafix.kit.texts import N_
from bonafix.law.model import LEVEL_NAMES, Money, Said, Words

_LOCALE = Path(__file__).parent / "locale"
_LEVELS = {
    "large": N_("a large amount (数额较大)"),
    "huge": N_("a huge amount (数额巨大)"),
    "especially_huge": N_("an especially huge amount (数额特别巨大)"),
}
assert set(_LEVELS) == set(LEVEL_NAMES)
_MARKS = {
    "V": N_("read in the text"),
    "S": N_("secondary source"),
    "M": N_("unverified (未核实)"),
}


def language_of(environment: "dict[str, str]") -> str:
    """`zh_Hans` or `en`, from LANGUAGE, LC_ALL, LC_MESSAGES or LANG as POSIX reads them."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "zh_Hans" if value.lower().startswith("zh") else "en"
    return "zh_Hans"


def text(msgid: str, language: str) -> str:
    """The msgid in `language`; English where there is no translation."""
    return gettext.translation("django", _LOCALE, [language], fallback=True).gettext(msgid)


def tell(sentence: Said, language: str) -> str:
    """The sentence in `language`, filled in."""
    filled = {name: _filled(value, language) for name, value in sentence.params}
    msgid = text(sentence.text, language)
    return msgid % filled if filled else msgid


def _filled(value: "str | int | date | Words | Said", language: str) -> str:
    if isinstance(value, Said):
        return tell(value, language)
    if isinstance(value, Words):
        return value.of(language)
    if isinstance(value, Money):
        return show(int(value))
    known = _LEVELS.get(value) if isinstance(value, str) else None
    return text(known, language) if known else str(value)


def level(name: str, language: str) -> str:
    """A tier's name."""
    return text(_LEVELS[name], language)


def mark(letter: str, language: str) -> str:
    """A mark, spelled out."""
    return text(_MARKS[letter], language)
