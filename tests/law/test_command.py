"""bonafix grade: its output and its exit status are a contract."""

import copy
import json
import subprocess
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafix.cli.main import main
from bonafix.law import BadFacts, cli
from bonafix.law.model import Act, Facts
from bonafix.law.reading import read, schema
from bonafix.places import division

SCHEMAS = files("bonafix.law") / "schemas"
ANSWER = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "grade.json").read_text("utf-8")))
ACTS = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "acts.json").read_text("utf-8")))
TODAY = date(2026, 11, 24)

FULL: dict[str, Any] = {
    "person": "buyer-7",
    "merchant": "示例海鲜店",
    "as_of": "2026-03-01",
    "same_person": "同一收货电话，由客服核对",
    "acts": [
        {
            "id": "A1",
            "acted": "2025-11-17",
            "region": "440118",
            "goods": "180",
            "freight": "15.00",
            "others": [{"what": "包装", "amount": "1.5"}],
            "deception": "图片显示蟹已死亡",
            "known_on": "2025-11-20",
            "relied": True,
            "treatment": "open",
            "producer_code": "001191110102MACQD9K64010000",
            "findings": [{"statement": "文件自带标识", "limits": "标识可以被复制"}],
        },
        {"id": "A2", "acted": "2026-01-05T10:00:00+08:00", "region": "4401", "goods": 5900.5},
        {
            "id": "A3",
            "acted": "2026-01-06",
            "region": "4401",
            "goods": "99999",
            "treatment": "settled",
        },
    ],
    "platform": {
        "name": "示例平台",
        "decided_on": "2026-02-02",
        "record": {"reasons_stated": False, "refund_without_return_forced": True},
    },
}


def run(*argv: str) -> tuple[int, list[str], list[str]]:
    out: list[str] = []
    err: list[str] = []
    known = lambda code: division(code) is not None  # noqa: E731
    return cli.run(argv, out.append, err.append, TODAY, known, "en"), out, err


def written(folder: Path, facts: object) -> str:
    file = folder / "acts.json"
    file.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    return str(file)


def test_the_answer_for_one_claim_keeps_to_the_schema() -> None:
    words = ("--loss", "195", "--region", "440118", "--acted", "2025-11-17", "--json")
    status, out, err = run(*words)
    assert (status, err) == (0, [])
    answer = json.loads(out[0])
    ANSWER.validate(answer)
    assert answer["loss_fen"] == 19500
    assert answer["as_of"] == "2026-11-24"
    articles = [t["article"] for t in answer["tracks"]]
    assert articles == ["第四十九条", "第五十八条", "第一百四十八条"]
    assert {t["kind"] for t in answer["not_reached"]} == {"criminal", "criminal_telecom"}
    for track in answer["tracks"]:
        assert track["quote"] and track["version"] and track["mark"] in "VSM" and track["needs"]


def test_the_answer_for_a_file_keeps_to_the_schema_and_counts_what_counts(tmp_path: Path) -> None:
    file = written(tmp_path, FULL)
    ACTS.validate(FULL)
    status, out, err = run("--acts", file, "--json")
    assert (status, err) == (0, [])
    answer = json.loads(out[0])
    ANSWER.validate(answer)
    assert answer["loss_fen"] == 19650 + 590050
    assert {a["id"]: a["left_out"] for a in answer["acts"]} == {
        "A1": None,
        "A2": None,
        "A3": "settled",
    }
    assert answer["platform"]["name"] == "示例平台"


def test_the_schema_of_the_file_is_the_one_that_is_shipped() -> None:
    assert json.loads((SCHEMAS / "acts.json").read_text("utf-8")) == schema()


def test_the_schema_refuses_what_it_should() -> None:
    good = json.loads(run("--loss", "9", "--acted", "2026-01-02", "--json")[1][0])
    for broken in (
        {**good, "loss_fen": -1},
        {**good, "tracks": [{**good["tracks"][0], "verdict": "guilty"}]},
        {**good, "tracks": [{**good["tracks"][0], "mark": "X"}]},
        {**good, "guilty": True},
    ):
        assert not ANSWER.is_valid(broken)


