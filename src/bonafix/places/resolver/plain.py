"""The plain case, which is most addresses: one unbroken chain of names and nothing to weigh.

山西省临汾市永和县芝河镇正大街3号. Where each name lies in the one before it, all stand together and
nothing else in the text can be a place, no other reading can win; so none is built. Everything
that is less plain answers None and is read the long way. tests/places/test_plain.py holds that
both ways answer alike.
"""

from collections.abc import Sequence

from bonafix.places.gazetteer import Gazetteer
from bonafix.places.resolver.chains import Chain
from bonafix.places.resolver.hits import Hit
from bonafix.places.resolver.mentions import (
    LEAD,
    ROAD_BEGINS,
    SLIPS,
    SUFFIX_BEGINS,
    Mention,
    old_here,
)
from bonafix.places.text import is_han

KINDS = {"f": "full", "s": "short", "t": "stem"}
# After a name these could make another name, or a road, of it.
UNPLAIN = ROAD_BEGINS | SUFFIX_BEGINS | SLIPS
# What a name, or what stands between two, can end in.
BEHIND = SLIPS | frozenset("县市区旗道镇乡划的")


def plain_chain(known: Gazetteer, text: str, hits: Sequence[Hit]) -> Chain | None:
    """The chain of a text that is plain; None when it has to be weighed."""
    if len(hits) < 2 or "古镇" in text:
        return None
    found = _in_a_row(text, _thinkable(known, text, hits))
    if found is None:
        return None
    members, forms = found
    tail = members[-1]
    if text[tail.end : tail.end + 1] in UNPLAIN:
        return None
    if not all([_unlike_old(known, text, hit, tail.code) for hit in forms if hit.meanings.late]):
        return None
    return Chain(tail.code, tail, tuple(reversed(members)), sum([m.worth for m in members]))


def _thinkable(known: Gazetteer, text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Without townships without their kind that nothing stands above; [] where one may be meant."""
    above = {code for hit in hits for code in hit.meanings.wide}
    ends: set[int] = set()
    found, moved = [], known.once_in
    for hit in hits:
        start, meanings = hit.start, hit.meanings
        if meanings.direct and _changed(known, text, hit):
            return []
        if not meanings.alone:
            around = meanings.around
            if around.isdisjoint(above) and around.isdisjoint(moved):
                continue
            # One below a name is believed right behind it only.
            before = text[start - 1] if start else " "
            if start not in ends and is_han(before) and before not in BEHIND:
                continue
        found.append(hit)
        ends.add(hit.end)
    return found


def _changed(known: Gazetteer, text: str, hit: Hit) -> bool:
    """Whether a township right below a city is named with another kind: 东莞东城区."""
    direct = [code for _, code in hit.meanings.words if code[4:6] == "00"]
    named = all([text.startswith(known.names[code], hit.start) for code in direct])
    return not named and text[hit.end : hit.end + 1] in SUFFIX_BEGINS


def _in_a_row(text: str, hits: Sequence[Hit]) -> tuple[list[Mention], list[Hit]] | None:
    """The names that stand one behind the other, with their forms; None with anything else."""
    if not hits or not _begins(text, hits[0].start):
        return None
    members: list[Mention] = []
    forms = [hits[0]]
    end, codes = hits[0].end, hits[0].meanings.wide
    for hit in hits[1:]:
        if hit.end <= end:
            if not _swallowed(text, hit, forms[-1]):
                return None
        elif hit.start != end:
            return None
        elif hit.meanings.alone or not hit.meanings.around.isdisjoint(codes):
            members = _joined(text, members, forms[0], hit)
            if not members:
                return None
            forms.append(hit)
            end, codes = hit.end, (members[-1].code,)
    return (members, forms) if members else None


def _begins(text: str, start: int) -> bool:
    return not start or not is_han(text[start - 1]) or text[start - 1] in LEAD


def _swallowed(text: str, hit: Hit, last: Hit) -> bool:
    """Whether a form is only a part of the name around it: 和县 in 永和县, 黔西 in 黔西南."""
    if last.meanings.official:
        return hit.start >= last.start and text[last.end : last.end + 1] not in SUFFIX_BEGINS
    return hit.start == last.start and not (hit.meanings.official or hit.meanings.late)


def _unlike_old(known: Gazetteer, text: str, hit: Hit, code: str) -> bool:
    """Whether no name of former times weighs as much as what the form means today."""
    stems = hit.meanings.stems
    for tag, number in hit.meanings.words:
        if tag == "o" and not hit.meanings.official:
            return False
        if tag == "q" and not (
            stems
            # 三明地区 became the city around the place; 上海 is never 上海县 of old.
            and (
                all([code.startswith(c) for c in known.olds[int(number)].after])
                or not old_here(known, text, stems, number, hit.start, hit.end)
            )
        ):
            return False
    return True


def _joined(text: str, members: list[Mention], first: Hit, hit: Hit) -> list[Mention]:
    """The members with the one meaning of the next form that lies in them; [] without one."""
    known = members[-1:] or [
        Mention(first.start, first.end, code, KINDS[tag])
        for tag, code in first.meanings.words
        if len(code) < 9 and tag in KINDS
    ]
    found = [(m, tag, code) for m in known for tag, code in _below(hit, m.code)]
    if len(found) != 1 or found[0][1] not in KINDS:
        return []
    before, tag, code = found[0]
    following, short = text[hit.start], before.kind == "stem"
    if following in SUFFIX_BEGINS or (short and following in UNPLAIN):
        return []
    # A slip may be hidden in a short name after an official one: 庆阳市挣宁县.
    at_the_end = hit.end == len(text)
    if tag == "t" and not (at_the_end or (short and len(code) < 9)):
        return []
    if tag == "t" and len(code) == 9 and not _rather_a_town(text, hit, code):
        return []
    return [*(members or [before]), Mention(hit.start, hit.end, code, KINDS[tag])]


def _rather_a_town(text: str, hit: Hit, code: str) -> bool:
    """Whether a township's short name is no road's and not that of its county."""
    return text[hit.end - 1] not in "路道巷街" and not code.startswith(hit.meanings.stems)


def _below(hit: Hit, above: str) -> list[tuple[str, str]]:
    """What a form can mean inside of a division; the county where a town has its name as well."""
    size = len(above)
    words = hit.meanings.words
    found = [w for w in words if w[1].startswith(above) and len(w[1]) > size and w[0] not in "oq"]
    if len(found) > 1:
        wide = [w for w in found if len(w[1]) < 9]
        if len(wide) == 1 and all([w is wide[0] or w[0] == "t" for w in found]):
            return wide
    return found
