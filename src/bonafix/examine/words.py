"""The sentences of findings in a reader's language, without Django."""

import gettext
from pathlib import Path

from bonafix.examine.model import Finding
from bonafix.kit.texts import N_

# Places in sentences whose values are words of ours, not of the file.
_OURS = {
    "validity": (N_("valid"), N_("invalid")),
    "trust": (N_("trusted"), N_("untrusted"), N_("no trust list given")),
    "field": (
        N_("serial"),
        N_("model"),
        N_("shipment"),
        N_("imei"),
        N_("date"),
        N_("ai_mark"),
        N_("line"),
    ),
}
_LOCALE = Path(__file__).parent / "locale"


def language_of(environment: "dict[str, str]") -> str:
    """`zh_Hans` or `en`, from LANGUAGE, LC_ALL, LC_MESSAGES or LANG as POSIX reads them."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "zh_Hans" if value.lower().startswith("zh") else "en"
    return "en"


def sentence(text: str, params: tuple[tuple[str, str], ...], language: str = "en") -> str:
    """The msgid in `language` (English where there is no translation), filled in."""
    words = gettext.translation("django", _LOCALE, [language], fallback=True)
    given = {
        key: words.gettext(value) if value in _OURS.get(key, ()) else value for key, value in params
    }
    return words.gettext(text) % given if text else ""


def statement(finding: Finding, language: str = "en") -> str:
    """What the finding shows, filled in."""
    return sentence(finding.statement, finding.params, language)


def limits(finding: Finding, language: str = "en") -> str:
    """What the finding does not show, filled in."""
    return sentence(finding.limits, finding.params, language)
