"""Our own problem format (docs/routing.md, schemas/problem.json): everything `Problem` can say."""

from typing import Annotated, Any, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bonafix.routing.errors import unreadable
from bonafix.routing.model import (
    Break,
    Job,
    Matrix,
    Problem,
    Promise,
    Rates,
    Technician,
    Window,
)
from bonafix.routing.travel.model import TravelModel

BIG = 10**12
Tick: TypeAlias = Annotated[int, Field(ge=-BIG, le=BIG)]
Amount: TypeAlias = Annotated[int, Field(ge=0, le=10**9)]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
Span: TypeAlias = tuple[Tick, Tick]
Latitude: TypeAlias = Annotated[float, Field(ge=-90, le=90)]
Longitude: TypeAlias = Annotated[float, Field(ge=-180, le=180)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Soft(_Part):
    """A wished window: starting after it costs `late_cost` a tick."""

    window: Span
    late_cost: Amount = 1


class Told(_Part):
    """What the customer was told."""

    start: Tick
    tolerance: Amount = 0
    technician: Name | None = None
    gain: Amount = 0


class Pin(_Part):
    """A dispatcher's order."""

    technician: Name | None = None
    start: Tick | None = None


class JobIn(_Part):
    """One visit."""

    id: Name
    place: Amount
    duration: Amount
    windows: list[Span] = Field(default=[], max_length=100)
    soft: Soft | None = None
    skills: list[Name] = []
    tools: list[Name] = []
    parts: dict[Name, Amount] = {}
    priority: Annotated[int, Field(ge=0, le=100)] = 50
    promise: Told | None = None
    pin: Pin | None = None
    preferred: list[Name] = []
    barred: list[Name] = []
    workers: Annotated[int, Field(ge=1, le=20)] = 1


class BreakIn(_Part):
    """A pause."""

    earliest: Tick
    latest: Tick
    duration: Amount


class TechnicianIn(_Part):
    """One person's day; `end` null: it ends at the last job."""

    id: Name
    start: Amount
    end: Amount | None
    shift: Span
    breaks: list[BreakIn] = Field(default=[], max_length=10)
    skills: list[Name] = []
    tools: list[Name] = []
    stock: dict[Name, Amount] = {}
    overtime: Amount = 0
    overtime_cost: Amount = 0
    fixed_cost: Amount = 0


class DepotIn(_Part):
    """Where tools and parts are fetched."""

    place: Amount
    duration: Amount = 0


class RatesIn(_Part):
    """Prices of a tick of travel, a tick of paid time, a stranger, a job left out."""

    travel: Amount = 1
    working: Amount = 0
    stranger: Amount = 0
    left_out: Amount = 10**7


class ModelIn(_Part):
    """How long a way takes when only coordinates are given."""

    detour: Annotated[float, Field(ge=1, le=5)] = 1.35
    kmh: Annotated[float, Field(gt=0, le=200)] = 22.0
    parking: Amount = 120


class ProblemIn(_Part):
    """A file. `travel` is a square matrix in ticks, or `places` are WGS-84 points."""

    name: str = Field(default="", max_length=200)
    scale: Annotated[int, Field(ge=1, le=10**6)] = 1
    places: list[tuple[Latitude, Longitude]] | None = None
    travel: list[list[Amount]] | None = None
    distance: list[list[Amount]] | None = None
    travel_model: ModelIn = ModelIn()
    depot: DepotIn | None = None
    rates: RatesIn = RatesIn()
    technicians: list[TechnicianIn] = Field(max_length=20_000)
    jobs: list[JobIn] = Field(max_length=100_000)


def schema() -> dict[str, Any]:
    """The JSON Schema of a problem file, as shipped in schemas/problem.json."""
    made = ProblemIn.model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["$id"] = "https://bonafix.example/schemas/problem.json"
    made["title"] = "A problem for bonafix plan"
    return made


def looks(text: str) -> bool:
    """Does it begin like an object?"""
    return text.lstrip()[:1] == "{"


def read(text: str, where: str) -> Problem:
    """The problem of a JSON text; raises `Unreadable` with the path of what is wrong."""
    try:
        given = ProblemIn.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"])
        raise unreadable(where, f"{path.lstrip('.') or 'text'}: {first['msg']}") from None
    return build(given, where)


def build(given: ProblemIn, where: str) -> Problem:
    """The problem of a validated file; what the schema cannot say is checked here."""
    travel = _travel(given, where)
    _references(given, len(travel), where)
    distance = _matrix(given.distance, "distance", where) if given.distance is not None else None
    if distance is not None and distance.shape != travel.shape:
        raise unreadable(where, "distance: it must be as large as travel")
    return Problem(
        jobs=tuple(_job(j) for j in given.jobs),
        technicians=tuple(_technician(t) for t in given.technicians),
        travel=travel,
        distance=distance,
        depot=given.depot.place if given.depot else None,
        depot_duration=given.depot.duration if given.depot else 0,
        rates=Rates(**given.rates.model_dump()),
        scale=given.scale,
        name=given.name,
    )


def _matrix(rows: list[list[int]], name: str, where: str) -> Matrix:
    for index, row in enumerate(rows):
        if len(row) != len(rows):
            wrong = f"{name}[{index}]: {len(row)} numbers in a matrix of {len(rows)} rows"
            raise unreadable(where, wrong)
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(rows))


