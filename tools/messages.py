"""The words of Bonafix: find them, keep them translated, compile them.

    python tools/messages.py compile           every .po becomes the .mo that Django reads
    python tools/messages.py add APP < PAIRS   msgid<TAB>Chinese, one pair a line
    python tools/messages.py extract [APP]     every text the code and the templates use
    python tools/messages.py missing APP       msgid<TAB> lines, to be filled in and added
    python tools/messages.py check [APP...]    exit 1 while a text has no exact translation

A pair may say more: `ctx=menu<TAB>msgid<TAB>zh` and `msgid<TAB>plural=msgids<TAB>zh`.
`\\n` stands for a line break.
"""

from __future__ import annotations

import fcntl
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

sys.path.insert(0, str(Path(__file__).resolve().parent))
from message_sources import Used, used_in

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "bonafix"
PO = Path("locale") / "zh_Hans" / "LC_MESSAGES" / "django.po"
# No dates: they would only make noise in every change.
HEADER = b"""msgid ""
msgstr ""
"Project-Id-Version: Bonafix\\n"
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
# %(name)s, %s, {name}; a literal %% is no placeholder.
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]?\d*\.?\d*[a-zA-Z]|%[sdif]|\{\w*\}")


@dataclass(frozen=True)
class Pair:
    """One text and its translation as read from standard input."""

    msgid: str
    zh: str
    plural: str = ""
    context: str | None = None


def po_path(app: str, source: Path = SOURCE) -> Path:
    """Where the Chinese of one package lives."""
    return source / app / PO


def catalogues(source: Path = SOURCE) -> list[Path]:
    """Every .po of the project."""
    return sorted(source.glob(f"*/{PO}"))


def read(path: Path) -> Catalog:
    """The catalogue at `path`, an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale="zh_Hans", charset="utf-8", fuzzy=False, header_comment="")
    with path.open("rb") as stream:
        return read_po(stream, locale="zh_Hans", charset="utf-8")


