"""What a simulated day was like, in figures."""

from dataclasses import dataclass

from bonafix.routing.simulate.day import World


@dataclass(frozen=True, slots=True)
class Measures:
    """Shares in percent; minutes; hours on the road of all technicians."""

    urgent_in_time: float
    booked_late: float
    urgent_median: float
    urgent_p90: float
    unserved: int
    travel_hours: float


def measure(world: World) -> Measures:
    """The figures of a finished day; whoever cancelled does not count."""
    urgent = [t for t in world.tasks if t.kind == "urgent"]
    booked = [t for t in world.tasks if t.kind == "booked" and t.index not in world.gone]
    never = 24 * 3600.0
    waits = sorted((world.begun.get(t.index, never) - t.reported) / 60 for t in urgent)
    kept = sum(1 for t in urgent if world.begun.get(t.index, never) <= t.due)
    late = sum(1 for t in booked if world.begun.get(t.index, never * 9) > t.due)
    done = [t for t in [*urgent, *booked] if t.index in world.begun]
    return Measures(
        urgent_in_time=100 * kept / max(1, len(urgent)),
        booked_late=100 * late / max(1, len(booked)),
        urgent_median=waits[len(waits) // 2] if waits else 0.0,
        urgent_p90=waits[int(0.9 * (len(waits) - 1))] if waits else 0.0,
        unserved=len(urgent) + len(booked) - len(done),
        travel_hours=world.driven / 3600,
    )
