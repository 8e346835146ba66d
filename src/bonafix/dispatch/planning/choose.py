"""The live decision of `routing`, checked, and told in the house's words. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bonafix.dispatch.planning.lay_out import NEW, Laid, lay_out
from bonafix.dispatch.planning.prices import ROAD
from bonafix.dispatch.rules import Day, Decision, Job, Offer, PassedOver, Shifted, round_up
from bonafix.routing.checker import check
from bonafix.routing.facts import Facts
from bonafix.routing.live.decide import Alternative, decide
from bonafix.routing.model import Costs, Plan, Problem, Route, Stop
from bonafix.routing.timing import costs, schedule

RULE = "least_harm"
# An urgent report looks at what begins within a day first; at all days when nobody can.
SOON = timedelta(hours=24)
TOLD_IN_FULL = 12


class Refusal(Exception):
    """The independent checker does not let the plan pass; `rules` are its words."""

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__(", ".join(rules))
        self.rules = tuple(rules)


def choose(job: Job, days: Sequence[Day], now: datetime) -> Decision:
    """Whoever harms the whole day least, and what each other would have been.

    The day of the chosen one goes through the independent checker before it is answered.
    Raises `Refusal` when that finds a fault.
    """
    first = _choose(job, days, now, SOON if job.urgent else None)
    if first.offer is None and job.urgent:
        return _choose(job, days, now, None)
    return first


def _choose(job: Job, days: Sequence[Day], now: datetime, within: timedelta | None) -> Decision:
    laid = lay_out(job, days, now, within)
    found = decide(laid.problem, laid.plan, NEW, detail=TOLD_IN_FULL)
    if not found.alternatives:
        full = {laid.technician(name) for name in laid.stretches}
        passed = [PassedOver(one, "no_time") for one in sorted(full)]
        return Decision(None, (*laid.passed_over, *passed), RULE)
    best = found.alternatives[0]
    route = best.route if job.urgent else _rounded(laid, best.route)
    _pass_the_checker(laid, route)
    offer = _offer(laid, route)
    shifted = tuple(_shifted(laid, route))
    told = [(w.technician, w.extra) for w in found.others]
    passed_over = _others(laid, found.alternatives, told, offer)
    return Decision(offer, passed_over, RULE, _added_way(best), shifted)


def exact_offer(laid: Laid, route: Route) -> Offer:
    """When whoever drives this day is at `NEW`, to the next five minutes where that is possible.

    The day goes through the independent checker; raises `Refusal` when that finds a fault.
    """
    even = _rounded(laid, route)
    _pass_the_checker(laid, even)
    return _offer(laid, even)


def compared(job: Job, days: Sequence[Day], now: datetime, offer: Offer) -> tuple[PassedOver, ...]:
    """What everybody else would have been beside this choice of a person."""
    laid = lay_out(job, days, now, SOON if job.urgent else None)
    found = decide(laid.problem, laid.plan, NEW, detail=TOLD_IN_FULL)
    if not found.alternatives:
        return laid.passed_over
    told = [(w.technician, w.extra) for w in found.others]
    return _others(laid, found.alternatives, told, offer)


def _rounded(laid: Laid, route: Route) -> Route:
    """The same day with the new visit at the next five minutes, where that is possible."""
    facts, who = Facts(laid.problem), _who(laid, route)
    start = next(stop.start for stop in route.stops if stop.job == NEW)
    even = int((round_up(laid.at(start)) - laid.zero).total_seconds())
    pinned = tuple(replace(j, pin_start=even) if j.id == NEW else j for j in laid.problem.jobs)
    order = [facts.job_index[stop.job] for stop in route.stops if stop.job is not None]
    later = schedule(Facts(replace(laid.problem, jobs=pinned)), who, order)
    return later or route


def _who(laid: Laid, route: Route) -> int:
    names = [worker.id for worker in laid.problem.technicians]
    return names.index(route.technician)


def _pass_the_checker(laid: Laid, route: Route) -> None:
    """Everybody else's day is as it was booked, so that this one is all there is to check."""
    named = set(route.jobs)
    who = laid.problem.technicians[_who(laid, route)]
    part: Problem = replace(
        laid.problem,
        jobs=tuple(job for job in laid.problem.jobs if job.id in named),
        technicians=(who,),
    )
    told: Costs = costs(Facts(part), 0, route)
    faults = check(part, Plan((route,), (), told))
    booked = {s.job for r in laid.plan.routes if r.technician == who.id for s in r.stops}
    if faults or named != booked | {NEW}:
        raise Refusal([fault.rule for fault in faults] or ["count"])


