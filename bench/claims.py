"""`make bench PART=claims`: a burst of claims is examined, and a reviewer's page opens.

CLAIMS (1,000) claims with three photos each come in at once in a running house, GOODS (2) of
ten with a picture of the merchant to compare with; counted is what is lost, how far the order
of examination leaves the order of deadlines, and the processor time of each claim. Then one
claim with 12 photos of 12 megapixels: a reviewer opens its page in Chromium, until the last
picture is shown. Ends with 1 when anything is lost or a goal is missed.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from tests.journeys.people import log_in
from tests.support.service import Service, house_folder, running

from bench.start import cpu, family
from bonafix.config.engine.runtime import connect_env

CLAIMS = int(os.environ.get("CLAIMS", "1000"))
GOODS = int(os.environ.get("GOODS", "2"))
OPENINGS = 7
PAGE_GOAL_MS = 1000
# What is not examined by then is counted, and said; the run does not fail by its machine's pace.
PATIENCE = float(os.environ.get("PATIENCE", "1500"))
STATES = """
SELECT c.status, c.examined_at, d.due_at, (SELECT count(*) FROM claims_shot s
  WHERE s.case_id = c.case_id AND s.side = 'buyer'), (SELECT count(DISTINCT e.shot_id)
  FROM claims_examination e JOIN claims_shot s ON s.id = e.shot_id
  WHERE e.case_id = c.case_id AND s.side = 'buyer')
FROM claims_claim c LEFT JOIN deadlines_deadline d
  ON d.subject_id = c.case_id AND d.name = 'examine_pictures'
WHERE c.case_id = ANY(%s::uuid[]) ORDER BY d.due_at, c.case_id
"""


def feed(service: Service, *words: object) -> dict[str, Any]:
    """Run the feeding process beside the house."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.claims_feed", *map(str, words)],
        env=connect_env(service.data), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def settled(service: Service, seconds: float = PATIENCE) -> bool:
    """Wait until no claim of the demonstration comes any more and nothing is to be examined.

    False when that took longer than `seconds`.
    """
    query = (
        "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND"
        " args->>'event' IN ('demo.claim_comes', 'claims.to_examine', 'claims.goods_shown')"
    )
    until = time.monotonic() + seconds
    with service.superuser() as database:
        while time.monotonic() < until:
            if database.execute(query).fetchall()[0][0] == 0:
                return True
            time.sleep(1)
    return False


def spent(service: Service) -> float:
    """Processor seconds of the whole house so far."""
    assert service.process is not None
    total = 0.0
    for pid in family(service.process.pid):
        with suppress(OSError):
            total += cpu(pid)
    return total


def examined(service: Service) -> dict[str, Any]:
    """The burst, from the first claim to the last examination."""
    before, began = spent(service), time.monotonic()
    fed = feed(service, "burst", CLAIMS, GOODS)
    whole = settled(service)
    seconds, used = time.monotonic() - began, spent(service) - before
    with service.superuser() as database:
        rows = database.execute(STATES, [fed["cases"]]).fetchall()
    done = [row for row in rows if row[1] is not None and row[0] == "answering"]
    waiting = 0 if whole else sum(row[0] == "evidenced" for row in rows)
    order = sorted(range(len(done)), key=lambda at: done[at][1])
    return {
        "what": "burst", "claims": CLAIMS, "with_goods_of_ten": GOODS,
        "examined": len(done), "still_waiting_when_the_time_was_over": waiting,
        "lost": CLAIMS - len(done) - waiting,
        "photos_not_measured": sum(row[3] - row[4] for row in done),
        "after_their_deadline": sum(row[1] > row[2] for row in done),
        "furthest_from_the_order_of_deadlines": max(
            (abs(place - at) for place, at in enumerate(order)), default=0
        ),
        "brought_in_seconds": fed["seconds"], "examined_seconds": round(seconds, 1),
        "house_cpu_seconds_each": round(used / max(1, len(done)), 3),
    }  # fmt: skip


def opened(service: Service) -> dict[str, Any]:
    """Milliseconds until the reviewer sees everything, first and later openings."""
    claim = feed(service, "large", 12, 4000)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(300_000)
        log_in(page, service, "reviewer", "/staff/claims/")
        url = f"{service.url}/staff/claims/{claim['number']}/"
        runs = [look(page, url) for _ in range(OPENINGS)]
        browser.close()
    pages, pictures, sizes = zip(*runs, strict=True)
    return {
        "what": "reviewer's page", **claim,
        "page_ms_median": round(statistics.median(pages)),
        "page_ms": [round(one) for one in pages],
        "all_pictures_ms_median": round(statistics.median(pictures)),
        "kilobytes": round(max(sizes) / 1000), "goal_ms": PAGE_GOAL_MS,
    }  # fmt: skip


def look(page: Page, url: str) -> tuple[float, float, int]:
    """(ms until the page and the pictures in sight stand, ms until all do, bytes of pictures)."""
    sizes: list[int] = []
    page.on("response", lambda one: sizes.append(int(one.headers.get("content-length", "0"))))
    began = time.perf_counter()
    page.goto(url, wait_until="load")
    first = 1000 * (time.perf_counter() - began)
    page.evaluate(
        "async () => { const all = [...document.querySelectorAll('main img, .card img')];"
        " all.forEach(one => { one.loading = 'eager' });"
        " await Promise.all(all.map(one => one.decode())) }"
    )
    return first, 1000 * (time.perf_counter() - began), sum(sizes)


def main() -> int:
    """Measure and print JSON lines."""
    machine = {"machine": platform.platform(), "cores": os.cpu_count()}
    print(json.dumps({**machine, "load": os.getloadavg()}))
    with house_folder() as data, running(Path(data)) as service:
        settled(service)
        print(json.dumps(burst := examined(service)), flush=True)
        print(json.dumps(page := opened(service)), flush=True)
        faults = service.cli("audit", "--data", str(data)).stdout.strip()
        print(json.dumps({"what": "audit", "said": faults}))
    whole = not burst["lost"] and not burst["photos_not_measured"] and faults.startswith("0 ")
    return 0 if whole and page["page_ms_median"] <= PAGE_GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
