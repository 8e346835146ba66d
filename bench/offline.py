"""`make bench PART=offline`: 100 random cut patterns; nothing is lost, nothing doubled.

Each pattern is one visit without signal, kept by the real page in a real Chromium, against the
real pages and actions on a real PostgreSQL. Chance (`--seed S`) decides what becomes of every
request: it arrives; it is lost on the way; it arrives and its answer is lost; the answer is cut
in the middle; the house says 503; and between steps the page may be thrown away and opened anew.
One line of JSON for each pattern, then the sum. Exit status 1 when a step was lost or doubled.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connections
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Playwright, Route, sync_playwright
from tests.conftest import found
from tests.support import database
from tests.support.house_live import LiveHouse, live
from tests.support.lives import lead
from tests.support.telephone import Telephone
from tests.support.world import build

from bonafix.kit import clock
from bonafix.ledger.audit import audit_operator
from bonafix.operators.tenancy import act_as
from bonafix.repairs.models import VisitFile, VisitStep

# Playwright runs a loop in this thread, and is never waited for while the database is asked.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
VERBS = ["depart", "arrive", "quote", "approve_there", "repair", "sign_off"]
KINDS = ["after", "before", "signature", "signature"]
FATES = ("arrives", "lost", "answer lost", "answer cut", "busy")
# Far more than any pattern needs: whoever is not through then is stuck.
TURNS = 500

# What the page does when a button is tapped, without the tapping.
KEEP = """async ([number, verb, code]) => {
  const queue = await import("/static/bonafix/field/queue.js");
  const store = await import("/static/bonafix/field/store.js");
  const read = () => store.visit(number);
  const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
  canvas.getContext("2d").fillRect(0, 0, 32, 24);
  const png = () => new Promise((done) => { canvas.toBlob(done, "image/png"); });
  const photo = async (kind) => {
    const kept = await queue.keepPicture(await read(), kind, await png());
    return kept.client_id;
  };
  const lines = [{ code: "visit", quantity: 1 }, { code: "cylinder", quantity: 1 }];
  let body = {};
  if (verb === "arrive") body = { code };
  if (verb === "quote") { await photo("before"); body = { lines }; }
  if (verb === "approve_there") {
    body = { total_fen: (await read()).quote.fen, signature: await photo("signature") };
  }
  if (verb === "repair") {
    await photo("after");
    body = { parts: [{ code: "cylinder", serial: "ZX-1" }] };
  }
  if (verb === "sign_off") {
    body = { method: "signature", signature: await photo("signature") };
  }
  await queue.keep(await read(), verb, body);
}"""
SYNC = """async () => (await import("/static/bonafix/field/queue.js")).sync()"""
UNSENT = """async () => (await import("/static/bonafix/field/queue.js")).unsent()"""


class Way:
    """What becomes of requests, by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.weights, self.fates = chance, (1.0,) * 5, Counter[str]()

    def new_pattern(self) -> None:
        """From nearly always well to nearly never."""
        bad = self.chance.uniform(0.05, 0.7)
        parts = [self.chance.random() for _ in range(4)]
        self.weights = (1 - bad, *(bad * part / sum(parts) for part in parts))

    def handle(self, route: Route) -> None:
        """One request."""
        fate = self.chance.choices(FATES, self.weights)[0]
        self.fates[fate] += 1
        try:
            if fate == "arrives":
                route.continue_()
            elif fate == "lost":
                route.abort("internetdisconnected")
            elif fate == "busy":
                route.fulfill(status=503, body="busy")
            else:
                answer = route.fetch()
                if fate == "answer lost":
                    route.abort("connectionreset")
                else:
                    route.fulfill(response=answer, body=answer.body()[:20])
        except PlaywrightError:
            # The page was thrown away meanwhile: the answer is lost, too.
            self.fates["page gone"] += 1


def one(house: LiveHouse, telephone: Telephone, way: Way, number: int) -> dict[str, Any]:
    """One visit with its pattern: what was kept, and what arrived."""
    way.new_pattern()
    world, chance = house.world, way.chance
    case = lead(world, "arranged", number)
    who = world.repair(case.id).technician_id
    cookie = house.session(clock.now(), "technician", who)
    telephone.context.add_cookies([cookie])  # type: ignore[list-item]
    page = telephone.page
    page.evaluate("import('/static/bonafix/field/store.js').then((store) => store.wipe())")
    telephone.context.unroute_all()
    page = telephone.open()
    page.locator(f"#v-{case.number}").wait_for()
    telephone.context.route("**/api/v1/visits/**", way.handle)
    opened, code = 0, world.door_code(case.id)
    for verb in VERBS:
        page.evaluate(KEEP, [case.number, verb, code])
        if chance.random() < 0.5:
            page.evaluate(SYNC)
        if chance.random() < 0.15:
            page, opened = telephone.open(), opened + 1
    turns, last = 0, ""
    while page.evaluate(UNSENT) and turns < TURNS:
        last = page.evaluate(SYNC)
        turns += 1
    verbs = list(
        VisitStep.objects.filter(case_id=case.id).order_by("id").values_list("verb", flat=True)
    )
    kinds = sorted(VisitFile.objects.filter(case_id=case.id).values_list("kind", flat=True))
    return {
        "pattern": number,
        "whole": verbs == VERBS and kinds == KINDS,
        "steps": len(verbs),
        "pictures": len(kinds),
        "status": world.repair(case.id).status,
        "turns": turns,
        "last": last,
        "reopened": opened,
    }


def patterns(
    playwright: Playwright, folder: Path, way: Way, count: int, rows: list[dict[str, Any]]
) -> list[Any]:
    """All patterns in one house; what its audit finds in the end."""
    operator = found("lock", "127.0.0.1")
    operator.demonstration = True
    operator.save()
    with act_as(operator.id):
        world = build(operator.id, clock.now(), technicians=4, days=60)
        with live(world) as house:
            telephone = Telephone(playwright, folder / "profile", house.url, "block")
            case = lead(world, "arranged", 9_000)
            who = world.repair(case.id).technician_id
            telephone.start(house.session(clock.now(), "technician", who))
            for number in range(count):
                rows.append(one(house, telephone, way, number))
                print(json.dumps(rows[-1]), flush=True)
            telephone.off()
        return list(audit_operator(operator.id).faults)


def main() -> int:
    """Run the patterns and print."""
    parser = argparse.ArgumentParser(description="Random cut patterns")
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--patterns", type=int, default=100)
    given = parser.parse_args()
    name = f"bonafix_{uuid4().hex[:12]}"
    way, rows, began = Way(random.Random(given.seed)), [], time.monotonic()
    # Playwright first: with its loop, Django opens connections of their own.
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        database.copy(name),
    ):
        connections.settings["default"]["NAME"] = name
        faults = patterns(playwright, Path(folder), way, given.patterns, rows)
        connections.close_all()
    whole = sum(row["whole"] and row["status"] == "signed_off" for row in rows)
    print(
        json.dumps(
            {
                "patterns": len(rows),
                "whole": whole,
                "requests": dict(way.fates),
                "reopened": sum(row["reopened"] for row in rows),
                "faults": len(faults),
                "seed": given.seed,
                "seconds": round(time.monotonic() - began),
            }
        )
    )
    return 0 if whole == len(rows) and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
