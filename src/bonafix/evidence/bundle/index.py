"""The index of a bundle for people: texts and small pictures in, PDF out."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
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
class Shown:
    """A file with what stands beside its picture: a JPEG made by this house, or none."""

    title: str
    lines: Sequence[str]
    picture: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Index:
    """Every text of the index, in the order in which it is printed."""

    title: str
    statement: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    pictures_title: str
    pictures: Sequence[Shown]
    notes: Sequence[str]
    signing: str
    signers: Sequence[str]
    date: str


def typeset(index: Index) -> bytes:
    """The index as PDF. Fonts come from the installed package, not from the system."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        told = asdict(index)
        for number, one in enumerate(told["pictures"]):
            picture, one["picture"] = one["picture"], ""
            if picture is not None:
                one["picture"] = f"{number}.jpg"
                (root / one["picture"]).write_bytes(picture)
        (root / "index.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        pdf = typst.compile(
            root / TEMPLATE.name,
            root=root,
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="pdf",
        )
    assert isinstance(pdf, bytes)
    return pdf
