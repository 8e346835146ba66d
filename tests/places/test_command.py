"""bonafix resolve: its output and its exit status are a contract."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from bonafix.places import cli
from tests.places.gold import hard, seeds

SCHEMA = json.loads((files("bonafix.places") / "schemas" / "resolve.json").read_text("utf-8"))


def run(*argv: str) -> tuple[int, list[str], list[str]]:
    out: list[str] = []
    err: list[str] = []
    return cli.run(argv, out.append, err.append), out, err


def test_every_json_line_keeps_to_the_schema(tmp_path: Path) -> None:
    texts = [c.text for c in [*seeds(), *hard()]]
    file = tmp_path / "texts"
    file.write_text("\n".join(texts), "utf-8")
    status, out, err = run("--file", str(file), "--json")
    assert (status, err) == (1, [])
    lines = [json.loads(line) for line in out]
    assert [line["text"] for line in lines] == texts
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for line in lines:
        validator.validate(line)


def test_the_schema_refuses_what_it_should() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    good = json.loads(run("临汾市永和县", "--json")[1][0])
    for broken in (
        {**good, "code": None},
        {**good, "code": "14103"},
        {**good, "status": "guessed"},
        {**good, "status": "ambiguous", "code": None},
        {**good, "more": 1},
    ):
        assert not validator.is_valid(broken), broken


def test_status_0_when_all_are_resolved_and_1_when_one_is_not() -> None:
    assert run("临汾市永和县", "成都市锦江区")[0] == 0
    assert run("临汾市永和县", "朝阳区")[0] == 1
    assert run("南昌市湾里区")[0] == 1
    assert run("我家门锁坏了")[0] == 1


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "either"),
        (["x", "--file", "y"], "either"),
        (["--nonsense"], "--nonsense"),
        (["--file", "/nowhere/at/all"], "/nowhere/at/all"),
        (["--file", "/"], "/"),
        (["--file", "a\0b"], "a"),
    ],
)
def test_wrong_use_is_status_2_with_one_line_and_no_output(argv: list[str], said: str) -> None:
    status, out, err = run(*argv)
    assert status == 2
    assert out == []
    assert len(err) == 1 and said in err[0] and "\n" not in err[0]


def test_a_file_that_is_not_utf8_is_refused_whole(tmp_path: Path) -> None:
    file = tmp_path / "gbk.txt"
    file.write_bytes("北京市\n".encode() + "临汾市永和县".encode("gbk"))
    status, out, err = run("--file", str(file))
    assert (status, out) == (2, [])
    assert "line 2" in err[0]


def test_half_a_character_from_the_shell_does_no_harm() -> None:
    status, out, _ = run("\udcff临汾市永和县", "--json")
    assert status == 0
    out[0].encode("utf-8")
    assert json.loads(out[0])["code"] == "141032"
    run("\udcff临汾市永和县")[1][0].encode("utf-8")


def test_for_people_one_line_a_text_with_the_reason() -> None:
    _, out, _ = run("朝阳区", "临汾市永和县")
    assert "ambiguous" in out[0] and "北京市朝阳区" in out[0]
    assert out[1] == "临汾市永和县\tresolved\t141032\t山西省临汾市永和县"
