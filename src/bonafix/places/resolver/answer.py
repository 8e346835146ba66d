"""Decide what a text means: one place, an old one, a special one, several, or none."""

from bonafix.places.gazetteer import Gazetteer, Special
from bonafix.places.model import Context, Resolution, Step
from bonafix.places.resolver import repair, words
from bonafix.places.resolver.chains import Chain, Reader
from bonafix.places.resolver.coded import by_code
from bonafix.places.resolver.hits import Hit, hits
from bonafix.places.resolver.latin import mentions_in_latin
from bonafix.places.resolver.loaded import ready
from bonafix.places.resolver.mentions import Mention, find
from bonafix.places.resolver.plain import plain_chain
from bonafix.places.resolver.sentence import away
from bonafix.places.resolver.special import MUNICIPAL, ZONE, specials
from bonafix.places.resolver.telling import Telling
from bonafix.places.text import Text, normalise

RIVAL = ("full", "short")


def resolve(text: str, *, context: Context | None = None) -> Resolution:
    """The division a text means, and why; see `Resolution` for the five answers.

    Never guesses: what could be several places is `ambiguous`. Needs no network, no database.
    """
    known = ready()
    given = normalise(text)
    forms = hits(known, given.plain)
    spelt = mentions_in_latin(known, given.plain)
    chain = None if spelt else plain_chain(known, given.plain, forms)
    if chain is None:
        return weighed(known, given, forms, spelt, context or Context())
    reader = Reader(known, given.plain, list(chain.members))
    plain = Decision(known, given, reader, [chain], context or Context(), [])
    return plain.special() or plain.one() or plain.nothing()


def weighed(
    known: Gazetteer, given: Text, forms: list[Hit], spelt: list[Mention], context: Context
) -> Resolution:
    """The same, every reading built and weighed; `forms` and `spelt` stand in the text."""
    mentions = find(known, given.plain, forms, spelt) + spelt
    if (coded := by_code(known, given, mentions)) is not None:
        return coded
    left: list[Chain] = []
    gone = away(given.plain, mentions)
    if gone:
        mentions, left = _without(known, given.plain, mentions, gone)
    reader = Reader(known, given.plain, mentions)
    decision = Decision(known, given, reader, reader.chains(), context, left)
    decision.slip()
    return decision.special() or decision.several() or decision.one() or decision.nothing()


def _without(
    known: Gazetteer, text: str, mentions: list[Mention], gone: list[Mention]
) -> tuple[list[Mention], list[Chain]]:
    """The mentions without those that are left, where another place remains to be meant."""
    kept = [m for m in mentions if m not in gone]
    if not Reader(known, text, kept).chains():
        return mentions, []
    return kept, Reader(known, text, gone).chains()


