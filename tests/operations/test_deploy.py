"""The files that an operator copies: what systemd says of its unit, and whether `up` knows it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bonafix.cli.main import parser

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "bonafix.service"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze not installed")
def test_systemd_takes_the_unit_and_finds_it_closed(tmp_path: Path) -> None:
    text = UNIT.read_text("utf-8")
    program = re.search(r"^ExecStart=(\S+)", text, re.M)
    assert program is not None
    unit = tmp_path / "bonafix.service"
    unit.write_text(text.replace(program[1], sys.executable), "utf-8")
    verify = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (verify.returncode, verify.stderr) == (0, "")
    # 10 is wide open; a web server that must be reached cannot come to 0.
    closed = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(unit)]
    done = subprocess.run(closed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-500:]


def test_up_knows_every_option_that_unit_and_documents_give_it() -> None:
    text = UNIT.read_text("utf-8") + (ROOT / "docs" / "operations.md").read_text("utf-8")
    text += (ROOT / "docs" / "running.md").read_text("utf-8")
    given = set(re.findall(r"\bbonafix up\b([^\n`]*)", text))
    options = {word for line in given for word in re.findall(r"--[a-z-]+", line)}
    up = parser()._subparsers._group_actions[0].choices["up"]  # type: ignore[union-attr,call-overload,index]
    assert options - set(up._option_string_actions) == set()
    assert {"--domain", "--data"} <= options
