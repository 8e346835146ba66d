"""PDF: the document information and the XMP packet (ISO 32000-1, 14.3)."""

import io
import logging
import re

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bonafix.examine.containers.model import MAX_PART, Inside, Part

# What pypdf raises for broken structures.
_BROKEN = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
    RecursionError, AssertionError, NotImplementedError, OverflowError,
)  # fmt: skip
_LABEL = re.compile(rb"/AIGC\s*\(((?:\\.|[^\\()]){0,8192})\)", re.S)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def parse(content: bytes, found: Inside) -> None:
    """Info texts and XMP by pypdf; where that fails, by their outer signs."""
    try:
        reader = PdfReader(io.BytesIO(content))
        pairs = list((reader.metadata or {}).items())[:200]
        texts = {str(key): str(value) for key, value in pairs}
        packet = _packet(reader)
    except _BROKEN:
        found.note("structure_damaged", "PDF")
        _outer(content, found)
        return
    for key, value in texts.items():
        found.add(Part("PDF Info", "text", key.lstrip("/"), value[:MAX_PART].encode()))
    if packet:
        found.add(Part("PDF metadata", "xmp", "", packet))


def _packet(reader: PdfReader) -> bytes:
    raw = reader.root_object.get("/Metadata")
    raw = raw.get_object() if raw is not None else None
    data = raw.get_data() if raw is not None and hasattr(raw, "get_data") else b""
    return bytes(data)[:MAX_PART]


def _outer(content: bytes, found: Inside) -> None:
    for match in _LABEL.finditer(content[: 8 * MAX_PART]):
        text = re.sub(rb"\\([()\\])", rb"\1", match[1])
        found.add(Part("PDF Info", "text", "AIGC", text))
    start = content.find(b"<x:xmpmeta")
    end = content.find(b"</x:xmpmeta>", start)
    if 0 <= start < end:
        found.add(Part("PDF metadata", "xmp", "", content[start : end + 12]))
