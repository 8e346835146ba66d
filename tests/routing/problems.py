"""Problems made by code: small ones by hypothesis, a city by a seed."""

import numpy as np
from hypothesis import strategies as st

from bonafix.routing import Break, Job, Problem, Promise, Rates, Technician, Window

SKILLS = ("lock", "white", "kitchen")
DAY = Window(0, 36_000)


def city(seed: int, technicians: int, jobs: int) -> Problem:
    """A rich city day in seconds: skills, two-hour windows, 22 km/h with parking."""
    rng = np.random.default_rng(seed)
    points = rng.normal(0, 6, (technicians + jobs, 2))
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    travel = np.rint(np.where(far > 0, far * 1.35 / 22 * 3600 + 120, 0)).astype(np.int64)
    people = tuple(
        Technician(
            f"t{i}", i, i, DAY, skills=frozenset(map(str, rng.choice(SKILLS, 2, replace=False)))
        )
        for i in range(technicians)
    )
    work = []
    for i in range(jobs):
        start = int(rng.integers(0, 5)) * 7200
        work.append(
            Job(
                f"j{i}",
                technicians + i,
                int(rng.integers(900, 2700)),
                (Window(start, start + 7200),),
                skills=frozenset({str(rng.choice(SKILLS))}),
            )
        )
    return Problem(tuple(work), people, travel)


@st.composite
def problems(draw: st.DrawFn, *, jobs: int = 6, people: int = 3) -> Problem:
    """Small problems with everything that a problem can say."""
    number, crew = draw(st.integers(0, jobs)), draw(st.integers(1, people))
    places = number + crew + 1
    seed = draw(st.integers(0, 2**32 - 1))
    points = np.random.default_rng(seed).uniform(0, 900, (places, 2))
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    names = [f"t{i}" for i in range(crew)]
    depot = draw(st.sampled_from([None, None, places - 1]))
    return Problem(
        jobs=tuple(draw(_jobs(i, crew + i, names)) for i in range(number)),
        technicians=tuple(draw(_people(i)) for i in range(crew)),
        travel=np.rint(far).astype(np.int64),
        depot=depot,
        depot_duration=60 if depot is not None else 0,
        rates=Rates(working=draw(st.integers(0, 2)), stranger=50),
    )


@st.composite
def _jobs(draw: st.DrawFn, index: int, place: int, names: list[str]) -> Job:
    begin = draw(st.integers(0, 5000))
    windows = draw(st.sampled_from([(), (Window(begin, begin + 3000),)]))
    if draw(st.booleans()):
        windows = (*windows, Window(begin + 4000, begin + 4500))
    some = st.sets(st.sampled_from(names), max_size=1).map(frozenset)
    return Job(
        id=f"j{index}",
        place=place,
        duration=draw(st.integers(0, 1500)),
        windows=windows,
        soft=draw(st.sampled_from([None, Window(begin, begin + 600)])),
        late_cost=2,
        skills=draw(st.sets(st.sampled_from(SKILLS), max_size=1).map(frozenset)),
        tools=draw(st.sampled_from([frozenset(), frozenset({"lift"})])),
        parts=draw(st.sampled_from([{}, {"pump": 1}])),
        priority=draw(st.integers(0, 100)),
        promise=draw(st.sampled_from([None, Promise(begin, 600, names[0], 70)])),
        pin=draw(st.sampled_from([None, None, names[-1]])),
        pin_start=draw(st.sampled_from([None, None, None, begin + 50])),
        preferred=draw(some),
        barred=draw(some),
        workers=draw(st.sampled_from([1, 1, 1, 2])),
    )


@st.composite
def _people(draw: st.DrawFn, index: int) -> Technician:
    return Technician(
        id=f"t{index}",
        start=index,
        end=draw(st.sampled_from([None, index])),
        shift=Window(0, draw(st.integers(3000, 12_000))),
        breaks=draw(st.sampled_from([(), (Break(1000, 3000, 300),)])),
        skills=draw(st.sets(st.sampled_from(SKILLS)).map(frozenset)),
        tools=draw(st.sampled_from([frozenset(), frozenset({"lift"})])),
        stock=draw(st.sampled_from([{}, {"pump": 1}, {"pump": 9}])),
        overtime=draw(st.sampled_from([0, 900])),
        overtime_cost=3,
        fixed_cost=draw(st.sampled_from([0, 100])),
    )
