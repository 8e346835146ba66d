"""Two editions side by side: what a yearly update changes is seen before it is taken."""

import json
from pathlib import Path

import pytest

from bonafix.places import editions_cli
from bonafix.places.gazetteer import gazetteer

OLD = (
    "11\t北京市\n1101\t甲市\n110101\t东区\n110102\t西县\n110103\t南县\n110104\t北县\n110105\t中县\n"
)
NEW = "11\t北京市\n1101\t甲市\n110101\t大东区\n110112\t西县\n110106\t新县\n110103\t南县\n"
HISTORY = "110104\t北县\t1980\t2026\t110103,110106\t\t文\n"


def folder(path: Path, divisions: str, history: str = "") -> str:
    path.mkdir()
    (path / "divisions.tsv").write_text(f"# head\n{divisions}", "utf-8")
    (path / "history.tsv").write_text(history, "utf-8")
    return str(path)


def run(*argv: str) -> tuple[int, list[str], list[str]]:
    out: list[str] = []
    err: list[str] = []
    return editions_cli.run(argv, out.append, err.append), out, err


def test_every_change_is_named_with_what_follows(tmp_path: Path) -> None:
    old, new = folder(tmp_path / "a", OLD), folder(tmp_path / "b", NEW, HISTORY)
    status, out, _ = run(old, new, "--json")
    told = {(one["kind"], one["code"]): one for one in map(json.loads, out)}
    assert set(told) == {
        ("renamed", "110101"),
        ("recoded", "110102"),
        ("ended", "110104"),
        ("ended", "110105"),
        ("added", "110106"),
    }
    assert told["renamed", "110101"]["after"] == "大东区"
    assert told["recoded", "110102"]["successors"] == ["110112"]
    assert told["ended", "110104"]["successors"] == ["110103", "110106"]
    assert told["ended", "110105"]["open"]
    assert status == 1  # what follows 中县 nobody has said


def test_an_edition_is_the_same_as_itself(tmp_path: Path) -> None:
    same = folder(tmp_path / "a", OLD)
    assert run(same, same) == (
        0,
        ["0 added, 0 ended, 0 renamed, 0 recoded; 0 without a successor"],
        [],
    )


def test_the_shipped_edition_is_compared_when_no_other_is_named(tmp_path: Path) -> None:
    """An edition from before 2019, when 湾里区 was there and 华亭 was a county."""
    known = gazetteer()
    names = {**known.names, "360105": "湾里区", "620824": "华亭县"}
    del names["620881"]
    text = "".join(f"{code}\t{name}\n" for code, name in sorted(names.items()))
    status, out, _ = run(folder(tmp_path / "a", text), "--level", "county")
    assert status == 0
    assert [line.split("\t")[:2] for line in out[:-1]] == [
        ["ended", "360105"],
        ["ended", "620824"],
        ["added", "620881"],
    ]
    assert "江西省南昌市新建区" in out[0] and "甘肃省平凉市华亭市" in out[1]


@pytest.mark.parametrize("content", [None, b"", b"no tab here", b"\xff\xfe", b"x\ty\n"])
def test_what_is_no_edition_is_refused_in_one_line(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "divisions.tsv"
    if content is not None:
        file.write_bytes(content)
    status, out, err = run(str(file))
    assert (status, out, len(err)) == (2, [], 1)
    assert str(file) in err[0]


def test_wrong_use_is_refused_in_one_line() -> None:
    assert run()[0] == 2
    assert run("a", "b", "c")[0] == 2