@contextmanager
def locked(app: str) -> Iterator[None]:
    """Only one writer at a time for the words of one package."""
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    with (folder / f"messages-{app}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def parse_pair(line: str) -> Pair:
    """One line of input as a pair; ValueError says what is wrong with it."""
    context, plural, rest = None, "", []
    for column in line.rstrip("\n").split("\t"):
        text = column.replace("\\n", "\n")
        if text.startswith("ctx=") and context is None:
            context = text.removeprefix("ctx=")
        elif text.startswith("plural=") and not plural:
            plural = text.removeprefix("plural=")
        else:
            rest.append(text)
    if len(rest) != 2 or not all(part.strip() for part in rest):
        raise ValueError(f"expected msgid<TAB>Chinese, got: {line.strip()[:80]!r}")
    return Pair(rest[0], rest[1], plural, context)


def add(app: str, lines: Iterable[str], source: Path = SOURCE) -> int:
    """Put pairs into the catalogue of `app`; later ones win. Returns how many were read."""
    if not (source / app).is_dir():
        raise ValueError(f"there is no package bonafix.{app}")
    pairs = [parse_pair(line) for line in lines if line.strip()]
    for pair in pairs:
        if wrong := placeholder_fault(pair.plural or pair.msgid, pair.zh):
            raise ValueError(wrong)
    path = po_path(app, source)
    with locked(app):
        catalogue = read(path)
        for pair in pairs:
            msgid = (pair.msgid, pair.plural) if pair.plural else pair.msgid
            zh: str | tuple[str] = (pair.zh,) if pair.plural else pair.zh
            catalogue.delete(pair.msgid, context=pair.context)
            flags = {"python-format"} if "%" in pair.msgid else set()
            catalogue.add(msgid, zh, flags=flags, context=pair.context)
        write(catalogue, path)
    return len(pairs)


def write(catalogue: Catalog, path: Path) -> None:
    """Write sorted and without line numbers, so that two writers rarely touch one line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Catalog(locale="zh_Hans", charset="utf-8", fuzzy=False)
    for message in catalogue:
        if message.id:
            fresh.add(
                message.id,
                message.string,
                flags=message.flags - {"python-brace-format"},
                context=message.context,
            )
    temporary = path.with_suffix(".po.new")
    with temporary.open("wb") as stream:
        stream.write(HEADER)
        write_po(stream, fresh, width=0, sort_output=True, no_location=True, omit_header=True)
    temporary.replace(path)


def compile_all(source: Path = SOURCE) -> int:
    """Write a .mo beside every .po whose words are newer. Returns how many were written."""
    written = 0
    for path in catalogues(source):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        temporary = target.with_suffix(".mo.new")
        with temporary.open("wb") as stream:
            write_mo(stream, read(path))
        temporary.replace(target)
        written += 1
    return written


def translations(source: Path = SOURCE) -> dict[str, dict[tuple[str | None, str], Message]]:
    """Per package: (context, msgid) → its message."""
    found: dict[str, dict[tuple[str | None, str], Message]] = {}
    for path in catalogues(source):
        app = path.relative_to(source).parts[0]
        found[app] = {
            (message.context, singular(message)): message for message in read(path) if message.id
        }
    return found


def singular(message: Message) -> str:
    """The msgid a message is looked up by."""
    return message.id if isinstance(message.id, str) else message.id[0]


def chinese(message: Message) -> str:
    """The one Chinese form of a message; empty when not translated."""
    text = message.string
    return text if isinstance(text, str) else (text[0] if text else "")


def placeholder_fault(msgid: str, zh: str) -> str:
    """A sentence when the translation would not take the same values, else empty."""
    wanted = sorted(set(PLACEHOLDER.findall(msgid.replace("%%", ""))))
    given = sorted(set(PLACEHOLDER.findall(zh.replace("%%", ""))))
    if wanted == given:
        return ""
    return f"placeholders differ: {msgid!r} has {wanted}, {zh!r} has {given}"


def faults(apps: set[str], source: Path = SOURCE) -> list[str]:
    """Everything that keeps the words of `apps` (all when empty) from being complete."""
    known = translations(source)
    merged: dict[tuple[str | None, str], Message] = {}
    for messages in known.values():
        merged.update(messages)
    out = [
        f"{text.app}: {text.where}: {missing}"
        for text in used_in(source)
        if (not apps or text.app in apps) and (missing := fault_of(text, merged))
    ]
    return out + contradictions(known, apps)


def fault_of(text: Used, merged: dict[tuple[str | None, str], Message]) -> str:
    """What is wrong with the translation of one used text; empty when nothing is."""
    if text.problem:
        return text.problem
    message = merged.get((text.context, text.msgid))
    if message is None or not chinese(message).strip():
        return f"no Chinese for {text.msgid!r}"
    if message.fuzzy:
        return f"unsure (fuzzy) Chinese for {text.msgid!r}"
    # Chinese has one form; it takes the values of the plural.
    return placeholder_fault(text.plural or text.msgid, chinese(message))


def contradictions(
    known: dict[str, dict[tuple[str | None, str], Message]], apps: set[str]
) -> list[str]:
    """One msgid with two translations: Django would silently take the later package's."""
    first: dict[tuple[str | None, str], tuple[str, str]] = {}
    out = []
    for app, messages in known.items():
        for key, message in messages.items():
            zh = chinese(message)
            earlier_app, earlier = first.setdefault(key, (app, zh))
            if earlier != zh and (not apps or {app, earlier_app} & apps):
                out.append(
                    f"{app}: {key[1]!r} is {zh!r} here and {earlier!r} in {earlier_app};"
                    " give one of them a context"
                )
    return out


def missing(app: str, source: Path = SOURCE) -> list[str]:
    """Lines for `add`, still without their Chinese, of texts that have none."""
    merged = {key for messages in translations(source).values() for key in messages}
    lines: dict[str, None] = {}
    for text in used_in(source):
        if text.app == app and not text.problem and (text.context, text.msgid) not in merged:
            columns = [f"ctx={text.context}"] if text.context else []
            columns += [text.msgid] + ([f"plural={text.plural}"] if text.plural else [])
            lines["\t".join([*columns, ""]).replace("\n", "\\n")] = None
    return list(lines)


def run_add(app: str) -> int:
    """Add what stands on standard input."""
    try:
        print(f"{add(app, sys.stdin)} texts written to {po_path(app).relative_to(ROOT)}")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def run_extract(apps: set[str]) -> None:
    """Print package, place and text of everything in use."""
    for text in used_in(SOURCE):
        if not apps or text.app in apps:
            print(f"{text.app}\t{text.where}\t{text.problem or text.msgid}")


def run_check(apps: set[str]) -> int:
    """Print what is incomplete."""
    found = faults(apps)
    print("\n".join(found) if found else "every text has its Chinese")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    """Run one command; the exit status is 0, 1 for incomplete words, 2 for wrong use."""
    match arguments:
        case ["compile"]:
            print(f"{compile_all()} catalogues compiled")
        case ["add", app]:
            return run_add(app)
        case ["missing", app]:
            print("\n".join(missing(app)))
        case ["extract", *apps]:
            run_extract(set(apps))
        case ["check", *apps]:
            return run_check(set(apps))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
