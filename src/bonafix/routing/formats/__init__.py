"""Problem files: which kind a file is, and the reader for it."""

from collections.abc import Callable
from pathlib import Path

from bonafix.routing.errors import unreadable
from bonafix.routing.formats import json_problem, solomon, trsp, vrplib
from bonafix.routing.model import Problem

# Name → (does a text look like it?, reader of the text). The first that fits is taken.
FORMATS: dict[str, tuple[Callable[[str], bool], Callable[[str, str], Problem]]] = {
    "json": (json_problem.looks, json_problem.read),
    "vrplib": (vrplib.looks, vrplib.read),
    "trsp": (trsp.looks, trsp.read),
    "solomon": (solomon.looks, solomon.read),
}
LARGEST = 200_000_000


def load(path: Path, kind: str = "auto") -> Problem:
    """The problem in a file. Raises `Unreadable`, or OSError where there is no file."""
    if path.is_file() and path.stat().st_size > LARGEST:
        raise unreadable(str(path), f"more than {LARGEST} bytes are no problem file")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable(str(path), f"byte {error.start + 1} is not UTF-8 text") from error
    if kind != "auto":
        return FORMATS[kind][1](text, str(path))
    for looks, read in FORMATS.values():
        if looks(text):
            return read(text, str(path))
    raise unreadable(str(path), "it is none of the formats json, solomon, vrplib, trsp")
