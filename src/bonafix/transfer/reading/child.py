"""The process that looks into a stranger's file: `python -m bonafix.transfer.reading.child`.

The file comes on standard input; argument 1 is a JSON list of the titles that are known, as
`rules.titles.bare` writes them. Each line of output is a JSON list of a row's number and its
cells; the last line is {"end": rows} or {"refused": why}.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterable
from typing import IO, Any

from bonafix.transfer.reading import limits, sheets, texts
from bonafix.transfer.rules.titles import bare

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"


def limit() -> None:
    """From here on little memory, little time, no file and no process can be made."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def lines_of(content: bytes, known: Callable[[str], bool]) -> Iterable[tuple[int, list[Any]]]:
    """The lines of whatever this is."""
    if not content.strip():
        raise limits.TableRefused("empty")
    if len(content) > limits.MAX_BYTES:
        raise limits.TableRefused("too_big")
    if content.startswith(OLE):
        raise limits.TableRefused("old_excel")
    if content.startswith(ZIP):
        return sheets.lines_of(content, known)
    return texts.lines_of(content, known)


def tell(content: bytes, titles: frozenset[str], out: IO[str]) -> None:
    """Write the lines, and how it ended."""
    rows = 0
    try:
        for number, cells in lines_of(content, lambda text: bare(text) in titles):
            out.write(json.dumps([number, cells], ensure_ascii=False) + "\n")
            rows += 1
    except limits.TableRefused as refusal:
        out.write(json.dumps({"refused": refusal.why}) + "\n")
        return
    out.write(json.dumps({"end": rows}) + "\n")


def main() -> None:
    """Whatever else goes wrong ends this process, and the parent says `damaged`."""
    limit()
    content = sys.stdin.buffer.read(limits.MAX_BYTES + 1)
    tell(content, frozenset(json.loads(sys.argv[1])), sys.stdout)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
