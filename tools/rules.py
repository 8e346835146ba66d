"""The table of the rules in docs/grade.md, made from src/bonafix/law/data.

python tools/rules.py            writes it
python tools/rules.py --check    exit 1 while the documentation differs from the data
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from bonafix.law.catalogue import catalogue  # noqa: E402
from bonafix.law.model import Rule  # noqa: E402

DOCUMENT = ROOT / "docs" / "grade.md"
BEGIN, END = "<!-- rules: made by tools/rules.py -->\n", "<!-- end of rules -->"
HEAD = "| rule | law, article | in force | says | mark | source | not on file |\n"
LINE = "|---|---|---|---|---|---|---|\n"


def tables() -> str:
    """One table for each track, rules in the order of the files."""
    parts = []
    for track, rules in groupby(catalogue().rules, key=lambda rule: rule.track):
        parts.append(f"**{track}**\n\n{HEAD}{LINE}" + "".join(map(row, rules)))
    return "\n".join(parts)


def row(rule: Rule) -> str:
    """One rule as a row."""
    days = f"{rule.effective_from or '…'} – {rule.effective_to or '…'}"
    law = " ".join(one for one in (rule.law.zh, rule.doc_no, rule.article) if one)
    quote = f" 「{rule.quote}」[{rule.quote_mark}]" if rule.quote else ""
    amounts = "".join(
        f" {name} {value[0]:,}–{value[1]:,}"
        for name, value in rule.value.items()
        if isinstance(value, list) and len(value) == 2
    )
    missing = ", ".join(rule.unverified)
    cells = (
        f"`{rule.id}`", law, days, f"{rule.title.zh}{quote}{amounts}", rule.mark,
        rule.source.en, missing,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def main(argv: list[str]) -> int:
    """Write or check; returns the exit status."""
    text = DOCUMENT.read_text("utf-8")
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    wanted = f"{before}{BEGIN}\n{tables()}\n{END}{after}"
    if "--check" in argv:
        return 0 if wanted == text else 1
    DOCUMENT.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
