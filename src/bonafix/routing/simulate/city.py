"""The generator of days: everything random about a day is drawn here, from one seed.

Policies are compared on the same days (paired seeds): service times, delays on the way,
no-shows and cancellations belong to the task, so a policy cannot change its luck.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bonafix.routing.errors import unreadable


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Size(_Part):
    """How large the city and its day are."""

    radius_km: float = Field(gt=0, le=500)
    centres: int = Field(ge=1, le=100)
    centre_spread_km: float = Field(gt=0, le=500)
    centre_share: float = Field(ge=0, le=1)
    technicians: int = Field(ge=1, le=5000)
    booked: int = Field(ge=0, le=50_000)
    urgent: int = Field(ge=0, le=50_000)


class Skills(_Part):
    """Skill → share of the jobs; how many skills a technician has."""

    shares: dict[str, float] = Field(min_length=1)
    per_technician: list[int] = Field(min_length=1)
    per_technician_shares: list[float] = Field(min_length=1)


class Day(_Part):
    """Seconds since midnight; the profile is spread evenly from the first to the last report."""

    start: int
    end: int
    overtime: int
    urgent_from: int
    urgent_until: int
    urgent_profile: list[float] = Field(min_length=1)


class Booked(_Part):
    """Windows that were offered, and how often each was taken."""

    window_seconds: int = Field(gt=0)
    window_starts: list[int] = Field(min_length=1)
    window_shares: list[float] = Field(min_length=1)


class Service(_Part):
    """Mean minutes, log-normal spread; some visits overrun by a factor."""

    booked_minutes: float = Field(gt=0)
    urgent_minutes: float = Field(gt=0)
    spread: float = Field(ge=0, le=2)
    overrun_share: float = Field(ge=0, le=1)
    overrun_factor: float = Field(ge=1)


class Travel(_Part):
    """Straight km × detour ÷ kmh + parking seconds, times log-normal noise."""

    detour: float = Field(ge=1)
    kmh: float = Field(gt=0)
    parking: float = Field(ge=0)
    noise: float = Field(ge=0, le=2)


class Mishaps(_Part):
    """Nobody at home; cancelled before anybody came."""

    no_show_share: float = Field(ge=0, le=1)
    no_show_minutes: float = Field(ge=0)
    cancel_share: float = Field(ge=0, le=1)


class City(_Part):
    """All parameters of the generator; docs/routing.md says what each means."""

    size: Size
    skills: Skills
    day: Day
    booked: Booked
    service: Service
    travel: Travel
    mishaps: Mishaps
    promise_minutes: float = Field(gt=0)


Kind = Literal["booked", "urgent"]


@dataclass(frozen=True, slots=True)
class Task:
    """One visit and its luck. `due`: the latest start that keeps what was promised."""

    index: int
    kind: Kind
    x: float
    y: float
    skill: str
    reported: float
    early: float
    due: float
    expected: float
    actual: float
    noise: float
    cancelled: float | None


@dataclass(frozen=True, slots=True)
class Person:
    """One technician: home and skills."""

    index: int
    x: float
    y: float
    skills: frozenset[str]


@dataclass(frozen=True)
class DayDrawn:
    """One day of one city, and what its earlier days taught: where urgent reports came from
    ([n, 2], with skills), and `lengths` of visits as shares of the expected time, sorted."""

    city: City
    people: tuple[Person, ...]
    tasks: tuple[Task, ...]
    history: "np.ndarray[Any, np.dtype[np.float64]]"
    history_skills: tuple[str, ...]
    lengths: "np.ndarray[Any, np.dtype[np.float64]]"


def standard() -> City:
    """The frozen parameters (city.json)."""
    text = (files("bonafix.routing.simulate") / "city.json").read_text("utf-8")
    return City.model_validate_json(text)


def load_city(path: Path) -> City:
    """A file that says what differs from the frozen parameters; raises `Unreadable`."""
    try:
        given = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise unreadable(str(path), f"it is not JSON text: {error}") from None
    if not isinstance(given, dict):
        raise unreadable(str(path), "a city is an object")
    merged = _merge(standard().model_dump(), given)
    try:
        city = City.model_validate(merged)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        wrong = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise unreadable(str(path), wrong) from None
    _consistent(city, str(path))
    return city


def _merge(base: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in given.items():
        old = base.get(key)
        deeper = isinstance(old, dict) and isinstance(value, dict) and key != "shares"
        merged[key] = _merge(old, value) if deeper and old is not None else value
    return merged


def _consistent(city: City, where: str) -> None:
    pairs = (
        (
            "skills.per_technician_shares",
            city.skills.per_technician_shares,
            city.skills.per_technician,
        ),
        ("booked.window_shares", city.booked.window_shares, city.booked.window_starts),
    )
    for name, shares, things in pairs:
        if len(shares) != len(things):
            raise unreadable(where, f"{name}: {len(shares)} shares for {len(things)} things")
    for name, some in (
        *((n, s) for n, s, _ in pairs),
        ("skills.shares", list(city.skills.shares.values())),
        ("day.urgent_profile", city.day.urgent_profile),
    ):
        if min(some) < 0 or sum(some) <= 0:
            raise unreadable(where, f"{name}: shares are not negative and not all 0")
    if not city.day.start <= city.day.urgent_from < city.day.urgent_until <= city.day.end:
        raise unreadable(where, "day: start ≤ urgent_from < urgent_until ≤ end is wanted")
    if not all(0 < n <= len(city.skills.shares) for n in city.skills.per_technician):
        raise unreadable(where, "skills.per_technician: from 1 up to the number of skills")


def draw(city: City, seed: int) -> DayDrawn:
    """The day of a seed."""
    rng = np.random.default_rng(seed)
    centres = _disc(rng, city.size.centres, city.size.radius_km * 0.8)
    size = city.size
    homes = _points(rng, city, centres, size.technicians)
    people = tuple(
        Person(i, float(x), float(y), _skills(rng, city)) for i, (x, y) in enumerate(homes)
    )
    tasks: list[Task] = []
    for kind, number in (("booked", size.booked), ("urgent", size.urgent)):
        where = _points(rng, city, centres, number)
        times = _times(rng, city, number)
        for (x, y), reported in zip(where, times, strict=True):
            tasks.append(_task(rng, city, len(tasks), kind, float(x), float(y), reported))  # type: ignore[arg-type]
    past = _points(rng, city, centres, 240)
    skills = tuple(_skill(rng, city) for _ in past)
    lengths = np.sort([_share(rng, city) for _ in range(400)])
    return DayDrawn(city, people, tuple(tasks), past, skills, lengths)


def _share(rng: np.random.Generator, city: City) -> float:
    """How long a visit takes, as a share of what is expected."""
    service = city.service
    luck = float(np.exp(rng.normal(0, service.spread) - service.spread**2 / 2))
    return luck * (service.overrun_factor if rng.uniform() < service.overrun_share else 1.0)


def _disc(rng: np.random.Generator, number: int, radius: float) -> np.ndarray[Any, Any]:
    angle = rng.uniform(0, 2 * np.pi, number)
    far = radius * np.sqrt(rng.uniform(0, 1, number))
    return np.stack([far * np.cos(angle), far * np.sin(angle)], axis=1)


def _points(
    rng: np.random.Generator, city: City, centres: np.ndarray[Any, Any], number: int
) -> np.ndarray[Any, Any]:
    """Points around centres, the rest anywhere; all pulled back into the city's circle."""
    size = city.size
    anywhere = _disc(rng, number, size.radius_km)
    near = centres[rng.integers(0, len(centres), number)]
    near = near + rng.normal(0, size.centre_spread_km, (number, 2))
    central = rng.uniform(0, 1, number) < size.centre_share
    points = np.where(central[:, None], near, anywhere)
    far = np.hypot(points[:, 0], points[:, 1])
    return points * np.minimum(1, size.radius_km / np.maximum(far, 1e-9))[:, None]


