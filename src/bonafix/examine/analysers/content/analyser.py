"""Type by content, a name that does not fit, pixels that cannot be had."""

from collections.abc import Sequence

from bonafix.examine.model import Finding, Picture
from bonafix.examine.reading import pixels
from bonafix.examine.reading.kinds import UNKNOWN, Kind, extension_of, kind_of
from bonafix.kit.texts import N_

IS = N_("By its content the file is %(kind)s, %(size)s bytes%(dimensions)s.")
IS_LIMITS = N_("This is what the file is, not what it shows.")
EMPTY = N_("The file is empty.")
NOT_KNOWN = N_("The content is of no format that is read here (%(size)s bytes).")
NOT_READ_LIMITS = N_(
    "Nothing can be said about what it shows. Files are damaged in transfer more often than on"
    " purpose; ask for it again."
)
MISFIT = N_("The name ends in .%(extension)s, the content is %(kind)s.")
MISFIT_LIMITS = N_("Many apps rename files when saving; by itself this means nothing.")
DAMAGED = N_("The picture (%(kind)s) cannot be read to its end.")
TOO_MANY = N_("The picture is declared with more than %(most)s pixels and was not decoded.")


class Content:
    """What the file is; one finding at least for every file."""

    name = "content"
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """The kind of the file, then what is unusual about it."""
        kind = kind_of(claim.content)
        size = str(len(claim.content))
        if kind is UNKNOWN:
            text = NOT_KNOWN if claim.content else EMPTY
            return [self._finding("unreadable", text, NOT_READ_LIMITS, size=size)]
        found, dimensions = self._pixels(claim, kind) if kind.media == "picture" else ([], "")
        values = {"kind": kind.name, "size": size, "dimensions": dimensions, "mime": kind.mime}
        found.append(self._finding("file_type", IS, IS_LIMITS, **values))
        extension = extension_of(claim.name)
        if extension and extension not in kind.extensions:
            values = {"extension": extension, "kind": kind.name}
            found.append(self._finding("type_mismatch", MISFIT, MISFIT_LIMITS, **values))
        return found

    def _pixels(self, claim: Picture, kind: Kind) -> tuple[list[Finding], str]:
        try:
            picture = pixels.opened(claim.content)
            dimensions = f", {picture.width} × {picture.height}"
            pixels.whole(picture)
        except pixels.NoPixels as error:
            if error.problem == "too many pixels":
                text, values = TOO_MANY, {"most": str(pixels.most())}
            else:
                text, values = DAMAGED, {"kind": kind.name}
            return [self._finding("unreadable", text, NOT_READ_LIMITS, **values)], ""
        return [], dimensions

    def _finding(self, kind: str, text: str, limits: str, /, **values: str) -> Finding:
        return Finding(self.name, kind, "hint", text, limits, tuple(values.items()))
