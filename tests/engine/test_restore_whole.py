"""The whole way back: reports, a backup, no machine any more, a restore, and customers' links."""

import json
import shutil
from pathlib import Path

import httpx
import pytest

from tests.support.kills import settle
from tests.support.service import Service, report_body, running

PLACES = ("临汾市永和县", "许昌市鄢陵县", "朝阳区")


@pytest.mark.service
def test_after_a_machine_is_destroyed_the_restored_house_answers_every_link_and_number(
    tmp_path: Path,
) -> None:
    data, backup, key = tmp_path / "data", tmp_path / "backup", tmp_path / "kept" / "master-key"
    with running(data) as first:
        told = [
            httpx.post(f"{first.url}/api/v1/repairs", json=report_body(place, n), timeout=30)
            for n, place in enumerate(PLACES)
        ]
        reports = [answer.raise_for_status().json() for answer in told]
        settle(first)
        before = answers(first, reports)
        key.parent.mkdir()
        shutil.copy(data / "master-key.json", key)
        anchors = tmp_path / "kept" / "anchors.jsonl"
        ended = first.cli("anchors", "export", "--data", str(data), "-o", str(anchors))
        assert ended.returncode == 0, ended.stderr
        ended = first.cli(
            "backup", "--data", str(data), "-o", str(backup), "--master-key-kept-at", "the safe"
        )
        assert ended.returncode == 0, ended.stderr
        port = first.port
    shutil.rmtree(data)
    back = tmp_path / "new-machine" / "data"
    ended = first.cli("restore", str(backup), "--data", str(back), "--master-key", str(key))
    assert ended.returncode == 0, ended.stderr
    ended = first.cli("audit", "--data", str(back), "--anchors", str(anchors), "--json")
    report = json.loads(ended.stdout)
    assert (ended.returncode, report["faults"]) == (0, [])
    assert report["entries"] > 100 and report["sealed"] > 10 and report["files"] > 0
    # The same address, so that the links in customers' hands lead somewhere.
    second = Service(back, port=port, demo=False).start()
    try:
        assert answers(second, reports) == before
        body = report_body(PLACES[0], 99)
        again = httpx.post(f"{second.url}/api/v1/repairs", json=body, timeout=30)
        assert again.status_code == 201
        settle(second)
    finally:
        second.stop()
    ended = second.cli("audit", "--data", str(back), "--anchors", str(anchors))
    assert (ended.returncode, ended.stdout) == (0, "")


def answers(service: Service, reports: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Number and status of each report, once its link has shown the page with its number."""
    with httpx.Client(timeout=30, follow_redirects=True) as client:
        for report in reports:
            page = client.get(report["tracking_url"])
            assert (page.status_code, page.url.port) == (200, service.port)
            assert report["number"] in page.text
    with service.superuser() as database:
        return [
            database.execute(
                "SELECT number, repairs_repair.status FROM cases_case"
                " JOIN repairs_repair ON case_id = cases_case.id WHERE number = %s",
                (report["number"],),
            ).fetchone()
            or (report["number"], "lost")
            for report in reports
        ]
