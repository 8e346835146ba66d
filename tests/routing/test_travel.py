"""Travel time: what a model learns from visits, and the maps' shifted coordinates."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bonafix.routing.travel.calibrate import Way, calibrate, error
from bonafix.routing.travel.coordinates import (
    Point,
    bd_from_wgs,
    gcj_from_wgs,
    shifted,
    wgs_from_bd,
    wgs_from_gcj,
)
from bonafix.routing.travel.model import TravelModel, haversine

METRE = 1 / 111_000
inside = st.builds(Point, st.floats(18, 53), st.floats(74, 134))


@given(inside)
def test_shifting_there_and_back_ends_within_ten_centimetres(point: Point) -> None:
    for there, back in ((gcj_from_wgs, wgs_from_gcj), (bd_from_wgs, wgs_from_bd)):
        again = back(there(point))
        assert abs(again.lat - point.lat) < METRE / 10
        assert abs(again.lon - point.lon) < METRE / 10


@given(inside)
def test_the_shift_is_some_hundred_metres(point: Point) -> None:
    moved = gcj_from_wgs(point)
    km = float(haversine(np.array(point), np.array(moved)))
    assert 0.01 < km < 1.5


def test_known_points_are_where_public_converters_put_them() -> None:
    # Tiananmen as in the eviltransform project's own test list: WGS to GCJ and to BD.
    moved = gcj_from_wgs(Point(31.1774276, 121.5272106))
    assert abs(moved.lat - 31.17530398364597) < 1e-6
    assert abs(moved.lon - 121.531541859215) < 1e-6


def test_outside_china_nothing_is_shifted() -> None:
    paris = Point(48.85, 2.35)
    assert not shifted(paris) and gcj_from_wgs(paris) == paris == wgs_from_gcj(paris)


def drives(seed: int, number: int, speeds: dict[int, float], parking: float) -> list[Way]:
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(number):
        km, hour = float(rng.uniform(0.5, 15)), int(rng.choice(list(speeds)))
        took = (km * 1.35 / speeds[hour] * 3600 + parking) * float(np.exp(rng.normal(0, 0.15)))
        found.append(Way(km, hour + 0.5, took))
    return found


def test_a_city_learns_its_speed_and_its_error_is_shown_on_visits_it_did_not_see() -> None:
    ways = drives(5, 1500, {8: 14.0, 12: 26.0, 17: 16.0}, 240.0)
    found = calibrate(ways)
    assert found is not None
    assert abs(found.model.speeds[8] - 14) < 2 and abs(found.model.speeds[12] - 26) < 3
    assert abs(found.model.parking - 240) < 90
    assert found.error.visits == 300
    assert found.error.median_share < 0.15 < found.before.median_share


def test_wrong_clocks_of_some_visits_do_not_spoil_what_is_learned() -> None:
    ways = drives(6, 400, {10: 20.0}, 120.0)
    spoiled = [Way(w.km, w.hour, w.seconds * 8) if i % 10 == 0 else w for i, w in enumerate(ways)]
    found = calibrate(spoiled)
    assert found is not None and abs(found.model.speeds[10] - 20) < 4


def test_too_few_visits_teach_nothing() -> None:
    assert calibrate(drives(7, 20, {9: 20.0}, 60.0)) is None
    assert error(TravelModel(), []).visits == 0


def test_nobody_needs_time_to_stay_where_they_are() -> None:
    model = TravelModel(parking=120)
    assert model.seconds(0.0) == 0
    matrix = model.matrix(np.array([[31.0, 121.0], [31.0, 121.0], [31.1, 121.0]]))
    assert matrix[0, 1] == 0 and matrix[0, 2] == matrix[2, 0] > 120
