"""From stated facts to the tracks that the law knows: selection, arithmetic and calendars only.

No verdict: the answer says which conditions the stated facts would meet, which are unstated, and
what a person or an authority has to decide. `as_of` is an argument; no clock is read here.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from bonafix.kit.texts import N_
from bonafix.law import losses
from bonafix.law.catalogue import Catalogue, catalogue
from bonafix.law.errors import BadFacts
from bonafix.law.model import Act, Facts, Grade, Said, Track, said
from bonafix.law.platform import grade_platform
from bonafix.law.tracks import administrative, civil, criminal

YEARS = 2
ORDER = ("reached", "depends", "exists", "no_figure")
NO_REGION = N_("the place of the act: %(acts)s")
NO_KNOWN = N_("the day on which the merchant learned of it: %(acts)s")
NO_TREATMENT = N_("whether it was already punished or settled: %(acts)s")
NO_DECEPTION = N_("what was presented and what was measured: %(acts)s")
NO_RELIED = N_("whether the refund was made because of it: %(acts)s")
NO_FOUND = N_("when the police learned of it, if they did: %(acts)s")
OVERDUE = N_("whether the rules are still as on file: their review was due on %(day)s")
NO_SAME = N_("on what it rests that all claims come from one person")


def grade(facts: Facts, as_of: date, rules: Catalogue | None = None) -> Grade:
    """The tracks for what is stated, as the law on file stood on `as_of` (Asia/Shanghai).

    `facts.decided` is the day on which an authority decided, None while undecided: then the law
    of the act's day and that of `as_of` are both looked at. The order of the acts does not
    matter, punished and settled ones never count, and a larger loss never takes a track away.
    `BadFacts` for acts with the same id or a decision before the act.
    """
    known = rules or catalogue()
    _check(facts, as_of)
    counted, left = losses.split(facts.acts, as_of)
    counted_with_loss = tuple(act for act in counted if act.loss > 0)
    span = losses.window(counted, YEARS)
    end = facts.decided or as_of
    found = list(_tracks(known, facts, counted_with_loss, as_of, end))
    return Grade(
        facts,
        as_of,
        losses.total(span),
        tuple(act.id for act in span),
        counted,
        left,
        tuple(sorted((t for t in found if t.status in ORDER), key=lambda t: ORDER.index(t.status))),
        tuple(t for t in found if t.status not in ORDER),
        (*_unstated(facts, counted), *_review(known, as_of)),
        grade_platform(known, facts.platform, as_of) if facts.platform else None,
    )


def _check(facts: Facts, as_of: date) -> None:
    ids = [act.id for act in facts.acts]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise BadFacts(where="acts", wrong=f"the id “{twice[0][:40]}” occurs twice")
    first = max((act.acted for act in facts.acts if act.acted <= as_of), default=None)
    if facts.decided and first and facts.decided < first:
        wrong = f"{facts.decided} lies before an act of {first}; nothing is decided beforehand"
        raise BadFacts(where="decided", wrong=wrong)


def _tracks(
    rules: Catalogue, facts: Facts, acts: Sequence[Act], as_of: date, end: date
) -> Iterator[Track]:
    if not acts:
        return
    yield from criminal.tracks(rules, facts, acts, end)
    yield from administrative.tracks(rules, facts, acts, as_of, end)
    yield from civil.tracks(rules, acts, as_of)


def _unstated(facts: Facts, acts: Sequence[Act]) -> Iterator[Said]:
    gaps = (
        (NO_REGION, [a.id for a in acts if a.region is None]),
        (NO_TREATMENT, [a.id for a in acts if a.treatment is None]),
        (NO_DECEPTION, [a.id for a in acts if not a.deception and not a.findings]),
        (NO_RELIED, [a.id for a in acts if a.relied is None]),
        (NO_KNOWN, [a.id for a in acts if a.known_on is None]),
        (NO_FOUND, [a.id for a in acts if a.found_on is None]),
    )
    for text, ids in gaps:
        if ids:
            yield said(text, acts=", ".join(ids))
    if len(acts) > 1 and not facts.same_person:
        yield said(NO_SAME)


def _review(rules: Catalogue, as_of: date) -> Iterator[Said]:
    due = min(rule.review_due for rule in rules.rules)
    if as_of > due:
        yield said(OVERDUE, day=due)
