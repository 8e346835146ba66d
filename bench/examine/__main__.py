"""`make bench PART=examine PHOTOS=FOLDER`: doctored pictures and honest ones, peers beside.

FOLDER holds pictures, or folders of them as `bench/examine/data.py` says: `clothing` (with
images.csv), `ai_edits`, `buddha`. FULL=1 takes all pairs; without it a part that takes minutes.
An interrupted run goes on where it stopped.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import cv2

from bench.examine import data, run, special, tables


def main() -> int:
    """Run, print one JSON line for each figure set and the tables; 2 without pictures."""
    parser = argparse.ArgumentParser(prog="bench.examine")
    parser.add_argument("folder", nargs="?", default=os.environ.get("PHOTOS", ""))
    parser.add_argument("--store", type=Path, default=Path(".bench/examine"))
    parser.add_argument("--minutes", type=float, default=25.0)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--stored-only", action="store_true", help="tables of what was measured")
    parser.add_argument("--table", type=Path, help="write the error table that findings quote")
    parser.add_argument("--about", default="", help="what data it is, for that table")
    parser.add_argument("--seed", type=int, default=0, help="draws other pairs of the same kinds")
    parser.add_argument("--part", default="0/1", help="K/N: every Nth set, for N processes")
    given = parser.parse_args()
    folder = Path(given.folder)
    if not given.folder or not folder.is_dir():
        print("bench.examine: name a folder of pictures, PHOTOS=FOLDER", file=sys.stderr)
        return 2
    full = os.environ.get("FULL") == "1"
    until = time.monotonic() + (1e9 if full else 60 * given.minutes)
    cv2.setNumThreads(1)
    goods = folder / "clothing" if (folder / "clothing").is_dir() else folder
    photos = data.photos(goods)
    views = folder / "buddha" if (folder / "buddha").is_dir() else None
    part = tuple(map(int, given.part.split("/")))
    store = given.store / f"{run.version()}-seed{given.seed}"
    if given.stored_only:
        rows = run.stored(store)
    else:
        plan = run.plan(photos, views, full, given.seed)
        mine = store / f"{part[0]}.jsonl"
        rows = run.run(plan, mine, not given.no_peers, until, (part[0], part[1]))
    if given.table:
        table = tables.measured(rows, given.about)
        given.table.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for title, section in tables.SECTIONS.items():
        print(f"\n## {title}")
        for line in section(rows):
            print(line)
    print("\n## Outputs of an AI editor")
    for row in special.ai_edits(folder / "ai_edits"):
        print(json.dumps(row, ensure_ascii=False))
    print("\n## Cost")
    print(json.dumps(special.cost(photos[10:22], photos[8:13])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
