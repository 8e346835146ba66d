"""What the values of the digital source type say (IPTC NewsCodes; C2PA 2.2, 18.14).

`algorithmicMedia` alone is no AI: it is made by formulas. A camera's own enhancement may give
a composite value, so none of these is a verdict.
"""

from typing import Literal

Says = Literal["ai", "possibly_ai", "captured", "other"]

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
C2PA = "http://c2pa.org/digitalsourcetype/"
_SAYS: dict[str, Says] = {
    "trainedAlgorithmicMedia": "ai",
    "compositeWithTrainedAlgorithmicMedia": "ai",
    "compositeSynthetic": "ai",
    "trainedAlgorithmicData": "ai",
    "composite": "possibly_ai",
    "digitalArt": "possibly_ai",
    "digitalCapture": "captured",
    "computationalCapture": "captured",
    "compositeCapture": "captured",
    "negativeFilm": "captured",
    "positiveFilm": "captured",
    "print": "captured",
}
VALUES = tuple(_SAYS)


def name_of(value: str) -> str:
    """The last word of a value given as an address, a prefixed name or the word alone."""
    text = value.strip()
    for sign in ("/", ":", "#"):
        text = text.rstrip(sign).rpartition(sign)[2]
    return text


def says(value: str) -> Says:
    """What a value says; `other` for values that say nothing about AI or capture."""
    name = name_of(value)
    small = {key.lower(): said for key, said in _SAYS.items()}
    return small.get(name.lower(), "other")
