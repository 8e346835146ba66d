"""The index of a bundle for people: texts in, PDF out."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import manimgx_fonts_cjk  # type: ignore[import-untyped]
import typst

TEMPLATE = Path(__file__).with_name("index.typ")
FONTS = Path(manimgx_fonts_cjk.__file__).parent


@dataclass(frozen=True, slots=True)
class Part:
    """One table: relative widths of its columns, their heads, rows of texts."""

    title: str
    widths: Sequence[int]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Index:
    """Every text of the index, in the order in which it is printed."""

    title: str
    statement: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    notes: Sequence[str]
    signing: str
    signers: Sequence[str]
    date: str


def typeset(index: Index) -> bytes:
    """The index as PDF. Fonts come from the installed package, not from the system."""
    pdf = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"index": json.dumps(asdict(index), ensure_ascii=False)},
    )
    assert isinstance(pdf, bytes)
    return pdf
