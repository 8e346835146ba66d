"""What a bundle shows of a file: a small picture, and what the file says of itself as text.

Made in the limited child; what dies there is a line in the index, not an outage.
"""

import atexit
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _

from bonafix.evidence.bundle.index import Shown
from bonafix.evidence.rules import DERIVED_EDGE, LOOKED_INTO, SMALL_EDGE, marked, masked_values
from bonafix.examine import words
from bonafix.examine.cli import as_dict
from bonafix.examine.model import Finding, Options, Picture
from bonafix.examine.runner import SPEAKERS, Report, Runner
from bonafix.files.actions import pieces_of
from bonafix.files.models import StoredFile

CHINESE: Final = "zh_Hans"
MOST_LINES: Final = 12
AI: Final = frozenset({"declared_ai", "possibly_ai"})


@dataclass(frozen=True, slots=True)
class Look:
    """One file looked into: small picture, derived copy (both JPEG), findings."""

    file: StoredFile
    small: bytes | None = field(repr=False, default=None)
    copy: bytes | None = field(repr=False, default=None)
    report: Report | None = None


@cache
def runner() -> Runner:
    """Reads what files say of themselves; one child for this process."""
    made = Runner(only=sorted(SPEAKERS | {"camera"}))
    atexit.register(made.close)
    return made


def look_into(file: StoredFile, options: Options, *, copied: bool) -> Look:
    """Look into a readable file that is not too large; `copied`: a derived copy is wanted."""
    if file.size > LOOKED_INTO:
        return Look(file)
    picture = Picture(str(file.id), b"".join(pieces_of(file)))
    # The child is shared; what is trusted is the operator's own matter.
    own = Runner(options, only=list(runner().places))
    own.reader = runner().reader
    report = own.examine(picture)
    small, copy = _jpeg(picture, SMALL_EDGE), _jpeg(picture, DERIVED_EDGE) if copied else None
    if copy is not None:
        declares = any(one.kind in AI for one in report.findings)
        copy = marked(copy, bytes(file.sha256).hex(), declares_ai=declares)
    return Look(file, small, copy, report)


def _jpeg(picture: Picture, edge: int) -> bytes | None:
    made = runner().thumbnail(picture, edge)
    return made if made is not None and made.startswith(b"\xff\xd8\xff") else None


def findings_of(look: Look, *, full: bool) -> dict[str, Any] | None:
    """The findings as `bonafix examine --json` has them, with Chinese sentences beside."""
    if look.report is None:
        return None
    findings = _told(look.report.findings, full=full)
    told = as_dict(replace(look.report, findings=tuple(findings)))
    for one, finding in zip(told["findings"], findings, strict=True):
        one["statement_zh"] = words.statement(finding, CHINESE)
        one["limits_zh"] = words.limits(finding, CHINESE)
        # Attachments are not carried; a rate is a number with a fraction, which has no one form.
        one["error_rate"] = {k: str(v) for k, v in (one["error_rate"] or {}).items()} or None
    return told


def shown_of(look: Look, *, full: bool) -> Shown:
    """The file in the index, in the language that is active for titles, findings in Chinese."""
    file = look.file
    lines = [f"{file.media_type} · {file.size:,} B · SHA-256 {bytes(file.sha256).hex()}"]
    if look.report is None:
        lines.append(_("Too large to be looked into here, or not readable: the hash stands."))
    else:
        told = _told(look.report.findings, full=full)
        lines += [words.statement(one, CHINESE)[:400] for one in told[:MOST_LINES]]
        if len(told) > MOST_LINES:
            lines.append(_("More stands in findings/."))
    return Shown(str(file.id), lines, look.small)


def _told(findings: Sequence[Finding], *, full: bool) -> list[Finding]:
    bare = [replace(one, attachments=()) for one in findings]
    return bare if full else [replace(one, params=masked_values(one.params)) for one in bare]