def _travel(given: ProblemIn, where: str) -> Matrix:
    if given.travel is not None:
        return _matrix(given.travel, "travel", where)
    if given.places is None:
        raise unreadable(where, "travel or places is needed")
    if len(given.places) > 10_000:
        raise unreadable(where, "places: more than 10000 need a travel matrix")
    how = given.travel_model
    model = TravelModel(detour=how.detour, speeds=(how.kmh,) * 24, parking=how.parking)
    return model.matrix(np.array(given.places, dtype=np.float64).reshape(-1, 2)) * given.scale


def _references(given: ProblemIn, places: int, where: str) -> None:
    for kind, names in (
        ("technicians", [t.id for t in given.technicians]),
        ("jobs", [j.id for j in given.jobs]),
    ):
        if len(set(names)) < len(names):
            again = next(n for i, n in enumerate(names) if n in names[:i])
            raise unreadable(where, f"{kind}: the id {again[:40]!r} is there twice")
    used = [(f"jobs[{i}].place", j.place) for i, j in enumerate(given.jobs)]
    for i, t in enumerate(given.technicians):
        used += [(f"technicians[{i}].start", t.start)]
        used += [(f"technicians[{i}].end", t.end)] if t.end is not None else []
    used += [("depot.place", given.depot.place)] if given.depot else []
    for path, place in used:
        if place >= places:
            raise unreadable(where, f"{path}: place {place} is not among the {places} places")
    spans = [(f"jobs[{i}].windows", w) for i, j in enumerate(given.jobs) for w in j.windows]
    spans += [(f"jobs[{i}].soft", j.soft.window) for i, j in enumerate(given.jobs) if j.soft]
    spans += [(f"technicians[{i}].shift", t.shift) for i, t in enumerate(given.technicians)]
    for path, (begin, end) in spans:
        if begin > end:
            raise unreadable(where, f"{path}: {begin} is after {end}")


def _job(one: JobIn) -> Job:
    pin = one.pin or Pin()
    return Job(
        id=one.id,
        place=one.place,
        duration=one.duration,
        windows=tuple(Window(*w) for w in one.windows),
        soft=Window(*one.soft.window) if one.soft else None,
        late_cost=one.soft.late_cost if one.soft else 0,
        skills=frozenset(one.skills),
        tools=frozenset(one.tools),
        parts={p: n for p, n in one.parts.items() if n},
        priority=one.priority,
        promise=Promise(**one.promise.model_dump()) if one.promise else None,
        pin=pin.technician,
        pin_start=pin.start,
        preferred=frozenset(one.preferred),
        barred=frozenset(one.barred),
        workers=one.workers,
    )


def _technician(one: TechnicianIn) -> Technician:
    return Technician(
        id=one.id,
        start=one.start,
        end=one.end,
        shift=Window(*one.shift),
        breaks=tuple(Break(**b.model_dump()) for b in one.breaks),
        skills=frozenset(one.skills),
        tools=frozenset(one.tools),
        stock=one.stock,
        overtime=one.overtime,
        overtime_cost=one.overtime_cost,
        fixed_cost=one.fixed_cost,
    )
