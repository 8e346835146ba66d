"""Every address × everybody × what is foreign to them: nothing is read, nothing is changed."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from django.db import connections, transaction

from tests.access import fillings, stage
from tests.access.fillings import READ_ON_RECORD, Filling, Route
from tests.access.stage import House, Visitor


@dataclass
class Asked:
    """One request and what came of it."""

    what: str
    status: int
    text: str
    location: str
    changed: bool
    foreign_changed: bool


@dataclass
class Stage:
    """The houses, everybody at their doors, and the record as it stands before any request."""

    lock: House
    other: House
    visitors: list[Visitor]
    rightful: list[Visitor]
    before: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = self.now()

    def now(self) -> list[tuple[int, int]]:
        return [stage.entries(self.lock), stage.entries(self.other)]

    def ask(
        self, visitor: Visitor, method: str, path: str, body: dict[str, Any], api: bool
    ) -> Asked:
        """Send it, look at what it did, and undo it."""
        given: dict[str, Any] = {"data": body} if method == "POST" else {}
        if api and method != "GET" and "file" not in body:
            given = {"data": json.dumps(body), "content_type": "application/json"}
        written = stage.written()
        with transaction.atomic():
            answer = getattr(visitor.client(), method.lower())(path, **given)
            # Counting whose entries they are costs more than the request itself.
            after = self.before if stage.written() == written else self.now()
            transaction.set_rollback(True)
        return Asked(
            f"{visitor.name}: {method} {path}",
            answer.status_code,
            "" if answer.streaming else answer.content.decode("utf-8", "replace"),
            answer.headers.get("Location", ""),
            after != self.before,
            [one[1] for one in after] != [one[1] for one in self.before],
        )


@pytest.fixture(scope="module")
def built(shared_database: str) -> Iterator[Stage]:
    """Built once: every request is undone by itself."""
    connections.settings["default"]["NAME"] = shared_database
    # Thousands of refusals are expected here; faults are still written down.
    logging.disable(logging.WARNING)
    with transaction.atomic():
        lock, other = stage.house("lock", stage.HOST), stage.house("other", stage.OTHER_HOST)
        yield Stage(lock, other, stage.visitors(lock, other), stage.rightful(lock))
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    connections.close_all()


def filled(
    route: Route, filling: Filling, house: House, visitor: Visitor
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Addresses and forms that mean a case of that house."""
    case = house.cases[filling.status]
    body = filling.body(house, filling.status)
    if "token" in route.given:
        values = [("token", token) for token in visitor.tokens(house, filling.status)]
    else:
        values = [("number", case.number)]
    for name, value in values:
        parts = {name: value, "verb": filling.verb}
        if "shot" in route.given:
            parts["shot"] = str(house.shots[filling.status])
        if "sound" in route.given:
            parts["sound"] = str(house.sounds[filling.status])
        yield fillings.path_of(route, parts) + filling.query, body


def plain(route: Route) -> str:
    return fillings.path_of(route, fillings.PLAIN)


def wrong(asked: Asked, houses: list[House], *, typed: bool) -> list[str]:
    """What must not be; `typed`: the visitor has typed a case number into the address."""
    faults = ["a fault of ours"] if asked.status >= 500 else []
    for house in houses:
        hidden = stage.needles(house)
        if typed and not 200 <= asked.status < 300:
            hidden -= {case.number for case in house.cases.values()}
        seen = asked.text + asked.location
        faults += [f"shows {needle}" for needle in sorted(hidden) if needle in seen]
    return [f"{asked.what} → {asked.status}: {fault}" for fault in faults]


def test_every_address_is_known_here() -> None:
    missing = {r.name: fillings.unknown_parts(r) for r in fillings.routes()}
    assert {name: parts for name, parts in missing.items() if parts} == {}
    assert not fillings.OBJECTS.keys() - missing.keys()


def test_a_new_address_that_nobody_can_fill_in_is_noticed() -> None:
    new = Route("new", "staff/parts/<uuid:part>/", ("part",))
    assert fillings.unknown_parts(new) == {"part"}
    assert fillings.unknown_parts(Route("new", "x/<number>/", ("number",))) == {"a filling"}


def test_what_is_sent_would_work_for_those_who_may(built: Stage) -> None:
    dead = []
    for route in fillings.routes():
        for filling in route.fillings:
            if not any(works(built, route, filling, one) for one in built.rightful):
                dead.append((route.name, filling.verb, filling.status))
    assert dead == []