def _times(rng: np.random.Generator, city: City, number: int) -> list[float]:
    day, profile = city.day, np.array(city.day.urgent_profile, dtype=np.float64)
    slot = (day.urgent_until - day.urgent_from) / len(profile)
    which = rng.choice(len(profile), size=number, p=profile / profile.sum())
    moments = day.urgent_from + (which + rng.uniform(0, 1, number)) * slot
    return [float(t) for t in np.sort(moments)]


def _pick(rng: np.random.Generator, things: list[Any], shares: list[float]) -> Any:
    weights = np.array(shares, dtype=np.float64)
    return things[int(rng.choice(len(things), p=weights / weights.sum()))]


def _skill(rng: np.random.Generator, city: City) -> str:
    return str(_pick(rng, list(city.skills.shares), list(city.skills.shares.values())))


def _skills(rng: np.random.Generator, city: City) -> frozenset[str]:
    names, shares = list(city.skills.shares), np.array(list(city.skills.shares.values()))
    number = _pick(rng, city.skills.per_technician, city.skills.per_technician_shares)
    weights = (shares + 1e-9) / (shares + 1e-9).sum()
    chosen = rng.choice(len(names), size=number, replace=False, p=weights)
    return frozenset(names[int(i)] for i in chosen)


def _task(
    rng: np.random.Generator, city: City, index: int, kind: Kind, x: float, y: float, at: float
) -> Task:
    service, mishaps, booked = city.service, city.mishaps, city.booked
    mean = 60 * (service.booked_minutes if kind == "booked" else service.urgent_minutes)
    share = _share(rng, city)
    absent, cancels = rng.uniform(size=2)
    noise = float(np.exp(rng.normal(0, city.travel.noise) - city.travel.noise**2 / 2))
    skill = _skill(rng, city)
    begin = float(_pick(rng, booked.window_starts, booked.window_shares))
    when = float(rng.uniform(0, 1))
    actual = mean * share
    if kind == "urgent":
        due = at + 60 * city.promise_minutes
        return Task(index, kind, x, y, skill, at, at, due, mean, actual, noise, None)
    if absent < mishaps.no_show_share:
        actual = 60 * mishaps.no_show_minutes
    gone = city.day.start + when * max(0.0, begin - city.day.start)
    cancelled = gone if cancels < mishaps.cancel_share else None
    due = begin + booked.window_seconds
    return Task(index, kind, x, y, skill, 0.0, begin, due, mean, actual, noise, cancelled)
