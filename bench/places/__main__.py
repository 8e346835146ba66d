"""`make bench PART=places ARGS="--cases FILE.tsv …"`: resolvers side by side.

Always measured: short names, texts of a model of speech with a seed (tests/places/spoken.py),
and among them texts that hold no place. Case files are added with --cases, in one of the two
formats of tests/places/data. Exit status 1 when a bar is missed, 2 for a file that cannot be used.
"""

import argparse
import json
import sys
from pathlib import Path

from tests.places.gold import HERE, BadCases, Case, read
from tests.places.spoken import spoken

from bench.places import judge, peers, tables
from bench.places.short import short_names
from bench.places.worker import TOOLS


def main() -> int:
    """Run everybody over everything; JSON lines, then tables."""
    given = arguments()
    try:
        sets = cases(given)
    except BadCases as error:
        print(f"bench.places: {error}", file=sys.stderr)
        return 2
    tools = [t for t in TOOLS if t == "bonafix" or not given.no_peers]
    runs = []
    for tool in tools:
        done = peers.run(
            tool, {name: [c.text for c in s] for name, s in sets.items()}, given.rounds
        )
        for name, found in sets.items():
            part = done.sets[name]
            county = judge.at_county(found, part.answers)
            tally = judge.tally(found, part.answers)
            row = tables.Row(tool, name, len(found), tally, part.us, county)
            runs.append(row)
            print(json.dumps(row.facts()), flush=True)
        costs = {"tool": tool, "load_ms": round(done.load_ms), "peak_mb": round(done.peak_mb)}
        print(json.dumps(costs), flush=True)
        tables.COSTS[tool] = costs
        if given.show and tool == given.show:
            show(sets, done)
    for line in tables.all_tables(runs, tools):
        print(line)
    missed = tables.missed(runs, tools)
    for line in missed:
        print(f"missed: {line}")
    return 1 if missed else 0


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.places")
    parser.add_argument("--cases", action="append", default=[], metavar="FILE.tsv")
    parser.add_argument("--seed", type=int, default=2, help="of the lists made by code")
    parser.add_argument("--rounds", type=int, default=3, help="lookups of each text; median")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--only-cases", action="store_true", help="only the case files")
    parser.add_argument("--show", metavar="TOOL", help="list what this tool does not get right")
    return parser.parse_args()


def cases(given: argparse.Namespace) -> dict[str, list[Case]]:
    """All lists by their names. Without --cases the two that the tests hold."""
    files = given.cases or [HERE / "seed_places_gold.tsv", HERE / "hard_addresses.tsv"]
    sets = {Path(file).stem: read(Path(file)) for file in files}
    if given.only_cases:
        return sets
    sets |= short_names(given.seed)
    made = spoken(given.seed, 60)
    sets[f"spoken, seed {given.seed}"] = [c for c in made if c.wanted]
    sets["no place in it"] = [c for c in made if not c.wanted]
    return sets


def show(sets: dict[str, list[Case]], done: peers.Done) -> None:
    """Every text that one tool did not get right."""
    for name, found in sets.items():
        for case, answer in zip(found, done.sets[name].answers, strict=True):
            word = judge.verdict(case, answer)
            if word != "right":
                print("\t".join([name, word, case.text, ",".join(case.wanted), str(answer)]))


if __name__ == "__main__":
    sys.exit(main())