def works(built: Stage, route: Route, filling: Filling, visitor: Visitor) -> bool:
    """True when this person reads the case, or changes it."""
    number = built.lock.cases[filling.status].number
    method = "POST" if filling.writes or filling.asks else "GET"
    for path, body in filled(route, filling, built.lock, visitor):
        asked = built.ask(visitor, method, path, body, route.api)
        if filling.writes and asked.foreign_changed:
            return True
        if not filling.writes and asked.status == 200:
            return number in asked.text or route.name in READ_WITHOUT_NUMBER
    return False


# A stream, a PDF, and a question that all say less than the number.
READ_WITHOUT_NUMBER = {
    "track-live", "track-voucher", "track-cancel", "claim-picture", "staff-claim-picture",
    "recording_begin", "recording_piece",
}  # fmt: skip


def foreign_requests(visitor: Visitor) -> Iterator[tuple[Route, str, str, dict[str, Any]]]:
    """Everything that would be something for somebody else."""
    for route in fillings.routes():
        for filling, house in product(route.fillings, visitor.foreign):
            for path, body in filled(route, filling, house, visitor):
                for method in fillings.methods_of(route):
                    if method != "GET" or filling is route.fillings[0]:
                        yield route, method, path, body


def test_nobody_reads_or_changes_what_is_foreign_to_them(built: Stage) -> None:
    faults: list[str] = []
    count = 0
    for visitor in built.visitors:
        for route, method, path, body in foreign_requests(visitor):
            asked = built.ask(visitor, method, path, body, route.api)
            count += 1
            faults += wrong(asked, visitor.foreign, typed=True)
            own = visitor.own_token and visitor.own_token in path
            if asked.foreign_changed or (asked.changed and not own):
                faults.append(f"{asked.what} changed something")
    assert not faults, "\n".join(faults)
    assert count > 1000, count


def test_no_page_without_a_case_in_its_address_shows_what_is_foreign(built: Stage) -> None:
    faults: list[str] = []
    for visitor in built.visitors:
        number = visitor.foreign[0].cases["arranged"].number
        for route in fillings.routes():
            if route.of_object:
                continue
            path = plain(route)
            for method in fillings.methods_of(route):
                asked = built.ask(visitor, method, path, {"number": number}, route.api)
                faults += wrong(asked, visitor.foreign, typed=method == "POST")
                if asked.foreign_changed or (asked.changed and route.name not in SPEAKS):
                    faults.append(f"{asked.what} changed something")
    assert not faults, "\n".join(faults)


SPEAKS = fillings.TAKES_IN


def test_a_foreign_number_searched_for_is_not_found(built: Stage) -> None:
    for visitor in built.visitors:
        for house in visitor.foreign:
            number = house.cases["arranged"].number
            asked = built.ask(visitor, "GET", f"/staff/queue/?q={number}", {}, False)
            assert number not in asked.location.partition("?")[0], asked.what
            assert stage.STREET not in asked.text, asked.what


def test_an_auditor_reads_everything_and_changes_nothing(built: Stage) -> None:
    (auditor,) = (one for one in built.rightful if one.name == "auditor")
    read = 0
    for route in fillings.routes():
        for filling in route.fillings:
            for path, body in filled(route, filling, built.lock, auditor):
                for method in fillings.methods_of(route):
                    asked = built.ask(auditor, method, path, body, route.api)
                    assert asked.status < 500, asked.what
                    assert not asked.changed or route.name in READ_ON_RECORD, asked.what
                    read += asked.status == 200
    assert read


NONSENSE = (
    "?day=9999-12-31&page=99999999999999999999&q=%00&status=%00&owner=%ff",
    "?day=0001-01-01&page=-1&q=%ED%A0%80&at=99999999999999999999&offer=%00&product=%00",
)


OUTSIDE = {302, 401, 403, 404, 405}


def test_nonsense_in_the_query_is_never_a_fault_of_ours(built: Stage) -> None:
    faults: list[str] = []
    for route in fillings.routes():
        inside = 0
        for visitor in built.rightful:
            # The second pair of eyes sees what the first cannot; a third sees nothing new.
            if inside < 2:
                asked = list(nonsense(built, route, visitor))
                faults += [one.what for one in asked if one.status >= 500]
                inside += any(one.status not in OUTSIDE for one in asked)
    assert not faults, "\n".join(faults)


def nonsense(built: Stage, route: Route, visitor: Visitor) -> Iterator[Asked]:
    """The page as this visitor reaches it, with each query that means nothing."""
    if route.fillings:
        found = filled(route, route.fillings[0], built.lock, visitor)
        paths = [path.partition("?")[0] for path, _body in found]
    else:
        paths = [plain(route)]
    for path in paths:
        for query in NONSENSE:
            yield built.ask(visitor, "GET", path + query, {}, route.api)
