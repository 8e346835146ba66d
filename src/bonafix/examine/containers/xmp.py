"""XMP packets: properties by namespace and name, read strictly (XMP part 1; RDF/XML).

No entities, no document types: what a packet cannot need it may not have.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MM = "http://ns.adobe.com/xap/1.0/mm/"
EVENT = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
XMP = "http://ns.adobe.com/xap/1.0/"
NOTE = "http://ns.adobe.com/xmp/note/"
DCTERMS = "http://purl.org/dc/terms/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
MAX_PROPERTIES = 20_000
# Mark, `<` without a mark, name; the longer ones first, for they begin alike.
WIDE = (
    (b"\xff\xfe\0\0", b"<\0\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", b"\0\0\0<", "utf-32-be"),
    (b"\xff\xfe", b"<\0", "utf-16-le"),
    (b"\xfe\xff", b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


@dataclass(frozen=True, slots=True)
class Property:
    """One simple value: the namespace, the name, the text."""

    space: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Packet:
    """The properties of a packet in order; `whole` is false when it is no well-formed XML."""

    properties: tuple[Property, ...] = ()
    whole: bool = True

    def values(self, space: str, name: str) -> list[str]:
        """All values of one property."""
        return [p.value for p in self.properties if p.space == space and p.name == name]


@lru_cache(maxsize=16)
def read(raw: bytes) -> Packet:
    """The properties of a packet; an empty one with `whole` false when it cannot be read."""
    text = _eight_bits(raw).strip(b"\0 \t\r\n\xef\xbb\xbf")
    # A packet may stand behind padding; nothing but white space may follow it.
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return Packet(whole=False)
    found: list[Property] = []
    _walk(root, ("", ""), found)
    return Packet(tuple(found))


def _eight_bits(raw: bytes) -> bytes:
    """UTF-16 and UTF-32 (XMP part 1, 7.1 allows all) as UTF-8; anything else as it is.

    By the mark at the beginning, else by the zeros around the first sign, which is `<`.
    """
    for mark, first, name in WIDE:
        if raw.startswith((mark, first)):
            return _DECLARED.sub("", raw.decode(name, "replace").lstrip("\ufeff"), 1).encode()
    return raw


def _split(tag: str) -> tuple[str, str]:
    space, _closed, name = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    return space, name


def _walk(root: Element, owner: tuple[str, str], found: list[Property]) -> None:
    """Every attribute and every leaf text, under the nearest name that is not RDF's own."""
    todo = [(root, owner)]
    while todo and len(found) < MAX_PROPERTIES:
        element, above = todo.pop()
        if not isinstance(element.tag, str):
            continue
        space, name = _split(element.tag)
        own = above if space == RDF else (space, name)
        for key, value in element.attrib.items():
            where, what = _split(key)
            if where == RDF and what == "resource":
                found.append(Property(*own, value))
            elif where not in (RDF, ""):
                found.append(Property(where, what, value))
        children = list(element)
        if not children and element.text and element.text.strip():
            found.append(Property(*own, element.text.strip()))
        todo += [(child, own) for child in reversed(children)]