def test_status_0_with_a_track_1_without_and_the_text_says_so() -> None:
    assert run("--loss", "0.01", "--acted", "2026-01-02")[0] == 0
    status, out, err = run("--loss", "0", "--acted", "2026-01-02")
    assert (status, err) == (1, [])
    assert "No track" in out[0]


def test_the_day_asked_may_come_from_the_file_or_the_command(tmp_path: Path) -> None:
    file = written(tmp_path, FULL)
    for more, day in (((), "2026-03-01"), (("--as-of", "2026-04-01"), "2026-04-01")):
        assert json.loads(run("--acts", file, "--json", *more)[1][0])["as_of"] == day


def test_the_decision_chooses_the_version() -> None:
    words = ("--loss", "195", "--region", "440118", "--acted", "2025-11-17", "--json")
    decided = json.loads(run(*words, "--decided", "2025-12-31")[1][0])
    assert [t["article"] for t in decided["tracks"]] == ["第四十九条", "第一百四十八条"]


ONE = ("--loss", "9", "--region", "44", "--acted", "2026-01-02")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "--acts FILE"),
        (("--loss", "9"), "--acted DATE"),
        (("--nonsense",), "--nonsense"),
        (("--loss", "nine", "--acted", "2026-01-02"), "not an amount"),
        (("--loss", "-9", "--acted", "2026-01-02"), "below zero"),
        (("--loss=-9", "--acted", "2026-01-02"), "below zero"),
        (("--loss", "9.999", "--acted", "2026-01-02"), "not an amount"),
        (("--loss", "9", "--acted", "2026-02-30"), "2026-02-30"),
        (("--loss", "9", "--acted", "02/01/2026"), "write it like 2026-01-01"),
        (("--loss", "9", "--acted", "2026-01-02T09:00:00"), "time zone"),
        (("--loss", "9", "--acted", "2027-01-01"), "lies after"),
        ((*ONE, "--as-of", "2026-01-01"), "lies after"),
        ((*ONE, "--decided", "2026-01-01"), "nothing is decided beforehand"),
        ((*ONE, "--decided", "soon"), "soon"),
        (("--loss", "9", "--region", "81", "--acted", "2026-01-02"), "no rule is on file"),
        (("--loss", "9", "--region", "4", "--acted", "2026-01-02"), "no division's code"),
        (("--loss", "9", "--region", "广东", "--acted", "2026-01-02"), "no division's code"),
        (("--loss", "9", "--region", "449999", "--acted", "2026-01-02"), "list of divisions"),
        ((*ONE, "--acts", "x"), "leave out"),
        (("--acts", "/no/such/file"), "No such file"),
        ((*ONE, "--language", "fr"), "--language"),
        ((*ONE, "--pdf"), "--documents"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(argv: tuple[str, ...], said: str) -> None:
    status, out, err = run(*argv)
    assert (status, out, len(err)) == (2, [], 1)
    assert err[0].startswith("grade: ") and said in err[0] and "\n" not in err[0]


def broken(path: str, value: object) -> dict[str, Any]:
    facts = copy.deepcopy(FULL)
    *way, last = path.split(".")
    target: Any = facts
    for step in way:
        target = target[int(step) if step.isdigit() else step]
    target[int(last) if last.isdigit() else last] = value
    return facts


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("acts", [], "acts"),
        ("acts.0.acted", "yesterday", "acts[0].acted"),
        ("acts.0.acted", 20260101, "acts[0].acted"),
        ("acts.0.goods", "-1", "acts[0].goods: a loss is not below zero"),
        ("acts.0.goods", True, "acts[0].goods"),
        ("acts.0.goods", 1e300, "acts[0].goods"),
        ("acts.0.goods", None, "acts[0].goods"),
        ("acts.0.region", "8100", "acts[0].region"),
        ("acts.0.region", "440199", "region of A1"),
        ("acts.0.treatment", "forgiven", "acts[0].treatment"),
        ("acts.0.id", "A2", "“A2” occurs twice"),
        ("acts.0.id", "\u0000\u202e", "acts[0].id"),
        ("acts.0.guilty", True, "acts[0].guilty"),
        ("acts.0.relied", "yes", "acts[0].relied"),
        ("platform.record.reasons_stated", "yes", "platform.record.reasons_stated"),
        ("platform.record.made_up", True, "platform.record.made_up"),
        ("decided", "2020-01-01", "decided"),
        ("acts.0.known_on", "2025-11-16", "acts[0].known_on: 2025-11-16 lies before"),
        ("score", 9, "score"),
    ],
)
def test_a_bad_file_is_refused_by_the_path_of_what_is_wrong(
    tmp_path: Path, path: str, value: object, said: str
) -> None:
    status, out, err = run("--acts", written(tmp_path, broken(path, value)))
    assert (status, out, len(err)) == (2, [], 1)
    assert said in err[0] and "Traceback" not in err[0] and "\n" not in err[0]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"acts": 1}', "[" * 100_000, "nul", '"x"', "NaN"])
