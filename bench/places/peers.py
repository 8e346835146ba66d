"""Runs one resolver in its own process; peers in a virtual environment of their own."""

import json
import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "places-peers.lock"
PLACE = ROOT / ".venv-places-peers"  # ignored by git like every .venv-*


@dataclass(frozen=True)
class Part:
    """One list: an answer and microseconds of processor for each text."""

    answers: list[dict[str, list[str]]]
    us: list[float]


@dataclass(frozen=True)
class Done:
    """One tool: milliseconds of processor to the first answer, MiB at most, and its lists."""

    load_ms: float
    peak_mb: float
    sets: dict[str, Part]


def installed() -> Path:
    """The Python of the peers, installed from their lock when that is newer."""
    python, stamp = PLACE / "bin" / "python", PLACE / "peers.stamp"
    if not stamp.exists() or stamp.stat().st_mtime < LOCK.stat().st_mtime:
        venv.create(PLACE, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
        stamp.touch()
    return python


def run(tool: str, sets: dict[str, list[str]], rounds: int) -> Done:
    """All lists through one process of one tool."""
    python = sys.executable if tool == "bonafix" else str(installed())
    asked = {"tool": tool, "texts": [t for texts in sets.values() for t in texts], "rounds": rounds}
    # Without the hash seed some peers answer differently from run to run.
    env = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [python, str(ROOT / "bench" / "places" / "worker.py")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"bench.places: {tool} did not run:\n{done.stderr[-2000:]}")
    told = json.loads(done.stdout)
    parts, at = {}, 0
    for name, texts in sets.items():
        end = at + len(texts)
        parts[name] = Part(told["answers"][at:end], told["us"][at:end])
        at = end
    return Done(told["load_ms"], told["peak_mb"], parts)
