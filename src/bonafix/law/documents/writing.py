"""Drafts as plain text and as PDF; nothing is overwritten: a person may have filled it in."""

import json
from dataclasses import asdict
from pathlib import Path

from bonafix.kit.texts import N_
from bonafix.law.documents.drafts import drafts
from bonafix.law.documents.model import Block, Document
from bonafix.law.errors import BadFacts
from bonafix.law.model import Grade
from bonafix.law.words import text

TEMPLATE = Path(__file__).with_name("draft.typ")
BLANKS = N_("To fill in")
WITHHELD = N_("Not cited, because unverified (未核实)")
FOOTER = N_("Draft, not sent by the program")


def write(grade: Grade, folder: Path, language: str, pdf: bool = False) -> tuple[Path, ...]:
    """Every draft into `folder` as NAME.txt, and NAME.pdf if wanted; returns the paths.

    `BadFacts` where one of them is there already (then nothing is written); OSError.
    """
    made: list[tuple[Path, bytes]] = []
    for document in drafts(grade, language):
        made.append((folder / f"{document.name}.txt", plain(document, language).encode()))
        if pdf:
            made.append((folder / f"{document.name}.pdf", typeset(document, language)))
    for path, _ in made:
        if path.exists():
            raise BadFacts(where=str(path), wrong="it is there already; name an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in made:
        path.write_bytes(content)
    return tuple(path for path, _ in made)


def plain(document: Document, language: str) -> str:
    """The draft as text; the blanks and what is not cited are listed at the end."""
    lines = [document.title, "", f"*** {document.banner} ***", ""]
    lines += [_line(block) for block in document.blocks]
    for heading, names in ((BLANKS, document.blanks), (WITHHELD, document.withheld)):
        if names:
            lines += ["", f"## {text(heading, language)}", *(f"- {name}" for name in names)]
    return "\n".join([*lines, "", f"*** {document.banner} ***", ""])


def _line(block: Block) -> str:
    if block.kind == "heading":
        return f"\n## {block.text}"
    if block.kind == "item":
        return f"- {block.text}"
    return " | ".join(block.cells) if block.kind == "row" else block.text


def typeset(document: Document, language: str) -> bytes:
    """The draft as PDF. Fonts come from the installed package, not from the system."""
    import manimgx_fonts_cjk  # type: ignore[import-untyped]  # large; only where PDF is wanted
    import typst

    given = asdict(document) | {
        "headings": [text(BLANKS, language), text(WITHHELD, language)],
        "footer": text(FOOTER, language),
    }
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[Path(manimgx_fonts_cjk.__file__).parent],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"draft": json.dumps(given, ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made
