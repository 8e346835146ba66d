"""Keep one real entry of every kind that the tests write, as later versions must read it.

    python tools/ledger_fixtures.py [pytest arguments]

Runs the given tests (default: all but those that need a browser or a service) and writes
tests/ledger/fixtures/<kind>.v<version>.json for each kind that has none yet. A fixture is
never written again: entries of old houses do not change either.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "ledger" / "fixtures"
DEFAULT = ["tests", "-m", "not browser and not service"]


class Keeping:
    """A pytest plugin: looks over the shoulder of whoever writes entries."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def pytest_sessionstart(self) -> None:
        """Once Django is set up (by the tests' conftest), stand between chain and entry."""
        from bonafix.ledger import chain

        make = chain._entry

        def keep(sealed: Any, digest: bytes) -> Any:
            self.keep(sealed, digest)
            return make(sealed, digest)

        chain._entry = keep

    def keep(self, sealed: Any, digest: bytes) -> None:
        """Write the entry down when it is the first of its kind and version."""
        from bonafix.kit.clock import format_instant

        file = FIXTURES / f"{sealed.kind}.v{sealed.version}.json"
        if file.exists():
            return
        facts = {
            "operator_id": str(sealed.operator_id),
            "stream_kind": sealed.stream_kind,
            "stream_id": str(sealed.stream_id),
            "seq": sealed.seq,
            "kind": sealed.kind,
            "version": sealed.version,
            "at": format_instant(sealed.at),
            "actor": sealed.actor,
            "cause": str(sealed.cause),
            "prev_hash": sealed.prev_hash.hex(),
            "hash": digest.hex(),
            # The very bytes that were hashed, and the same for people to read.
            "body": base64.b64encode(sealed.body).decode(),
            "reads": json.loads(sealed.body),
        }
        text = json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True)
        file.write_text(f"{text}\n", "utf-8")
        self.written.append(sealed.kind)


def main() -> int:
    """Run the tests; the status is theirs."""
    FIXTURES.mkdir(exist_ok=True)
    keeping = Keeping()
    status = pytest.main(sys.argv[1:] or DEFAULT, plugins=[keeping])
    print(f"{len(keeping.written)} new: {', '.join(sorted(keeping.written))}")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
