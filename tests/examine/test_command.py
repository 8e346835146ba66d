"""bonafix examine: its output and its exit status are a contract."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from bonafix.cli.main import main
from bonafix.examine import cli
from bonafix.examine.model import STRENGTHS
from bonafix.examine.runner import discovered
from tests.examine.test_reading import bomb, picture

SCHEMA = json.loads((files("bonafix.examine") / "schemas" / "examine.json").read_text("utf-8"))


def run(*argv: str) -> tuple[int, list[str], list[str]]:
    out: list[str] = []
    err: list[str] = []
    return cli.run(argv, out.append, err.append), out, err


@pytest.fixture
def claims(tmp_path: Path) -> list[str]:
    contents = {
        "a.jpg": picture(),
        "b.png": picture("PNG"),
        "cut.jpg": picture(size=(640, 480))[:900],
        "empty.jpg": b"",
        "words.jpg": b"these are words",
        "bomb.png": bomb(60_000),
        "wrong.png": picture(),
        "\udcff.jpg": picture(),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [str(tmp_path / name) for name in contents]


def test_every_file_that_can_be_opened_is_answered_in_the_shape_of_the_schema(
    claims: list[str],
) -> None:
    status, out, err = run(*claims, "--reference", claims[0], "--json")
    assert (status, err) == (0, [])
    lines = [json.loads(line) for line in out]
    assert [line["file"] for line in lines] == claims
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for line in lines:
        validator.validate(line)
        order = [STRENGTHS.index(f["strength"]) for f in line["findings"]]
        assert order == sorted(order)
        assert all("%(" not in f["statement"] + f["limits"] for f in line["findings"])


def test_a_file_too_large_to_read_is_answered_with_its_hash(tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    with path.open("wb") as stream:
        stream.truncate((256 << 20) + 1)  # a hole: no room is taken
    status, out, err = run(str(path), "--json")
    assert (status, err) == (0, [])
    line = json.loads(out[0])
    assert [f["kind"] for f in line["findings"]] == ["not_read"]
    assert len(line["sha256"]) == 64


def test_the_schema_refuses_what_it_should(claims: list[str]) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    good = json.loads(run(claims[0], "--json")[1][0])
    finding = good["findings"][0]
    for broken in (
        {**good, "sha256": "x"},
        {**good, "findings": []},
        {**good, "verdict": "fake"},
        {**good, "findings": [{**finding, "strength": "certain"}]},
        {**good, "findings": [{**finding, "limits": ""}]},
        {**good, "findings": [{**finding, "region": {"box": [1, 2]}}]},
    ):
        assert not validator.is_valid(broken), broken


def test_people_read_each_finding_with_what_it_does_not_show(claims: list[str]) -> None:
    status, out, _err = run(claims[1])
    assert status == 0
    assert claims[1] in out[0] and "PNG" in out[0] and "not what it shows" in out[0]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "CLAIM"),
        (["--nonsense", "x"], "--nonsense"),
        (["/nowhere/at/all"], "/nowhere/at/all"),
        (["/"], "/"),
        (["/dev/zero"], "/dev/zero"),
        (["{a}", "--reference", "/dev/zero"], "/dev/zero"),
        (["a\0b"], "a"),
        (["{a}", "/nowhere"], "/nowhere"),
        (["{a}", "--reference", "/nowhere"], "/nowhere"),
        (["{a}", "--trust", "/nowhere"], "/nowhere"),
        (["{a}", "--trust", "{a}"], "PEM"),
        (["{a}", "--out", "{a}"], "a.jpg"),
    ],
)
def test_wrong_use_is_status_2_with_one_line_and_no_output(
    argv: list[str], said: str, claims: list[str]
) -> None:
    status, out, err = run(*(word.format(a=claims[0]) for word in argv))
    assert status == 2
    assert out == []
    assert len(err) == 1 and said in err[0] and "\n" not in err[0]


def test_the_command_is_reached_through_the_one_entry_point(
    claims: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["examine", claims[0], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == claims[0]
    assert main(["examine", "/nowhere"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_of_analysers_is_all_it_takes() -> None:
    home = Path(cli.__file__).parent / "analysers"
    folders = {p.parent.name for p in home.glob("*/__init__.py")}
    assert folders <= set(discovered())
