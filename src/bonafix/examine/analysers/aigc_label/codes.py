"""Who stands behind a provider code: the 27 characters, and a dated table of legal entities.

Layout as secondary sources describe it and as real labels show it: 2 format, 1 kind of
subject, 1 kind of binding, 18 unified social credit code (GB 32100-2015), 1 service type,
4 model or application. Real labels also carry plain names; those are shown as written.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_CODE = re.compile(r"(\d{2})(\d)(\d)([0-9A-HJ-NP-RTUWXY]{18})(\d)([0-9A-Z]{4})")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(frozen=True, slots=True)
class Entity:
    """A legal entity as the table has it; the marks are V, S or M as docs/examine.md explains.

    `name` is empty where it is not on file; `name_mark` belongs to it, `mark` to the services.
    """

    uscc: str
    name: str
    name_mark: str
    services: str
    mark: str
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as a label names it.

    `uscc` is empty for a plain name; `checked` says that its check character is right;
    `service` is `generate`, `propagate` or empty.
    """

    written: str
    uscc: str = ""
    checked: bool = False
    service: str = ""
    application: str = ""
    entity: Entity | None = None

    @property
    def shown(self) -> str:
        """For people: the entity with its mark, else the credit code, else what is written."""
        if self.entity is None:
            return self.uscc or self.written
        name = self.entity.name or self.uscc
        unsure = " 未核实" if self.entity.name and self.entity.name_mark == "M" else ""
        return f"{name}{unsure} ({self.entity.services} [{self.entity.mark}])"


@lru_cache(maxsize=1)
def table() -> dict[str, Entity]:
    """Unified social credit code → legal entity, from data/entities.tsv."""
    text = (files(__package__) / "data" / "entities.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["uscc"]: Entity(**row) for row in rows}


def read(written: str, entities: Mapping[str, Entity] | None = None) -> Provider:
    """The provider that a code or a name stands for; `entities` come before the shipped table."""
    written = written.strip()
    match = _CODE.fullmatch(written)
    if match is None:
        return Provider(written)
    _format, subject, binding, uscc, service, application = match.groups()
    if subject != "1" or binding != "1":
        return Provider(written, application=application)
    return Provider(
        written,
        uscc,
        check_character(uscc[:17]) == uscc[17],
        {"1": "generate", "2": "propagate"}.get(service, ""),
        application,
        (entities or {}).get(uscc) or table().get(uscc),
    )


def check_character(first: str) -> str:
    """The 18th character for 17 others (GB 32100-2015, 4.2: modulus 31); empty for bad ones."""
    if any(c not in _ALPHABET for c in first):
        return ""
    rest = sum(_ALPHABET.index(c) * w for c, w in zip(first, _WEIGHTS, strict=True)) % 31
    return _ALPHABET[(31 - rest) % 31]
