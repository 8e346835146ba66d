"""Typesetting the voucher: facts in, PDF bytes out."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import manimgx_fonts_cjk  # type: ignore[import-untyped]
import typst

TEMPLATE = Path(__file__).with_name("voucher.typ")
FONTS = Path(manimgx_fonts_cjk.__file__).parent


@dataclass(frozen=True, slots=True)
class Voucher:
    """Every text of the voucher, in the order in which it is printed."""

    title: str
    operator: str
    independent: str
    facts: Sequence[tuple[str, str]]
    quote_title: str
    head: Sequence[str]
    lines: Sequence[Sequence[str]]
    total: str
    guarantee_title: str
    guarantee: str
    notes: Sequence[str]
    proof: str
    footer: str


def typeset(voucher: Voucher) -> bytes:
    """The voucher as PDF. Fonts come from the installed package, not from the system."""
    pdf = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"voucher": json.dumps(asdict(voucher), ensure_ascii=False)},
    )
    assert isinstance(pdf, bytes)
    return pdf
