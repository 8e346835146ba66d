"""The words of an answer: which part of the text was read as what, and what is left."""

from bonafix.places.gazetteer import Gazetteer
from bonafix.places.model import Step
from bonafix.places.resolver import words
from bonafix.places.resolver.chains import Chain
from bonafix.places.resolver.mentions import Mention
from bonafix.places.text import Text


class Telling:
    """What a decision says about itself; `trace` collects the sentences."""

    known: Gazetteer
    text: Text
    trace: list[Step]

    def _tell_repair(self, chain: Chain) -> None:
        tail = chain.tail
        params = {
            "written": self.text.original(tail.start, tail.end),
            "name": self.known.full_name(chain.code),
        }
        self.trace.append(Step(words.REPAIRED, params))

    def _tell_moved(self, chain: Chain, m: Mention) -> None:
        year = dict(self.known.once_in.get(chain.code[:6], ())).get(m.code, 0)
        name = self.known.full_name(chain.code)
        written = self.text.original(m.start, m.end)
        self.trace.append(Step(words.MOVED, {"written": written, "name": name, "year": str(year)}))

    def _tell_old(self, m: Mention) -> None:
        written = self.text.original(m.start, m.end)
        if m.old is None:
            params = {"written": written, "name": self.known.full_name(m.code)}
            self.trace.append(Step(words.CHANGED, params))
            return
        after = "、".join(self.known.full_name(c) for c in m.old.after)
        params = {"written": written, "year": str(m.old.year), "after": after}
        self.trace.append(Step(words.HISTORICAL, params))

    def _tell(self, chain: Chain) -> None:
        parts = sorted(chain.members, key=lambda m: len(m.code))
        said = "; ".join(
            f"{self.text.original(m.start, m.end)} = {self.known.names[m.code]} {m.code}"
            for m in parts
        )
        self.trace.append(Step(words.RESOLVED, {"parts": said}))

    def _rest(self, chain: Chain) -> str:
        """What the text says besides the place, from the first mention on."""
        members = sorted(chain.members, key=lambda m: m.start)
        pieces, at = [], members[0].end
        for m in members[1:]:
            pieces.append(self.text.original(at, m.start))
            at = max(at, m.end)
        pieces.append(self.text.original(at, len(self.text.plain)))
        strip = " \t\r\n,，、。;；:：-—|/\u3000"
        kept = [p for piece in pieces if (p := piece.strip(strip))]
        before = self.text.original(0, members[0].start).strip(strip)
        return "".join(kept) if kept else before
