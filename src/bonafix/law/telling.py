"""The grade as text for people, Chinese or English."""

from collections.abc import Iterator

from bonafix.kit.money import show
from bonafix.kit.texts import N_
from bonafix.law.model import Grade, PlatformGrade, Rule, Threshold, TimeLimit, Track, said
from bonafix.law.showing import DISCLAIMER
from bonafix.law.words import level, mark, tell, text

STATES = {
    "met": N_("stated so"),
    "not_met": N_("not met as stated"),
    "unstated": N_("not stated here"),
    "depends": N_("depends on the place's figure"),
    "for_authority": N_("for a person or an authority"),
}
STATUSES = {
    "reached": N_("amount reached"),
    "depends": N_("depends on the place's figure"),
    "exists": N_("way open"),
    "below": N_("below the amount"),
    "no_figure": N_("no figure on file"),
    "time_limit_passed": N_("time limit passed"),
}
KINDS = {
    "civil": N_("Civil law"),
    "administrative": N_("Public security administration"),
    "criminal": N_("Criminal law"),
    "criminal_telecom": N_("Criminal law, telecom and network fraud"),
}
REASONS = {
    "punished": N_("already punished: does not count"),
    "settled": N_("already settled: does not count"),
    "after_as_of": N_("after the day as of which is asked: does not count"),
    "window": N_("outside the two years of the sum"),
}
DUTY_STATES = {
    "kept": N_("the record shows it done"),
    "not_kept": N_("the record shows it not done"),
    "unstated": N_("the record says nothing: to be asked for"),
    "not_in_force": N_("not in force on that day"),
    "not_asked": N_("its occasion did not arise"),
}
ROUTE_STATES = {
    "open": N_("way open"),
    "met": N_("open by the stated record"),
    "unstated": N_("not stated here"),
    "not_met": N_("nothing stated opens it"),
    "not_in_force": N_("not in force on that day"),
    "not_a_route": N_("no route for a merchant"),
}
LIMITS = {
    "found": N_("until then the police must have learned of it"),
    "from_knowledge": N_("from the day of knowledge"),
    "longest": N_("from the act, at the longest"),
}
LIMIT_STATES = {
    "open": STATUSES["exists"],
    "passed": STATUSES["time_limit_passed"],
    "unstated": STATES["unstated"],
}
LOSS = N_("Sum of the losses: %(loss)s (goods, freight, stated others; as of %(day)s)")
ACT = N_("%(id)s  %(day)s  %(loss)s  %(place)s  %(state)s")
COUNTS = N_("counts in the sum")
NO_PLACE = N_("place not stated")
FIGURES = N_("Amounts: %(large)s / %(huge)s / %(especially)s yuan, %(whose)s [%(mark)s] %(source)s")
OWN = N_("figure of the place")
NATIONAL = N_("range for the whole country")
FLAT = N_("one figure for the whole country")
SOURCE = N_("Source: %(source)s [%(mark)s], checked %(day)s")
UNVERIFIED = N_("Unverified (未核实): %(fields)s")
HEAD_NOT = N_("Not reached by what is stated")
HEAD_UNSTATED = N_("What is not stated")
HEAD_PLATFORM = N_("The platform's own duty: %(name)s")
HEAD_ROUTES = N_("Where a complaint about the platform may go")
NONE = N_("No track: nothing that counts is stated.")


def as_text(grade: Grade, language: str) -> str:
    """Lines for people; ends with what the answer is not."""
    return "\n".join(_lines(grade, language))


def _lines(grade: Grade, lang: str) -> Iterator[str]:
    yield tell(said(LOSS, loss=show(grade.loss), day=grade.as_of), lang)
    yield from _acts(grade, lang)
    if not grade.tracks:
        yield text(NONE, lang)
    for track in grade.tracks:
        yield ""
        yield from track_lines(track, lang)
    if grade.not_reached:
        yield from ("", f"== {text(HEAD_NOT, lang)} ==")
        for track in grade.not_reached:
            yield from track_lines(track, lang)
    if grade.unstated:
        yield from ("", f"== {text(HEAD_UNSTATED, lang)} ==")
        yield from (f"- {tell(gap, lang)}" for gap in grade.unstated)
    if grade.platform:
        yield from ("", *platform_lines(grade.platform, lang))
    yield from ("", text(DISCLAIMER, lang))


