"""A division code that a text calls one: 行政区划代码330782. Other digits are never read.

Post codes, house numbers, order numbers and telephones look the same; so only a label counts.
"""

import re
from collections.abc import Sequence

from bonafix.places.gazetteer import Gazetteer
from bonafix.places.model import Resolution, Step
from bonafix.places.resolver import words
from bonafix.places.resolver.mentions import CERTAIN, Mention
from bonafix.places.text import Text

LABELLED = re.compile(
    r"(?:(?:行政)?区划|地区|行政|政区|adcode|division)\s*(?P<word>代码|编码|编号|代号|码|code)?"
    r"\s*(?:[::=是为]\s*)?(?P<code>\d{12}|\d{9}|\d{6})(?!\d)"
)


def by_code(known: Gazetteer, text: Text, mentions: Sequence[Mention]) -> Resolution | None:
    """What a labelled code means; None without one, or when the text names a place itself."""
    found = _labelled(known, text.plain)
    if found is None or any(m.kind in CERTAIN for m in mentions):
        return None
    code, end = found
    division = known.division(code)
    rest = text.original(end, len(text.plain)).strip(" ,，。;；")
    if code in known.names:
        step = Step(words.CODE, {"code": code, "name": known.full_name(code)})
        return Resolution("resolved", division, (), rest, (step,))
    old = known.old_codes[code]
    after = tuple(d for c in sorted(old.after) if (d := known.division(c)))
    params = {"written": old.name, "year": str(old.year), "after": "、".join(d.name for d in after)}
    return Resolution("historical", division, after, rest, (Step(words.HISTORICAL, params),))


def _labelled(known: Gazetteer, text: str) -> tuple[str, int] | None:
    """The code and where it ends, when a label stands before it and a list has had it."""
    for match in LABELLED.finditer(text):
        code = known.canonical(match["code"])
        called = match["word"] or match[0].startswith("adcode")
        if called and (code in known.names or code in known.old_codes):
            return code, match.end()
    return None
