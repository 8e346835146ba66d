"""The house of a release, as a backup that later releases are tested with.

Run it with the code of that release, for its backup must be its own:

    git worktree add ../old TAG
    PYTHONPATH=../old/src:../old python tools/old_house.py tests/operations/houses/0.1.0

It founds an operator, lives through a few made-up repairs by the real actions, and writes
OUT.bonafix.xz (the backup, packed) and OUT.json (its master key, which opens nothing else).
"""

import lzma
import shutil
import sys
from pathlib import Path

from tests.support.kills import settle
from tests.support.service import house_folder, running


def live(data: Path) -> None:
    """Three repairs: one guaranteed, one with an open quote, one that waits for a person."""
    from bonafix.cli.house import inside

    with inside(data):
        from tests.support.lives import lead
        from tests.support.world import build

        from bonafix.kit.clock import now
        from bonafix.operators.models import Operator
        from bonafix.operators.tenancy import act_as

        operator = Operator.objects.get()
        with act_as(operator.id):
            world = build(operator.id, now())
            for number, status in enumerate(("guaranteed", "quoted", "waiting")):
                lead(world, status, number)


def main() -> int:
    """Make it; returns 0."""
    out = Path(sys.argv[1])
    out.parent.mkdir(parents=True, exist_ok=True)
    with house_folder() as data, running(data, demo=False) as service:
        backup = data.parent / "backup"
        who = ["shop", "样店", "shop.test", "admin@shop.test"]
        assert service.cli("found", *who, "--data", str(data)).returncode == 0
        live(data)
        settle(service)
        told = ["--data", str(data), "-o", str(backup), "--master-key-kept-at", "beside, for tests"]
        done = service.cli("backup", *told)
        print(done.stdout, done.stderr)
        packed = lzma.compress(backup.read_bytes(), preset=9 | lzma.PRESET_EXTREME)
        out.with_name(f"{out.name}.bonafix.xz").write_bytes(packed)
        shutil.copy(data / "master-key.json", out.with_name(f"{out.name}.json"))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
