"""The IPTC digital source type and the IPTC fields about AI in XMP."""

from collections.abc import Sequence

from bonafix.examine.containers import inside, xmp
from bonafix.examine.model import Finding, Picture, Strength
from bonafix.examine.source_types import name_of, says
from bonafix.kit.texts import N_

__all__ = ["analyser"]

AI = N_("The file's XMP declares the digital source type %(value)s: made or changed with AI.")
POSSIBLY = N_("The file's XMP declares the digital source type %(value)s: possibly with AI.")
CAPTURED = N_("The file's XMP declares the digital source type %(value)s: captured.")
SYSTEM = N_("The file's XMP names an AI system as used: %(value)s.")
LIMITS = N_(
    "XMP is not signed: anybody can write it. It does not say what was changed. Enhancement"
    " inside a camera can give the composite values."
)
CAPTURED_LIMITS = N_("XMP is not signed; it says nothing about what happened after the capture.")
SPACE = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_KINDS: dict[str, tuple[str, Strength, str, str, str]] = {
    "ai": ("declared_ai", "strong", AI, LIMITS, "属于"),
    "possibly_ai": ("possibly_ai", "moderate", POSSIBLY, LIMITS, "可能"),
    "captured": ("declared_capture", "hint", CAPTURED, CAPTURED_LIMITS, ""),
}


class SourceType:
    """One finding for each different value."""

    name = "source_type"
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """Values of DigitalSourceType and AISystemUsed in every XMP packet of the file."""
        values: dict[tuple[str, str], str] = {}
        for part in inside(claim.content).of("xmp"):
            for one in xmp.read(part.content).properties:
                if "iptc" in one.space.lower() and one.name in (
                    "DigitalSourceType",
                    "AISystemUsed",
                ):
                    values.setdefault((one.name, one.value), part.where)
        return [self._finding(*key, where) for key, where in values.items() if _known(*key)]

    def _finding(self, name: str, value: str, where: str) -> Finding:
        if name == "AISystemUsed":
            kind, strength, text, limits, level = "declared_ai", "strong", SYSTEM, LIMITS, "属于"
            shown = value[:200]
        else:
            kind, strength, text, limits, level = _KINDS[says(value)]
            shown = name_of(value)
        given = (("value", shown), ("level", level), ("where", where))
        return Finding(self.name, kind, strength, text, limits, given)  # type: ignore[arg-type]


def _known(name: str, value: str) -> bool:
    return name == "AISystemUsed" or says(value) in _KINDS


analyser = SourceType()