def test_what_is_no_acts_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "f"
    file.write_text(text)
    status, out, err = run("--acts", str(file))
    assert (status, out, len(err)) == (2, [], 1)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b'{"acts": "\xff"}')
    assert "byte 11 is not UTF-8" in run("--acts", str(file))[2][0]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["acts", "id", "acted", "goods", "platform"]), inner)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(json_values)
def test_no_json_value_leads_to_anything_but_facts_or_a_sentence(value: object) -> None:
    try:
        read(json.dumps(value), "f")
    except BadFacts as error:
        assert error.sentence()


def test_a_stated_text_cannot_pretend_to_be_a_line_of_ours() -> None:
    facts = broken("acts.0.deception", "x\n## Grounds\u202e\u0007 y")
    assert read(json.dumps(facts), "f")[0].acts[0].deception == "x ## Grounds y"


def test_the_whole_command_answers_without_database_or_data_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["grade", *ONE, "--as-of", "2026-02-01", "--json"]) == 0
    ANSWER.validate(json.loads(capsys.readouterr().out))
    assert main(["grade", "--loss", "x", "--acted", "2026-01-02"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_library_needs_neither_django_nor_a_database() -> None:
    code = (
        "import sys; import bonafix.law, bonafix.law.cli; "
        "sys.exit(len({'django', 'psycopg', 'procrastinate'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_claim_of_the_house_is_graded_by_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[tuple[str, str | None]] = []

    def of_claim(number: str, region: str | None) -> Facts:
        asked.append((number, region))
        return Facts((Act(number, date(2026, 11, 1), 19_500, region),))

    words = ["--claim", "YAXN-JH78", "--region", "440118", "--json"]
    assert cli.run(words, print, print, TODAY, of_claim=of_claim) == 0
    answer = json.loads(capsys.readouterr().out)
    ANSWER.validate(answer)
    assert asked == [("YAXN-JH78", "440118")]
    assert answer["loss_fen"] == 19_500


@pytest.mark.parametrize(
    "words", [["--claim", "X", "--loss", "1"], ["--claim", "X", "--acts", "a.json"]]
)
def test_a_claim_says_it_all_but_the_place(words: list[str]) -> None:
    said: list[object] = []
    assert cli.run(words, print, said.append, TODAY, of_claim=lambda _n, _r: Facts(())) == 2
    assert len(said) == 1
    # Where there is only the library, there are no claims.
    assert cli.run(["--claim", "X"], print, said.append, TODAY) == 2
    assert len(said) == 2
