"""What an answer is worth, the same way for everybody."""

from collections import Counter
from functools import lru_cache

from tests.places.gold import Case

from bonafix.places import successors
from bonafix.places.gazetteer import gazetteer

WORDS = ("right", "historical", "coarse", "deeper", "asked", "missed", "wrong", "guessed")


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    known = gazetteer()
    return {known.full_name(code): code for code in known.names}


def code_of(chain: str) -> str:
    """A chain of names (四川省-成都市-锦江区) as a code; "" when the list has no such chain."""
    parts = [part for part in chain.split("-") if part]
    # A municipality's name is said once; some write 北京市-北京市-朝阳区.
    once = [p for at, p in enumerate(parts) if at == 0 or p != parts[at - 1]]
    return _by_name().get("".join(once), "")


def codes_of(answer: dict[str, list[str]]) -> list[str]:
    """The codes of an answer; names that no list has count as a code that is wrong."""
    known = gazetteer()
    found = [_without_filler(known.canonical(str(c))) for c in answer.get("codes", [])]
    for chain in answer.get("names", []):
        # A county alone, 朝阳区, names no division: the tool left it open.
        if "-" in chain or code_of(chain):
            found.append(code_of(chain) or f"?{chain}")
    return sorted(set(found))


def _without_filler(code: str) -> str:
    """460401 市辖区 is the city, for a city without counties."""
    known = gazetteer()
    if len(code) == 6 and code not in known.names and code[4:] in ("00", "01"):
        return next((c for c in (code[:4] + "00", code[:4]) if c in known.names), code)
    return code


def verdict(case: Case, answer: dict[str, list[str]]) -> str:
    """One of WORDS.

    right: exactly what is meant (where several are: exactly those). historical: a code no longer
    valid whose one successor is meant. coarse: a division around it. deeper: one inside it that
    the text does not name. asked: several, what is meant among them. missed: nothing, or not all
    of several. wrong: another place. guessed: a place where none, or one where several are meant.
    """
    codes = codes_of(answer)
    if case.count == 1:
        return _one(case.wanted[0], codes)
    if not case.wanted:
        return "guessed" if codes else "right"
    if len(codes) == 1:
        return "guessed"
    listed = {gazetteer().canonical(c) for c in case.wanted} - {""}
    whole = listed == set(codes) or (case.count != len(listed) and listed <= set(codes))
    return "right" if whole else "missed"


def _one(wanted: str, codes: list[str]) -> str:
    if wanted in codes:
        return "right" if len(codes) == 1 else "asked"
    if not codes:
        return "missed"
    if len(codes) > 1:
        return "asked" if any(wanted.startswith(c) for c in codes) else "wrong"
    code = codes[0]
    if code not in gazetteer().names and [d.code for d in successors(code)] == [wanted]:
        return "historical"
    if wanted.startswith(code):
        return "coarse"
    return "deeper" if code.startswith(wanted) else "wrong"


def at_county(cases: list[Case], answers: list[dict[str, list[str]]]) -> int:
    """How many are right when townships are cut to their county, for tools without townships."""
    right = 0
    for case, answer in zip(cases, answers, strict=True):
        wanted = tuple(sorted({gazetteer().canonical(c[:6]) for c in case.wanted}))
        count = len(wanted) if case.count == len(case.wanted) else case.count
        cut = Case(case.text, wanted, count, case.note)
        right += verdict(cut, {"codes": [c[:6] for c in codes_of(answer)]}) == "right"
    return right


def tally(cases: list[Case], answers: list[dict[str, list[str]]]) -> Counter[str]:
    """How many of each word."""
    return Counter(verdict(c, a) for c, a in zip(cases, answers, strict=True))
