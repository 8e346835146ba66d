"""The list itself: whole, dated, and what lies where."""

import subprocess
import sys
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafix.places import (
    ancestors,
    centroid,
    children,
    distance_km,
    division,
    divisions_in_area,
    haversine_km,
    is_within,
    nearest,
    successors,
)
from bonafix.places.gazetteer import Gazetteer, gazetteer

CODES = sorted(gazetteer().names)
POINT = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_the_list_is_that_of_2025_12_31_and_what_was_added_is_named() -> None:
    counts = {n: sum(1 for c in CODES if len(c) == n) for n in (2, 4, 6, 9)}
    assert counts == {2: 33 + 1, 4: 333, 6: 2845 + 2, 9: 38723 + 14}
    head = (files("bonafix.places") / "data" / "divisions.tsv").read_text("utf-8")[:1500]
    for word in ("2025-12-31", "sha256", "MIT", "CC BY 4.0", "datum not stated", "653132", "71 "):
        assert word in head


@pytest.mark.parametrize(
    ("code", "name", "level"),
    [
        ("14", "山西省", "province"),
        ("1410", "山西省临汾市", "prefecture"),
        ("141032", "山西省临汾市永和县", "county"),
        ("442000008", "广东省中山市南朗街道", "township"),
        ("110105", "北京市朝阳区", "county"),
        ("469024102", "海南省临高县东英镇", "township"),
        ("653132", "新疆维吾尔自治区喀什地区岑岭县", "county"),
    ],
)
def test_a_division_is_named_in_full(code: str, name: str, level: str) -> None:
    found = division(code)
    assert found is not None
    assert (found.code, found.name, found.level, found.current) == (code, name, level, True)
    assert division(code.ljust(6, "0")) == found
    assert division(code.ljust(12, "0")) == found


def test_codes_that_never_were_are_nothing() -> None:
    for code in ("", "0", "99", "141099", "x", "1410320000000"):
        assert division(code) is None
        assert children(code or "99") == ()
        assert centroid(code) is None
        assert divisions_in_area(code) == ()
        assert not is_within(code, code)


@given(st.sampled_from(CODES))
def test_children_and_ancestors_agree(code: str) -> None:
    for child in children(code):
        assert ancestors(child.code)[-1].code == code
        assert is_within(child.code, code)
        assert not is_within(code, child.code)
        assert child.code in divisions_in_area(code)
    assert is_within(code, code)


def test_provinces_contain_everything_once() -> None:
    found = [c for p in children() for c in divisions_in_area(p.code)]
    assert sorted(found) == CODES


def test_a_township_has_its_countys_point() -> None:
    county, town = division("141032"), division("141032100")
    assert county is not None and town is not None
    assert (county.lat, county.lon) == centroid("141032") == centroid("141032100")
    assert town.lat is None


def test_every_county_has_a_point_of_its_own_or_its_citys() -> None:
    own = [c for c in CODES if len(c) == 6 and c in gazetteer().points]
    assert len(own) == 2705
    # Cities right below a province have nothing between: these few stay unknown.
    missing = [c for c in CODES if len(c) == 6 and centroid(c) is None]
    assert missing == []


def test_distances_are_those_of_the_earth() -> None:
    assert haversine_km((0, 0), (0, 180)) == pytest.approx(20015.1, abs=0.1)
    assert haversine_km((39, 116), (40, 116)) == pytest.approx(111.195, abs=0.001)
    assert haversine_km((60, 0), (60, 1)) == pytest.approx(55.6, abs=0.1)
    assert distance_km("11", "31") == pytest.approx(1068, abs=10)
    assert distance_km("11", "99") is None


@given(POINT, POINT)
def test_distance_is_the_same_both_ways(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert haversine_km(a, b) == pytest.approx(haversine_km(b, a))
    assert 0 <= haversine_km(a, b) <= 20016
    assert haversine_km(a, a) == pytest.approx(0, abs=1e-6)


def test_nearest_prefers_what_lies_in_the_same_place() -> None:
    found = nearest("141032100", ["11", "1410", "141032", "31"])
    assert found is not None
    assert found[0] == "141032" and found[1] == 0
    assert nearest("141032", []) is None
    assert nearest("141032", ["99"]) is None
    assert nearest("99", ["11"]) is None


def test_codes_of_former_times_lead_to_todays() -> None:
    assert [d.code for d in successors("360105")] == ["360112"]
    assert [d.code for d in successors("330104")] == ["330102", "330114"]
    assert [d.code for d in successors("141032")] == ["141032"]
    assert successors("999999") == ()
    old = division("360105")
    assert old is not None and not old.current


def test_every_successor_is_in_todays_list() -> None:
    today = set(CODES)
    for entry in gazetteer().olds:
        assert entry.after
        assert set(entry.after) | entry.covers <= today, entry


def test_loading_and_looking_up_are_fast_and_small() -> None:
    """Limits with room for a busy machine; measured figures stand in docs/places.md."""
    code = """
import time
from pathlib import Path
before = time.process_time()
from bonafix.places import resolve
resolve("临汾市永和县")
loaded = time.process_time() - before
texts = ["临汾市永和县桑壁镇", "朝阳区", "王女士 13800138000 广东省深圳市光明区马田街道新围三区5栋"]
before = time.process_time()
for _ in range(100):
    for text in texts:
        resolve(text)
each = (time.process_time() - before) / 300
# Not getrusage: its maximum is inherited from the process that started this one.
peak = next(x for x in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in x)
print(loaded, each, int(peak.split()[1]) / 1024)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded, each, megabytes = map(float, done.stdout.split())
    assert loaded < 1.2
    assert each < 0.001
    assert megabytes < 120


def test_a_code_is_the_same_however_it_is_padded() -> None:
    for code in ("11", "1410", "141032", "442000008"):
        for size in (6, 9, 12):
            if size >= len(code):
                assert Gazetteer.canonical(code.ljust(size, "0")) == code


def test_the_library_needs_neither_django_nor_a_database() -> None:
    code = (
        "import sys, bonafix.places.cli; print('django' in sys.modules, 'psycopg' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
