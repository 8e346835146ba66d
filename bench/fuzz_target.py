"""What atheris drives: containers, XMP, EXIF, and the labels in them."""

import sys
import warnings

import atheris

with atheris.instrument_imports(include=["bonafix.examine"]):
    from bonafix.examine.analysers import aigc_label, source_type, traces
    from bonafix.examine.analysers.aigc_label import label
    from bonafix.examine.containers import inside, tiff, xmp
    from bonafix.examine.model import Picture

warnings.simplefilter("ignore")


def one_input(body: bytes) -> None:
    """Any exception is a fault."""
    claim = Picture("fuzz", body)
    inside.cache_clear()
    for part in (aigc_label, source_type, traces):
        part.analyser.examine(claim, [])
    label.parse(body[:4000].decode("utf-8", "replace"))
    tiff.read(body)
    xmp.read(body)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
