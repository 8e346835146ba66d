"""The command line: 0 done, 1 no, 2 wrong use; one line, never a traceback."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bonafix.cli.main import main


@pytest.mark.parametrize(
    "words",
    [
        "",
        "nosuch",
        "up --port x",
        "up --port 99999",
        "up --nosuch",
        "up --domain https://x.cn",
        "anchors",
        "resolve",
        "backup",
        "backup -o /nowhere/b --data {tmp}/none",
        "audit --data {tmp}/none",
        "audit --anchors {tmp}/none",
        "restore",
        "restore {tmp}/none --data {tmp}/x --master-key y",
        "anchors export --data {tmp}/file",
        "demo --data {tmp}/none",
        "up --data {tmp}/file",
    ],
)
def test_wrong_use_is_one_line_and_status_2(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "file").write_text("a file, where a folder is needed")
    assert main(words.format(tmp=tmp_path).split()) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1, said.err
    assert "Traceback" not in said.err
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_proxy_that_cannot_be_read_is_named_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BONAFIX_TRUSTED_PROXIES", "10.0.0.5,proxy.example")
    assert main(["up", "--data", str(tmp_path / "new")]) == 2
    said = capsys.readouterr().err
    assert "proxy.example" in said and len(said.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_taken_leaves_no_folder_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        (tmp_path / "mine").mkdir()
        for name in ("new", "mine"):
            assert main(["up", "--port", port, "--data", str(tmp_path / name)]) == 2
    assert "choose another" in capsys.readouterr().err
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine"]


def test_a_restored_demonstration_says_which_passwords_hold(tmp_path: Path) -> None:
    from bonafix.config.management.commands.demo import words

    said = words(tmp_path)
    assert "/staff/" in said
    assert "before the backup" in said


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    for name in ("up", "demo", "resolve", "audit", "anchors", "backup", "restore"):
        assert name in said


def test_resolve_answers_without_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resolve", "南京市玄武区"]) == 0
    assert "320102" in capsys.readouterr().out
    assert main(["resolve", "没有这样的地方"]) == 1


def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    done = subprocess.run(
        f"{sys.executable} -m bonafix.cli.main resolve $(yes 南京市玄武区 | head -5000) | true",
        shell=True,
        check=False,
        capture_output=True,
        text=True,
        executable="/bin/bash",
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