class Decision(Telling):
    """The chains of one text, and the questions put to them in order."""

    def __init__(
        self,
        known: Gazetteer,
        text: Text,
        reader: Reader,
        chains: list[Chain],
        context: Context,
        left: list[Chain],
    ) -> None:
        self.known = known
        self.text = text
        self.reader = reader
        self.chains = chains
        self.context = context
        self.left = left
        top = [c for c in chains if c.score == chains[0].score] if chains else []
        self.top = {c.code: c for c in top}
        self.trace: list[Step] = []
        if left:
            written = text.original(left[0].start, left[0].end)
            self.trace.append(Step(words.AWAY, {"written": written}))

    def slip(self) -> None:
        """Put a slip right that hides a longer name."""
        slip = repair.hidden(self.known, self.text.plain, self.chains) if self.chains else None
        if slip:
            self._tell_repair(slip)
            slip = self.reader.further(slip)
            self.chains, self.top = [slip], {slip.code: slip}

    def nothing(self) -> Resolution:
        """No division is named."""
        return Resolution("none", rest=self.text.given.strip(), trace=(Step(words.NONE),))

    def special(self) -> Resolution | None:
        """A named area that is no division, when the rest of the text does not contradict."""
        best = self.chains[0] if self.chains else None
        for start, end, area in specials(self.known, self.text.plain):
            if self._belongs(area, best, start, end):
                return self._special(area.name, area.around, area.kind, end)
        return None

    def _belongs(self, area: Special, best: Chain | None, start: int, end: int) -> bool:
        if best is None:
            return area.kind != "unserviceable" or self.reader.begins(start)
        inside = start <= best.tail.start and best.tail.end <= end
        if inside and len(best.members) == 1:
            return True
        if area.kind == "unserviceable":
            return best.code in area.around or start < best.start
        deeper = len(best.code) > len(min(area.around, key=len)) and not inside
        # A county or township named beside the area says more than the area.
        return not deeper and any(
            a.startswith(best.code) or best.code.startswith(a) for a in area.around
        )

    def _special(self, name: str, around: tuple[str, ...], kind: str, end: int) -> Resolution:
        found = tuple(d for c in around if (d := self.known.division(c)))
        step = Step(words.SPECIAL[kind], {"name": name, "around": "、".join(d.name for d in found)})
        one = found[0] if len(found) == 1 else None
        return Resolution("special", one, found, self._original(end), (*self.trace, step))

    def _original(self, start: int) -> str:
        rest = self.text.original(start, len(self.text.plain))
        return rest.strip(" \t\r\n,，、。;；:：-—|/\u3000")

    # Several ---------------------------------------------------------------------------

    def several(self) -> Resolution | None:
        """More than one place is meant as strongly as another."""
        codes = list(self.top)
        if not codes:
            return None
        codes = self._with_recent_old(codes)
        if len(codes) == 1:
            return self._contradiction(self.top[codes[0]])
        chosen = self._near_left(codes) or self._common(codes) or self._bare_city(codes)
        chosen = chosen or self._likely(codes)
        if chosen:
            self.top = {chosen: self.top[chosen]}
            return None
        return None if self._one_old_name(codes) else self._ambiguous(codes)

    def _common(self, codes: list[str]) -> str | None:
        """One of them that contains all the others: 南昌 is the city, 南昌县 lies in it."""
        if all(self.top[c].tail.old for c in codes):
            return None
        widest = min(codes, key=len)
        return widest if all(c.startswith(widest) for c in codes) else None

    def _bare_city(self, codes: list[str]) -> str | None:
        """西安 alone is the city, though two far cities have a 西安区.

        Not when a county has the name as well, nor a district of a provincial capital or of
        a municipality: people there say 朝阳 for theirs.
        """
        if any(self.top[c].historical or len(self.top[c].members) > 1 for c in codes):
            return None
        cities = [c for c in codes if len(c) == 4]
        others = [c for c in codes if len(c) != 4]
        small = all(
            len(c) == 6 and self.known.names[c].endswith("区") and c[2:4] != "01" for c in others
        )
        return cities[0] if len(cities) == 1 and small else None

    def _near_left(self, codes: list[str]) -> str | None:
        """从北京市朝阳区搬到通州: the one in the same city, or else the same province."""
        for digits in (4, 2):
            near = [c for c in codes if self.left and c[:digits] == self.left[0].code[:digits]]
            if len(near) == 1:
                self.trace.append(Step(words.SAME_AREA, {"name": self.known.full_name(near[0])}))
                return near[0]
        return None

    def _likely(self, codes: list[str]) -> str | None:
        """The only one in an area that the context names; the first area that decides."""
        known = (self.context.within, self.context.caller, self.context.desk)
        for areas, said in zip(known, words.CONTEXT, strict=True):
            within = {self.known.canonical(w) for w in areas}
            likely = [c for c in codes if within & {c, *self.known.line(c)}]
            if len(likely) == 1:
                self.trace.append(Step(said, {"name": self.known.full_name(likely[0])}))
                return likely[0]
        return None

    def _with_recent_old(self, codes: list[str]) -> list[str]:
        """A bare name that another place bore until lately may still mean that place."""
        best = self.chains[0]
        if len(best.members) > 1 or best.tail.kind != "full":
            return codes
        span = (best.tail.start, best.tail.end)
        late = [
            c
            for c in self.chains
            if (c.tail.start, c.tail.end) == span
            and c.tail.old is not None
            and c.tail.old.year >= words.RECENT
        ]
        for chain in late:
            self.top.setdefault(chain.code, chain)
        return list(self.top)

    def _one_old_name(self, codes: list[str]) -> bool:
        """All are successors of one old division: that is historical, not ambiguous."""
        olds = {self.top[c].tail.old for c in codes}
        return len(olds) == 1 and None not in olds

    def _ambiguous(self, codes: list[str]) -> Resolution:
        found = tuple(d for c in sorted(codes) if (d := self.known.division(c)))
        names = "、".join(d.name for d in found[:4]) + ("…" if len(found) > 4 else "")
        step = Step(words.AMBIGUOUS, {"count": str(len(found)), "names": names})
        ends = [self.top[c].end for c in codes if c in self.top]
        trace = (*self.trace, step)
        return Resolution("ambiguous", None, found, self._original(max(ends, default=400)), trace)

    def _contradiction(self, best: Chain) -> Resolution | None:
        """Another official name in the text that cannot be true together with the best."""
        for chain in self.chains:
            tail = chain.tail
            if tail.kind not in RIVAL or len(chain.code) > 6 or self._agree(chain, best):
                continue
            if any(tail.start < m.end and m.start < tail.end for m in best.members):
                continue
            if fixed := self._repaired(best, chain):
                self.top = {fixed.code: fixed}
                return None
            if chain.score * 2 >= best.score or tail.start < best.start:
                self.top = {best.code: best, chain.code: chain}
                self.trace.append(Step(words.CONTRADICTION))
                return self._ambiguous([best.code, chain.code])
        return None

    def _agree(self, a: Chain, b: Chain) -> bool:
        if a.code.startswith(b.code) or b.code.startswith(a.code):
            return True
        return any(m.code == a.code for m in b.members)

    def _repaired(self, a: Chain, b: Chain) -> Chain | None:
        """One of two that contradict is a slip for a child of the other: 宁波市银州区."""
        for parent, child in ((a, b), (b, a)):
            if self.reader.joined(parent.end, child.tail.start):
                found = repair.same_sound(self.known, self.text.plain, parent, child.tail)
                if found:
                    self._tell_repair(found)
                    return found
        return None

    def one(self) -> Resolution | None:
        """The place that is meant."""
        if not self.top:
            return None
        chain = next(iter(self.top.values()))
        deeper = repair.deeper(self.known, self.text.plain, chain)
        if deeper:
            self._tell_repair(deeper)
            chain = self.reader.further(deeper)
        zone = self._zone(chain)
        if zone:
            return zone
        if chain.historical:
            return self._historical(chain)
        self._tell(chain)
        return Resolution(
            "resolved",
            self.known.division(chain.code),
            (),
            self._rest(chain),
            tuple(self.trace),
        )

    def _zone(self, chain: Chain) -> Resolution | None:
        """A development zone after a city: which county it lies in is not in the list."""
        city = len(chain.code) == 4 or chain.code in MUNICIPAL
        match = ZONE.match(self.text.plain, chain.end) if city else None
        if match is None:
            return None
        written = self.text.original(match.start("name"), match.end("name"))
        return self._special(written, (chain.code,), "zone", match.end())

    def _historical(self, chain: Chain) -> Resolution:
        codes = [chain.code]
        if chain.code in self.top:
            codes = [c for c in self.top if c == chain.code or self._one_old_name([c, chain.code])]
        found = tuple(d for c in sorted(codes) if (d := self.known.division(c)))
        for m in chain.members:
            if chain.once_above(m):
                self._tell_moved(chain, m)
            elif m.kind in ("old", "oldstem", "changed"):
                self._tell_old(m)
        division = self.known.division(chain.code)
        if chain.tail.old is not None:
            division = self.known.former(chain.tail.old)
        return Resolution("historical", division, found, self._rest(chain), tuple(self.trace))
