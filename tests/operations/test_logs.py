"""Logs: one JSON object a line, nobody's data in them, and never more than their share of disk."""

import json
import subprocess
import sys
from pathlib import Path

from bonafix.config.engine.logfiles import KEPT, LogFile

PERSON = "王女士 13800138000 成都市锦江区人民东路3号"
SCRIPT = f"""
import logging
from bonafix.config import logs
logs.configure()
log = logging.getLogger("bonafix.cases")
log.warning("Not Found: %s", "/t/sJvCYX_yaHXNNFvmq8C5IpLsEkpsV0tgNH_LChu7YkQ/")
log.warning("Conflict: %s", "/e/sJvCYX_yaHXNNFvmq8C5IpLsEkpsV0tgNH_LChu7YkQ/uploads/")
try:
    raise ValueError({PERSON!r})
except ValueError:
    log.exception("a step failed", extra={{"request": {PERSON!r}}})
log.info("too quiet to be written")
"""


def test_a_log_turns_over_and_old_lines_go(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "web-1.log", largest=1000)
    for number in range(500):
        log.write(b"line %06d\n" % number)
    log.close()
    files = sorted(tmp_path.iterdir())
    assert len(files) == KEPT + 1
    assert all(file.stat().st_size <= 1000 for file in files)
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    lines = [line for n in (".3", ".2", ".1", "")
             for line in (tmp_path / f"web-1.log{n}").read_text().splitlines()]  # fmt: skip
    assert lines == sorted(lines)
    assert lines[-1] == "line 000499"
    again = LogFile(tmp_path / "web-1.log", largest=1000)
    again.write(b"after a restart\n")
    again.close()
    assert (tmp_path / "web-1.log").read_text().endswith("line 000499\nafter a restart\n")


def test_what_is_logged_is_structured_and_holds_neither_persons_nor_links() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    first, upload, second = (json.loads(line) for line in done.stderr.decode().splitlines())
    assert first["event"] == "Not Found: /t/…/"
    assert upload["event"] == "Conflict: /e/…/uploads/"
    assert first["level"] == "warning"
    assert first["timestamp"].endswith("Z")
    assert second["event"] == "a step failed"
    assert second["error"] == "ValueError"
    assert second["at"] == ["<string>:9"]
    for word in (*PERSON.split(), "sJvCYX"):
        assert word not in done.stderr.decode()
