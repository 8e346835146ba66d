"""Criminal law: the sum against the figures of the place and the time, each on a track.

刑法 266 with 法释〔2011〕7号 and the provinces' figures; beside it 法发〔2016〕32号 for telecom
and network fraud, because it is disputed which of the two a faked refund claim is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from bonafix.kit.money import Fen
from bonafix.kit.texts import N_
from bonafix.law import losses
from bonafix.law.catalogue import Catalogue
from bonafix.law.model import (
    LEVELS,
    Act,
    Condition,
    Facts,
    Money,
    Rule,
    Said,
    State,
    Status,
    Threshold,
    Track,
    said,
)
from bonafix.law.regions import province
from bonafix.law.tracks import conditions

AMOUNT_MET = N_("The sum of %(loss)s reaches %(level)s by this figure.")
AMOUNT_BELOW = N_("The sum of %(loss)s lies below %(low)s, where this figure begins.")
AMOUNT_DEPENDS = N_(
    "The sum of %(loss)s lies inside the range from %(low)s to %(high)s; the place's own "
    "figure decides whether %(level)s is reached."
)
OTHER_GRAVE = N_("Whether there are other grave circumstances is for the authority.")
NO_OWN = N_("No figure of its own is on file for %(province)s: the national range is shown.")
NO_REGION = N_("The place of the act is not stated for %(acts)s: the national range is shown.")
CHANGED = N_(
    "The figure on file for %(province)s ended about %(day)s; the new one is not on file, so "
    "the national range is shown."
)
CLOSER = N_(
    "%(province)s has figures by city; the place is not stated closely enough, so each is shown."
)
TWO_VERSIONS = N_(
    "The figure changed between the act and the decision: both are shown, the authority decides."
)
BY_ANALOGY = N_(
    "For ordinary fraud no source is on file for the span of adding up; two years are used "
    "by analogy (未核实)."
)
DISPUTED = N_(
    "Whether a refund claim made to chosen merchants is telecom and network fraud is "
    "disputed: both tracks are shown."
)
PLACE = N_(
    "Which place's figures apply, where claims lie in several places, is decided by the authority."
)
NO_FIGURE = N_("No figure in force on %(day)s is on file (未核实).")


def tracks(rules: Catalogue, facts: Facts, acts: Sequence[Act], end: date) -> Iterator[Track]:
    """A track for each figure of each place, then that of telecom fraud; `acts` are sorted."""
    for (_, figures), areas in _areas(rules, acts, end).items():
        yield from _ordinary(rules, facts, acts, areas, figures, end)
    yield from _telecom(rules, facts, acts, end)


Areas = dict[tuple[str, tuple[Rule, ...]], list[str | None]]


def _areas(rules: Catalogue, acts: Sequence[Act], end: date) -> Areas:
    """Places of one province with the same figures, together; None: the place is not stated."""
    found: Areas = {}
    for area in sorted({act.region for act in acts}, key=lambda code: code or "~"):
        days = [act.acted for act in acts if act.region == area]
        figures = rules.versions("criminal.figures", area, [*days, end])
        found.setdefault(((area or "")[:2], figures), []).append(area)
    return found


def _ordinary(
    rules: Catalogue,
    facts: Facts,
    acts: Sequence[Act],
    areas: list[str | None],
    figures: tuple[Rule, ...],
    end: date,
) -> Iterator[Track]:
    adding = rules["criminal.cumulation.ordinary"]
    span = losses.window(acts, cast(int, adding.value["years"]), lambda act: act.region in areas)
    days = [*(act.acted for act in acts if act.region in areas), end]
    track = Track(
        "criminal",
        rules["criminal.266"],
        None,
        tuple(act.id for act in span),
        losses.total(span),
        "no_figure",
        tuple(area for area in areas if area),
        adding if len(span) > 1 else None,
        notes=tuple(_notes(rules, figures, areas[0], span, days)),
    )
    if not figures:
        yield track
    for rule in figures:
        yield _measured(facts, track, rule, span)


def _telecom(rules: Catalogue, facts: Facts, acts: Sequence[Act], end: date) -> Iterator[Track]:
    rule = rules.version("criminal.telecom", end)
    if rule is None:
        return
    adding = rules["criminal.cumulation.telecom"]
    since = [act for act in acts if rule.in_force(act.acted)]
    span = losses.window(since, cast(int, adding.value["years"]))
    if span:
        track = Track(
            "criminal_telecom",
            rules["criminal.266"],
            None,
            tuple(act.id for act in span),
            losses.total(span),
            "no_figure",
            (),
            adding if len(span) > 1 else None,
            notes=(said(DISPUTED),),
        )
        yield _measured(facts, track, rule, span)


def _notes(
    rules: Catalogue,
    figures: Sequence[Rule],
    area: str | None,
    span: Sequence[Act],
    days: list[date],
) -> Iterator[Said]:
    bare = [day for day in days if not rules.version("criminal.figures", day, area)]
    if bare:
        yield said(NO_FIGURE, day=min(bare))
    if area is None:
        yield said(NO_REGION, acts=conditions.names([a for a in span if a.region is None]))
    else:
        yield from _place_notes(rules, figures, area, days)
    if len({act.region for act in span if act.region}) > 1:
        yield said(PLACE)
    if len(span) > 1:
        yield said(BY_ANALOGY)


def _place_notes(
    rules: Catalogue, figures: Sequence[Rule], area: str, days: list[date]
) -> Iterator[Said]:
    national = any(not rule.regions for rule in figures)
    ended = [r for r in rules.own_figures(area) if r.effective_to and r.effective_to < max(days)]
    if national and ended:
        yield said(CHANGED, province=province(area), day=ended[0].effective_to or max(days))
    elif national and not rules.own_figures(area):
        yield said(NO_OWN, province=province(area))
    parts = [r for r in figures if any(len(code) > len(area) for code in r.regions)]
    if parts:
        yield said(CLOSER, province=province(area))
    elif len(figures) > 1:
        yield said(TWO_VERSIONS)


def _measured(facts: Facts, track: Track, figures: Rule, span: Sequence[Act]) -> Track:
    """The track with its sum held against a figure."""
    limit = threshold(figures)
    level, possible = levels(limit, track.loss)
    status: Status = "reached" if level else "depends" if possible else "below"
    needs = (
        _amount(limit, track.loss, level, possible),
        conditions.deception(span),
        conditions.relied(span),
        conditions.same_person(facts, span),
        conditions.untreated(span),
        conditions.INTENT,
        Condition("grave", "for_authority", said(OTHER_GRAVE)),
    )
    return replace(
        track,
        figures=figures,
        status=status,
        threshold=limit,
        level=level,
        possible=possible,
        conditions=needs,
    )


def threshold(figures: Rule) -> Threshold:
    """The amounts of a rule, in fen."""
    pairs = {}
    for name in LEVELS:
        low, high = cast(list[int], figures.value[name])
        pairs[name] = (low * 100, high * 100)
    own = bool(figures.regions) or figures.track == "criminal_telecom"
    return Threshold(pairs["large"], pairs["huge"], pairs["especially_huge"], own)


def levels(limit: Threshold, loss: Fen) -> tuple[str | None, str | None]:
    """(the highest tier reached whatever the place's figure, a higher one that a range allows).

    An amount equal to the figure reaches it: 法释〔2011〕7号 says “以上”.
    """
    level = possible = None
    for name in LEVELS:
        low, high = cast(tuple[Fen, Fen], getattr(limit, name))
        if loss >= high:
            level = name
        elif loss >= low:
            possible = name
    return level, possible


def _amount(limit: Threshold, loss: Fen, level: str | None, possible: str | None) -> Condition:
    state: State
    if possible:
        low, high = cast(tuple[Fen, Fen], getattr(limit, possible))
        state = "met" if level else "depends"
        text = said(
            AMOUNT_DEPENDS, loss=Money(loss), low=Money(low), high=Money(high), level=possible
        )
    elif level:
        state, text = "met", said(AMOUNT_MET, loss=Money(loss), level=level)
    else:
        state, text = "not_met", said(AMOUNT_BELOW, loss=Money(loss), low=Money(limit.large[0]))
    return Condition("amount", state, text)
