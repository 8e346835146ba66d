"""Which codes stand in a clip, and when: the code of a case, a serial, a waybill."""

from collections.abc import Sequence

from bonafix.examine.clips import codes_in
from bonafix.examine.model import Finding, Picture
from bonafix.examine.reading.kinds import kind_of
from bonafix.kit.texts import N_

READ = N_("At second %(at)s of the clip the code “%(text)s” can be read (%(format)s).")
READ_LIMITS = N_(
    "It shows that this code was in front of the camera, or was put into the clip afterwards."
    " It does not show when the clip was taken, nor that the thing beside it is the one in"
    " question."
)
LOOKED = N_("%(frames)s pictures of the clip were searched for codes, up to second %(until)s.")
LOOKED_LIMITS = N_(
    "A code between two of these pictures, too small, blurred or written by hand is not read."
    " That none was read says nothing."
)
UNREAD = N_("No picture of the clip could be decoded here.")
UNREAD_LIMITS = N_("The clip may be damaged or of a kind that is not read here. It says nothing.")


class Frames:
    """Kinds: code_read (format, text, at in seconds), frames_searched, clip_unread."""

    name = "frames"
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """Nothing for what is no clip."""
        del references
        if kind_of(claim.content).media != "video":
            return []
        seen, film = codes_in(claim.content)
        if not film.looked_at:
            return [self._told("clip_unread", UNREAD, UNREAD_LIMITS)]
        found = [
            self._told(
                "code_read", READ, READ_LIMITS, format=one.format, text=one.text, at=f"{one.at:.1f}"
            )
            for one in seen
        ]
        values = {"frames": str(film.looked_at), "until": f"{film.until:.1f}"}
        return [*found, self._told("frames_searched", LOOKED, LOOKED_LIMITS, **values)]

    def _told(self, kind: str, text: str, limits: str, /, **values: str) -> Finding:
        return Finding(self.name, kind, "hint", text, limits, tuple(values.items()))
