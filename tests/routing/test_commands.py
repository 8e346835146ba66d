"""bonafix plan and simulate-day: output, exit status and bad input are a contract."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bonafix.routing.commands import plan, simulate
from bonafix.routing.formats import json_problem, load

SCHEMAS = files("bonafix.routing") / "schemas"
SOLOMON = """R000

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0          0          0       1000          0
    1      3          4          5          0        900         10
    2      6          8          5          0        900         10
    3     -1          1          5          0        900         10
"""
VRPLIB = """NAME : tiny
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 10
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 3 4
3 6 8
DEMAND_SECTION
1 0
2 5
3 5
TIME_WINDOW_SECTION
1 0 1000
2 0 900
3 0 900
DEPOT_SECTION
1
-1
EOF
"""
TRSP = """T1

INFO
CREW COUNT  SKILLS  TOOLS   SPARE PARTS
1      2       1       1

DEPOT TECHNICIANS AND REQUESTS
ID   X     Y     TWS    TWE    Serv   SKILLS   TOOLS    SPARE PARTS
0    0    10      0      230    0      []  []  []
1    0    0      0      230    0      [0]  []  [0]
2    0    20     0      200    10     [0]  [0] [1]
"""
JSON: dict[str, Any] = {
    "travel": [[0, 60], [60, 0]],
    "technicians": [{"id": "t", "start": 0, "end": 0, "shift": [0, 3600], "skills": ["lock"]}],
    "jobs": [{"id": "a", "place": 1, "duration": 600, "skills": ["lock"]}],
}


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    return found


def run(command: Any, *argv: str) -> tuple[int, list[str], list[str]]:
    out: list[str] = []
    err: list[str] = []
    return command.run(argv, out.append, err.append), out, err


@pytest.mark.parametrize(
    ("text", "distance"),
    [(SOLOMON, 22.8), (VRPLIB, 20.0), (TRSP, 40.0), (json.dumps(JSON), 120)],
    ids=["solomon", "vrplib", "trsp", "json"],
)
def test_every_format_is_known_by_its_content_and_planned(
    tmp_path: Path, text: str, distance: float
) -> None:
    file = tmp_path / "problem"
    file.write_text(text, "utf-8")
    status, out, err = run(plan, str(file), "--seconds", "0.2", "--json")
    assert (status, err) == (0, [])
    answer = json.loads(out[0])
    jsonschema.Draft202012Validator(schema("plan")).validate(answer)
    assert answer["checked"] is True and answer["unassigned"] == []
    assert answer["distance"] == distance
    assert answer["cost"] == pytest.approx(sum(answer["costs"].values()))


def test_tools_and_parts_are_fetched_at_the_depot_on_the_way(tmp_path: Path) -> None:
    file = tmp_path / "t.txt"
    file.write_text(TRSP, "utf-8")
    answer = json.loads(run(plan, str(file), "--seconds", "0.2", "--json")[1][0])
    kinds = [stop["kind"] for stop in answer["routes"][0]["stops"]]
    assert kinds == ["depot", "job"]
    assert answer["costs"]["working"] == 50.0  # 40 on the road, 10 at work


def test_a_job_left_out_is_status_1_and_says_what_would_help(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    extra = {"id": "b", "place": 1, "duration": 60, "skills": ["gas"]}
    late = {"id": "c", "place": 1, "duration": 4000, "skills": ["lock"]}
    file.write_text(json.dumps({**JSON, "jobs": [*JSON["jobs"], extra, late]}), "utf-8")
    status, out, _ = run(plan, str(file), "--seconds", "0.2", "--json")
    answer = json.loads(out[0])
    jsonschema.Draft202012Validator(schema("plan")).validate(answer)
    assert status == 1 and set(answer["unassigned"]) == {"b", "c"}
    told = {r["job"]: r["changes"] for r in answer["reasons"]}
    assert told["b"] == ["t: with the skill gas"]
    assert any("shift" in change for change in told["c"])
    status, out, _ = run(plan, str(file), "--seconds", "0.2")
    assert status == 1 and "left out: b: t: with the skill gas" in out[0]


def test_the_shipped_schema_of_problems_is_what_is_read() -> None:
    assert schema("problem") == json_problem.schema()
    jsonschema.Draft202012Validator(schema("problem")).validate(JSON)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "formats"),
        ("hello", "formats"),
        ("{", "JSON"),
        (json.dumps({**JSON, "jobs": [{"id": "a"}]}), "jobs[0].place"),
        (json.dumps({**JSON, "travel": [[0, 1]]}), "travel[0]"),
        (json.dumps({**JSON, "jobs": [{**JSON["jobs"][0], "place": 7}]}), "place 7"),
        (json.dumps({**JSON, "jobs": JSON["jobs"] * 2}), "twice"),
        (json.dumps({**JSON, "more": 1}), "more"),
        (json.dumps({k: v for k, v in JSON.items() if k != "travel"}), "places"),
        (SOLOMON.replace("  3  ", "  x  "), ""),
        (SOLOMON.replace("     900         10\n", "\n", 1), "7 columns"),
        (SOLOMON.replace("  2         10", ""), ""),
        (VRPLIB.replace("EUC_2D", "GEO"), "GEO"),
        (VRPLIB.replace("2 3 4", "2 3"), "columns"),
        (VRPLIB.replace("2 3 4", "2 3 nan"), "nan"),
        (TRSP.replace("[0]  []  [0]", "[0"), "brackets"),
    ],
)
def test_bad_files_are_status_2_with_one_line_that_says_what(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "bad"
    file.write_text(text, "utf-8")
    status, out, err = run(plan, str(file), "--seconds", "0.1")
    assert (status, out) == (2, [])
    assert len(err) == 1 and "\n" not in err[0] and said in err[0] and "bad" in err[0]


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["/nowhere"],
        ["/"],
        ["x\0y"],
        ["x", "--seconds", "nan"],
        ["x", "--seconds", "-1"],
        ["x", "--format", "excel"],
    ],
)
def test_wrong_use_of_plan_is_status_2_and_one_line(argv: list[str]) -> None:
    status, out, err = run(plan, *argv)
    assert (status, out, len(err)) == (2, [], 1)
    assert "\n" not in err[0]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "b"
    file.write_bytes(b"VEHICLE \xff\xfe")
    status, _, err = run(plan, str(file))
    assert status == 2 and "UTF-8" in err[0]


SMALL = {"size": {"technicians": 4, "booked": 6, "urgent": 4, "radius_km": 8}}


def test_simulated_days_keep_to_their_schema_and_are_the_same_for_the_same_seed(
    tmp_path: Path,
) -> None:
    city = tmp_path / "city.json"
    city.write_text(json.dumps(SMALL), "utf-8")
    picture = tmp_path / "p.svg"
    argv = ("--city", str(city), "--seeds", "2", "--seed", "5", "--json")
    status, out, err = run(simulate, *argv, "--svg", str(picture))
    assert (status, err) == (0, [])
    answer = json.loads(out[0])
    jsonschema.Draft202012Validator(schema("simulate_day")).validate(answer)
    assert answer["seeds"] == [5, 6]
    assert len(answer["policies"]) == 4 and len(answer["paired"]) == 12
    assert picture.read_text("utf-8").startswith("<svg")
    assert run(simulate, *argv)[1] == out
    few = run(simulate, *argv[:-1], "--policy", "nearest-idle", "bonafix")
    assert few[0] == 0 and "bonafix over nearest-idle" in few[1][0]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("[]", "object"),
        ("{", "JSON"),
        ('{"size": {"technicians": 0}}', "size.technicians"),
        ('{"sise": {}}', "sise"),
        ('{"booked": {"window_shares": [1]}}', "window_shares"),
        ('{"travel": {"kmh": NaN}}', "travel"),
    ],
)
def test_bad_cities_are_status_2_with_one_line(tmp_path: Path, given: str, said: str) -> None:
    city = tmp_path / "city.json"
    city.write_text(given, "utf-8")
    status, out, err = run(simulate, "--city", str(city), "--seeds", "1")
    assert (status, out, len(err)) == (2, [], 1)
    assert said in err[0] and "\n" not in err[0]


@pytest.mark.parametrize("argv", [["--seeds", "0"], ["--policy", "magic"], ["--city", "/no"]])
def test_wrong_use_of_simulate_day_is_status_2(argv: list[str]) -> None:
    status, out, err = run(simulate, *argv)
    assert (status, out, len(err)) == (2, [], 1)


def test_euclidean_files_are_cut_off_after_one_decimal(tmp_path: Path) -> None:
    file = tmp_path / "s.txt"
    file.write_text(SOLOMON, "utf-8")
    assert int(load(file).travel[0, 3]) == 14  # the root of two, in tenths, cut off
