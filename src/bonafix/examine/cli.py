"""`bonafix examine CLAIM… [--reference R…] [--view V…] [--json]`, without the process around."""

import hashlib
import json
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from bonafix.examine import words
from bonafix.examine.model import Finding, Options, Picture
from bonafix.examine.reading.reader import ReaderBroken
from bonafix.examine.runner import Report, Runner, with_more

DONE, MISUSED = 0, 2
Put = Callable[[str], object]


class Misuse(Exception):
    """Wrong use or unreadable input; the message is one line that says what and where."""


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Misuse(message)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The command line, checked; every picture named can be read."""

    claims: tuple[Path, ...]
    references: tuple[Picture, ...]
    views: tuple[Picture, ...]
    region: tuple[tuple[int, int], ...]
    options: Options
    json: bool
    out: Path | None


def run(argv: Sequence[str], out: Put, err: Put) -> int:
    """Examine every claim picture; 0, or 2 with one line to `err` for wrong use. Never 1.

    A file that can be opened is always examined: what is wrong inside it is a finding.
    With --json one JSON object a line, as in schemas/examine.json.
    """
    try:
        wanted = _wanted(_parse(argv))
        with Runner(wanted.options) as runner:
            told = runner.between(_small(wanted.claims, runner.limits.content))
            for number, path in enumerate(wanted.claims, 1):
                report = _examine(runner, path, wanted)
                report = with_more(report, told.get(str(path), ()))
                written = _write(report, number, wanted.out)
                out((as_json if wanted.json else as_text)(report, written))
    except Misuse as misuse:
        err(_printable(f"examine: {' '.join(str(misuse).split())}"))
        return MISUSED
    except ReaderBroken as broken:
        err(f"examine: {broken.strerror}")
        return MISUSED
    return DONE


def _parse(argv: Sequence[str]) -> Namespace:
    parser = _Parser(prog="bonafix examine", description="What can be measured in a picture.")
    parser.add_argument("claims", nargs="+", metavar="CLAIM", help="picture, video, sound or PDF")
    parser.add_argument(
        "--reference", nargs="+", action="extend", default=[], metavar="R", help="known pictures"
    )
    parser.add_argument(
        "--view", nargs="+", action="extend", default=[], metavar="V", help="of the same session"
    )
    parser.add_argument("--region", metavar="X,Y,W,H", help="place to follow into the views")
    parser.add_argument("--trust", metavar="FILE", help="C2PA trust list (PEM); none is built in")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--out", metavar="DIR", help="folder for masks and overlays")
    return parser.parse_args(list(argv))


def _wanted(raw: Namespace) -> Wanted:
    claims = tuple(Path(text) for text in raw.claims)
    for path in claims:
        _readable(path)
    references = tuple(_read(Path(text)) for text in raw.reference)
    views = tuple(_read(Path(text)) for text in raw.view)
    if raw.region is not None and not views:
        raise Misuse("--region needs --view: the pictures to look for it in")
    region = _region(raw.region)
    options = _options(raw.trust)
    return Wanted(claims, references, views, region, options, raw.json, _folder(raw.out))


def _region(text: str | None) -> tuple[tuple[int, int], ...]:
    """Corners of the box X,Y,W,H; none for no text."""
    if text is None:
        return ()
    parts = text.split(",")
    if len(parts) != 4 or not all(p.strip().isascii() and p.strip().isdigit() for p in parts):
        raise Misuse(f"--region {text}: four whole numbers are wanted, X,Y,W,H in pixels")
    x, y, width, height = map(int, parts)
    if not (0 < width <= 100_000 and 0 < height <= 100_000 and max(x, y) <= 100_000):
        raise Misuse(f"--region {text}: width and height must be more than 0, all at most 100000")
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def _options(trust: str | None) -> Options:
    if trust is None:
        return Options()
    text = _read(Path(trust)).content.decode("ascii", "replace")
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise Misuse(f"{trust}: no PEM certificate in it")
    return Options(trust_anchors=text)


def _folder(text: str | None) -> Path | None:
    if text is None:
        return None
    path = Path(text)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise Misuse(f"{text}: {_reason(error)}") from error
    if not os.access(path, os.W_OK):
        raise Misuse(f"{text}: cannot be written")
    return path


def _readable(path: Path) -> None:
    """Refuse what cannot be opened, and what is no file: a pipe or a device never ends."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise Misuse(f"{path}: is no file")
        with path.open("rb"):
            return
    except (OSError, ValueError) as error:
        raise Misuse(f"{path}: {_reason(error)}") from error