def _offer(laid: Laid, route: Route) -> Offer:
    """When the chosen one leaves, arrives and is free; fractions of a second given back."""
    place, free = _before(laid, route)
    who = laid.technician(route.technician)
    for stop in route.stops:
        if stop.job == NEW:
            way = _way(laid, place, stop)
            arrives = laid.at(stop.start)
            leaves = max(arrives - way, free)
            return Offer(who, leaves, arrives, laid.at(stop.end), arrives - leaves)
        place, free = _place(laid, stop), _free(laid, stop)
    raise Refusal(["count"])


def _shifted(laid: Laid, route: Route) -> list[Shifted]:
    """Visits after the new one whose times change, in the order of time."""
    place, free = _before(laid, route)
    found: list[Shifted] = []
    after = False
    for stop in route.stops:
        if stop.job == NEW:
            after, place, free = True, _place(laid, stop), laid.at(stop.end)
            continue
        ends = _free(laid, stop)
        if after and stop.job is not None:
            was = laid.stops[stop.job]
            arrives = ends - (was.span[1] - was.arrives)
            leaves = max(arrives - _way(laid, place, stop), free)
            if (leaves, ends) != was.span and was.case_id is not None:
                minutes = int((arrives - was.arrives).total_seconds() // 60)
                found.append(Shifted(was.case_id, leaves, arrives, ends, minutes))
        place, free = _place(laid, stop), ends
    return found


def _before(laid: Laid, route: Route) -> tuple[int, datetime]:
    who = laid.problem.technicians[_who(laid, route)]
    return who.start, max(laid.stretches[who.id].free, laid.at(who.shift.start))


def _place(laid: Laid, stop: Stop) -> int:
    return laid.places[stop.job or ""]


def _way(laid: Laid, place: int, stop: Stop) -> timedelta:
    return timedelta(seconds=laid.problem.travel.item(place, _place(laid, stop)))


def _free(laid: Laid, stop: Stop) -> datetime:
    """When a booked visit ends; exactly as booked when it stays where it is."""
    was = laid.stops[stop.job or ""]
    booked = int((was.arrives - laid.zero).total_seconds() // 1)
    return was.span[1] + timedelta(seconds=stop.start - booked)


def _added_way(one: Alternative) -> timedelta:
    """What this adds to the day's driving; less than nothing is possible."""
    return timedelta(seconds=one.extra.travel / ROAD)


def _others(
    laid: Laid,
    tried: Sequence[Alternative],
    told: Sequence[tuple[str, int | None]],
    offer: Offer,
) -> tuple[PassedOver, ...]:
    """Everyone who is not sent, once each: the best of their stretches speaks."""
    whose = laid.technician
    chosen = next((one for one in tried if whose(one.technician) == offer.technician_id), tried[0])
    found: dict[UUID, PassedOver] = {}
    for one in tried:
        found.setdefault(whose(one.technician), _dearer(laid, one, offer, chosen))
    for name, extra in sorted(told, key=lambda one: one[1] is None):
        word = "no_time" if extra is None else "dearer_far"
        found.setdefault(whose(name), PassedOver(whose(name), word))
    found.pop(offer.technician_id, None)
    away = [one for one in laid.passed_over if one.technician_id != offer.technician_id]
    return (*found.values(), *away)


def _dearer(laid: Laid, one: Alternative, offer: Offer, chosen: Alternative) -> PassedOver:
    later = laid.at(one.start) - offer.arrives
    way = _added_way(one) - _added_way(chosen)
    pushed = sum(1 for shift in _shifted(laid, one.route) if shift.minutes > 0)
    minutes, road = (int(span.total_seconds() / 60) for span in (later, way))
    return PassedOver(laid.technician(one.technician), "dearer", minutes, (), road, pushed)
