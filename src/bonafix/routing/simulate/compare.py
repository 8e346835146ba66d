"""Policies side by side on the same days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from bonafix.routing.simulate.base_plan import base_plan
from bonafix.routing.simulate.city import City, draw
from bonafix.routing.simulate.day import Policy, World
from bonafix.routing.simulate.measures import Measures, measure
from bonafix.routing.simulate.policies.ours import Ours
from bonafix.routing.simulate.policies.simple import (
    CheapestInsertion,
    EarliestArrival,
    NearestIdle,
)
from bonafix.routing.simulate.statistics import Interval, difference, interval

POLICIES: dict[str, Callable[[], Policy]] = {
    NearestIdle.name: NearestIdle,
    EarliestArrival.name: EarliestArrival,
    CheapestInsertion.name: CheapestInsertion,
    Ours.name: Ours,
}
MEASURES = tuple(f.name for f in fields(Measures))


@dataclass(frozen=True)
class Comparison:
    """Figures of every policy for every seed, in the order of `seeds`."""

    seeds: tuple[int, ...]
    figures: dict[str, tuple[Measures, ...]]

    def values(self, policy: str, measure_name: str) -> list[float]:
        """One figure of a policy, seed by seed."""
        return [float(getattr(m, measure_name)) for m in self.figures[policy]]

    def mean(self, policy: str, measure_name: str) -> Interval:
        """Mean over seeds with its interval."""
        return interval(self.values(policy, measure_name))

    def ahead(self, policy: str, other: str, measure_name: str) -> Interval:
        """How much `policy` is above `other`, paired by seed."""
        return difference(self.values(policy, measure_name), self.values(other, measure_name))


def compare(city: City, names: Sequence[str], seeds: Sequence[int]) -> Comparison:
    """Run every policy on the day of every seed."""
    figures: dict[str, list[Measures]] = {name: [] for name in names}
    for seed in seeds:
        drawn = draw(city, seed)
        plan = base_plan(drawn)
        for name in names:
            world = World(drawn, POLICIES[name](), plan)
            world.run()
            figures[name].append(measure(world))
    return Comparison(tuple(seeds), {name: tuple(m) for name, m in figures.items()})
