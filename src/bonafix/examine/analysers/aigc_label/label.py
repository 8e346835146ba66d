"""The words of a GB 45438-2025 label: JSON with seven keys, strictly first, sloppily then.

Keys: Label, ContentProducer, ProduceID, ReservedCode1, ContentPropagator, PropagateID,
ReservedCode2 (GB 45438-2025, annex E). Label 1 is 属于, 2 可能, 3 疑似.
"""

import html
import json
import re
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["属于", "可能", "疑似"]
LEVELS: dict[str, Level] = {"1": "属于", "2": "可能", "3": "疑似"}
KEYS = (
    "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator",
    "PropagateID", "ReservedCode2",
)  # fmt: skip
_BY_SMALL = {key.lower(): key for key in KEYS}
MAX_TEXT = 16_384
# key : value with or without quotes, for labels that are no JSON.
_PAIR = re.compile(
    rf"\b(?P<key>{'|'.join(KEYS)})\b"
    r"""["']?\s*[:=]\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s,}"']*))""",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its fields under the standard's keys, and whether it kept to the standard."""

    fields: tuple[tuple[str, str], ...]
    strict: bool

    def get(self, key: str) -> str:
        """The field, empty when it is not there."""
        return dict(self.fields).get(key, "")

    @property
    def level(self) -> Level | None:
        """属于, 可能 or 疑似; None when the label gives none of them."""
        text = self.get("Label").strip()
        return LEVELS.get(text.lstrip("0") if text.isdigit() else text)


def parse(text: str) -> Label | None:
    """The label that `text` is; None when it has none of the standard's fields."""
    text = text[:MAX_TEXT].strip().strip("\0\ufeff")
    for attempt in (text, html.unescape(text), html.unescape(html.unescape(text))):
        label = _json(attempt)
        if label is not None:
            return label
    return _pairs(html.unescape(text))


def _json(text: str) -> Label | None:
    start = text.find("{")
    if start < 0:
        return None
    try:
        value, _end = json.JSONDecoder().raw_decode(text[start:])
    except (ValueError, RecursionError):
        return None
    return of_json(value)


def of_json(value: Any) -> Label | None:
    """The label in a JSON value, also one level down under the key AIGC."""
    for _deep in range(3):
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return None
        elif isinstance(value, dict) and _inner(value) is not None:
            value = _inner(value)
        else:
            break
    if not isinstance(value, dict):
        return None
    fields = {
        _BY_SMALL[str(key).lower()]: _plain(given)
        for key, given in value.items()
        if str(key).lower() in _BY_SMALL
    }
    if not fields:
        return None
    strict = list(value) == list(KEYS) and all(isinstance(v, str) for v in value.values())
    return Label(tuple(fields.items()), strict)


def _inner(value: dict[str, Any]) -> Any:
    found = [v for k, v in value.items() if str(k).rpartition(":")[2] == "AIGC"]
    return found[0] if found else None


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _pairs(text: str) -> Label | None:
    fields: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        value = match["a"] or match["b"] or match["c"] or ""
        fields.setdefault(_BY_SMALL[match["key"].lower()], value)
    # Two fields at least: one word with a colon is no label.
    return Label(tuple(fields.items()), strict=False) if len(fields) > 1 else None