def _examine(runner: Runner, path: Path, wanted: Wanted) -> Report:
    """The report; a file too large to read is only hashed, piece by piece."""
    try:
        size = path.stat().st_size
        if size > runner.limits.content:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return runner.too_large(str(path), digest, size)
    except OSError as error:
        raise Misuse(f"{path}: {_reason(error)}") from error
    return runner.examine(_read(path), wanted.references, wanted.views, wanted.region)


def _small(paths: Sequence[Path], most: int) -> list[Picture]:
    """The claim's pictures that can be held beside each other, each once."""
    if len(paths) < 2:
        return []
    return [_read(path) for path in dict.fromkeys(paths) if path.stat().st_size <= most]


def _read(path: Path) -> Picture:
    _readable(path)
    try:
        return Picture.read(path)
    except (OSError, ValueError) as error:
        raise Misuse(f"{path}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or "cannot be opened")


def _write(report: Report, number: int, folder: Path | None) -> dict[int, list[str]]:
    """Write the attachments; number of the finding → the paths written."""
    written: dict[int, list[str]] = {}
    if folder is None:
        return written
    for at, finding in enumerate(report.findings, 1):
        for attachment in finding.attachments:
            path = folder / f"{number}-{at}-{finding.analyser}-{attachment.name}"
            try:
                path.write_bytes(attachment.content)
            except OSError as error:
                raise Misuse(f"{path}: {_reason(error)}") from error
            written.setdefault(at, []).append(str(path))
    return written


def as_dict(report: Report, written: dict[int, list[str]] | None = None) -> dict[str, Any]:
    """The report in the shape of schemas/examine.json."""
    files = written or {}
    return {
        "file": report.file,
        "sha256": report.sha256,
        "findings": [_finding(f, files.get(at, [])) for at, f in enumerate(report.findings, 1)],
    }


def _finding(finding: Finding, files: list[str]) -> dict[str, Any]:
    rate, region = finding.error_rate, finding.region
    return {
        "analyser": finding.analyser,
        "kind": finding.kind,
        "strength": finding.strength,
        "statement": words.statement(finding),
        "limits": words.limits(finding),
        "values": dict(finding.params) | ({"files": "\n".join(files)} if files else {}),
        "error_rate": {
            "rate": rate.rate, "low": rate.low, "high": rate.high, "n": rate.n, "data": rate.data,
        } if rate else None,
        "region": {
            "box": list(region.box),
            "polygon": [list(point) for point in region.polygon],
        } if region else None,
        "reference": finding.reference,
    }  # fmt: skip


def as_json(report: Report, written: dict[int, list[str]] | None = None) -> str:
    """One line of JSON."""
    line = json.dumps(as_dict(report, written), ensure_ascii=False)
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def as_text(report: Report, written: dict[int, list[str]] | None = None) -> str:
    """For people: the file, then each finding with what it does not show."""
    language = words.language_of(dict(os.environ))
    lines = [report.file, f"  SHA-256 {report.sha256}"]
    for at, finding in enumerate(report.findings, 1):
        lines += _lines(at, finding, language, (written or {}).get(at, []))
    return _printable("\n".join([*lines, ""]))


def _lines(at: int, finding: Finding, language: str, files: Iterable[str]) -> list[str]:
    against = f" ({finding.reference})" if finding.reference else ""
    return [
        f"  {at}. [{finding.strength}] {finding.kind}{against}",
        f"     {words.statement(finding, language)}",
        f"     {words.limits(finding, language)}",
        *(f"     {path}" for path in files),
    ]


def _printable(text: str) -> str:
    """Half pairs escaped, control characters of strangers' texts made visible."""
    clean = "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)
    return clean.encode("utf-8", "backslashreplace").decode("utf-8")