def _acts(grade: Grade, lang: str) -> Iterator[str]:
    reasons = {left.act: left.reason for left in grade.left_out}
    for act in sorted(grade.facts.acts, key=lambda a: a.key):
        why = reasons.get(act.id) or ("" if act.id in grade.in_sum else "window")
        state = text(REASONS[why] if why else COUNTS, lang)
        place = act.region or text(NO_PLACE, lang)
        yield "  " + tell(
            said(ACT, id=act.id, day=act.acted, loss=show(act.loss), place=place, state=state), lang
        )


def track_lines(track: Track, lang: str) -> Iterator[str]:
    """One track: law, article, quote, figures, source, conditions, time limits, notes."""
    tier = track.level or track.possible
    reached = f", {level(tier, lang)}" if tier else ""
    kind, status = text(KINDS[track.kind], lang), text(STATUSES[track.status], lang)
    yield f"== {kind}: {status}{reached}, {show(track.loss)} ({', '.join(track.acts)}) =="
    yield from rule_lines(track.rule, lang)
    if track.threshold and track.figures:
        yield _figures(track.threshold, track.figures, lang)
    for condition in track.conditions:
        yield f"  [{text(STATES[condition.state], lang)}] {tell(condition.text, lang)}"
    yield from (_limit(limit, lang) for limit in track.time_limits)
    yield from (f"  * {tell(note, lang)}" for note in track.notes)


def rule_lines(rule: Rule, lang: str) -> Iterator[str]:
    """Law, article, version, quote, source with its mark, and what is unverified of it."""
    name = f"《{rule.law.zh}》{rule.doc_no}{rule.article}"
    yield f"  {name} ({rule.version.of(lang)}): {rule.title.of(lang)}"
    if rule.quote:
        yield f"  「{rule.quote}」[{mark(rule.quote_mark, lang)}]"
    source = said(SOURCE, source=rule.source, mark=mark(rule.mark, lang), day=rule.verified_on)
    yield f"  {tell(source, lang)}"
    if rule.unverified:
        yield "  " + tell(said(UNVERIFIED, fields=", ".join(rule.unverified)), lang)


def _figures(limit: Threshold, rule: Rule, lang: str) -> str:
    flat = rule.track == "criminal_telecom"
    whose = FLAT if flat else OWN if limit.own_figure else NATIONAL
    return "  " + tell(
        said(
            FIGURES,
            large=_pair(limit.large),
            huge=_pair(limit.huge),
            especially=_pair(limit.especially_huge),
            whose=text(whose, lang),
            mark=mark(rule.mark, lang),
            source=f"{rule.law.of(lang)} {rule.doc_no}{rule.article}",
        ),
        lang,
    )


def _pair(pair: tuple[int, int]) -> str:
    low, high = (f"{fen // 100:,}" for fen in pair)
    return low if low == high else f"{low}–{high}"


def _limit(limit: TimeLimit, lang: str) -> str:
    until = limit.until.isoformat() if limit.until else text(STATES["unstated"], lang)
    state = text(LIMIT_STATES[limit.state], lang)
    name = text(LIMITS[limit.name], lang)
    return f"  {limit.act}: {limit.rule.law.zh}{limit.rule.article} {name}: {until} ({state})"


def platform_lines(platform: PlatformGrade, lang: str) -> Iterator[str]:
    """Each duty with what the record shows, then the routes."""
    yield f"== {tell(said(HEAD_PLATFORM, name=platform.name), lang)} =="
    for duty in platform.duties:
        yield f"  [{text(DUTY_STATES[duty.state], lang)}]"
        yield from rule_lines(duty.rule, lang)
        if duty.rule.note:
            yield f"  * {duty.rule.note.of(lang)}"
    yield from (f"  * {tell(note, lang)}" for note in platform.notes)
    yield f"== {text(HEAD_ROUTES, lang)} =="
    for route in platform.routes:
        yield f"  [{text(ROUTE_STATES[route.state], lang)}]"
        yield from rule_lines(route.rule, lang)
        if route.rule.note:
            yield f"  * {route.rule.note.of(lang)}"
