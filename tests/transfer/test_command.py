"""`bonafix import` and `bonafix export` say what they did, in one line each, and with a status."""

import json
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from bonafix.cli import transfer
from bonafix.cli.main import main
from bonafix.operators.models import Operator
from bonafix.people.models import Party
from bonafix.people.queries import persons_of_phone
from bonafix.transfer.models import Import
from tests.conftest import found
from tests.support.world import World, build
from tests.transfer.bringing import of


@pytest.fixture
def world(operator: Operator, now: object, monkeypatch: pytest.MonkeyPatch) -> World:
    # The database is there already; the command would start one.
    monkeypatch.setattr(transfer, "inside", lambda _data: nullcontext())
    return build(operator.id, now)  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_bytes(of("customers", [["李", "13812345678", ""], ["王", "1", ""]]))
    return path


def test_without_apply_nothing_is_changed(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Party.objects.count()
    assert main(["import", "customers", str(file)]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("3\t")
    assert "2 rows looked at, nothing changed: 1 new, 0 changed, 0 same, 1 wrong" in told.err
    assert Party.objects.count() == before
    assert Import.objects.get().status == "discarded"


def test_with_apply_the_usable_rows_are_there_and_the_others_in_a_file(
    world: World, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rejected = tmp_path / "rejected.csv"
    words = ["import", "customers", str(file), "--apply", "--json", "--rejected", str(rejected)]
    assert main(words) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["applied"] and told["counts"] == {"new": 1, "changed": 0, "same": 0, "wrong": 1}
    assert [(one["row"], one["code"]) for one in told["wrong"]] == [(3, "not_a_phone")]
    assert len(persons_of_phone("13812345678")) == 1
    assert len(rejected.read_text("utf-8-sig").splitlines()) == 2
    file.write_bytes(of("customers", [["李", "13812345678", ""]]))
    assert main(["import", "customers", str(file), "--apply"]) == 0


def test_bad_use_is_one_line_and_status_two(
    world: World, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("a,b\n1,2\n")
    for words, said in (
        (["import", "customers", str(file)], "No line of this file names the columns"),
        (["import", "customers", str(tmp_path / "none.csv")], "No such file"),
        (["import", "nonsense", str(file)], "invalid choice"),
        (["export", "party", "-o", str(tmp_path / "x")], "--party"),
        (["export", "party", "--party", "x", "-o", str(tmp_path / "x")], "not the id of a party"),
        (["export", "customers", "-o", str(tmp_path)], "folder"),
        (["export", "all", "--operator", "none", "-o", str(tmp_path / "x")], "--operator"),
    ):
        assert main(words) == 2
        error = capsys.readouterr().err
        assert said in error and error.count("\n") == 1, (words, error)


def test_with_several_operators_one_has_to_be_named(world: World, tmp_path: Path) -> None:
    found("other", "other.test")
    target = tmp_path / "o.csv"
    assert main(["export", "outlets", "-o", str(target)]) == 2
    assert main(["export", "outlets", "--operator", "lock", "-o", str(target)]) == 0
    assert "永和锁具维修部" in target.read_text("utf-8-sig")


def test_the_whole_data_set_is_readable_by_its_owner_only(world: World, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    assert main(["export", "all", "-o", str(target)]) == 0
    assert target.stat().st_mode & 0o077 == 0
    assert "manifest.json" in zipfile.ZipFile(target).namelist()
