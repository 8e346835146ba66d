"""Every place of the brand's list is taken in, and every place that can be served gets a visit."""

import csv
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.service import Service, report_body

GOLD = Path(__file__).parents[1] / "places" / "data" / "seed_places_gold.tsv"
# Named special or not serviceable in the list itself: they wait for a person, with the reason.
WAITING = {"232700": "place_special", "360800": "place_special", "350527": "place_not_serviceable"}


def areas() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.service
def test_all_359_areas_become_cases_and_every_servable_one_is_arranged(service: Service) -> None:
    rows = areas()
    assert len(rows) == 359

    def post(pair: tuple[int, dict[str, str]]) -> dict[str, Any]:
        number, row = pair
        answer = httpx.post(
            f"{service.url}/api/v1/repairs", json=report_body(row["text"], number), timeout=60
        )
        assert answer.status_code == 201, answer.text
        return {"row": row, **answer.json()}

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(post, enumerate(rows)))
    assert len({one["number"] for one in answers}) == 359
    right = [a for a in answers if (a["place"]["code"] or "")[:6] == a["row"]["code"][:6]]
    assert len(right) >= 351
    settled = _settled(service, answers)
    for one in answers:
        status, reason = settled[one["number"]]
        if one["row"]["code"] in WAITING:
            assert (status, reason) == ("waiting", WAITING[one["row"]["code"]]), one["row"]
        elif one in right:
            assert status == "arranged", (one["row"], status, reason)


def _settled(service: Service, answers: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Wait until a worker has looked at all of them."""
    numbers = [one["number"] for one in answers]
    found: dict[str, tuple[str, str]] = {}
    for _round in range(240):
        with service.superuser() as database:
            found = {
                number: (status, reason)
                for number, status, reason in database.execute(
                    "SELECT c.number, r.status, r.waiting_reason FROM repairs_repair r"
                    " JOIN cases_case c ON c.id = r.case_id WHERE c.number = ANY(%s)",
                    [numbers],
                )
            }
        if all(status not in ("reported", "accepted") for status, _ in found.values()):
            break
        time.sleep(0.5)
    return found
