"""Customers with loads and windows around one depot, as both file formats describe them."""

from dataclasses import dataclass

from bonafix.routing.errors import unreadable
from bonafix.routing.facts import euclidean
from bonafix.routing.model import Job, Problem, Rates, Technician, Window

TENTHS = 10  # DIMACS: Euclidean distances cut off after one decimal


@dataclass(frozen=True, slots=True)
class Customer:
    """A line of the file; the first one is the depot."""

    number: int
    x: float
    y: float
    demand: int
    ready: float
    due: float
    service: float


def problem(name: str, where: str, vehicles: int, room: int, customers: list[Customer]) -> Problem:
    """A problem in tenths whose technicians are the vehicles and whose parts are the load."""
    if len(customers) < 1 or vehicles < 1:
        raise unreadable(where, "it needs a depot and a vehicle at least")
    if vehicles * len(customers) > 4_000_000:
        raise unreadable(where, "it has more vehicles and customers than can be planned")
    depot = customers[0]
    jobs = tuple(_job(index, c) for index, c in enumerate(customers) if index)
    if len({job.id for job in jobs}) < len(jobs):
        raise unreadable(where, "a customer number is there twice")
    day = Window(_tenths(depot.ready), _tenths(depot.due))
    people = tuple(Technician(str(n + 1), 0, 0, day, stock={"load": room}) for n in range(vehicles))
    travel = euclidean([(c.x, c.y) for c in customers], TENTHS)
    return Problem(jobs, people, travel, rates=Rates(left_out=10**8), scale=TENTHS, name=name)


def _job(index: int, one: Customer) -> Job:
    return Job(
        id=str(one.number),
        place=index,
        duration=_tenths(one.service),
        windows=(Window(_tenths(one.ready), _tenths(one.due)),),
        parts={"load": one.demand} if one.demand else {},
    )


def _tenths(value: float) -> int:
    return round(value * TENTHS)
