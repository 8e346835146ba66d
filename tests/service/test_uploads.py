"""Whatever is killed while a file comes in: it is resumed, whole, and recorded once."""

import os
from pathlib import Path

import pytest

from tests.support import uploading
from tests.support.service import running

SIZE = 24_000_000
KILLS = 5


@pytest.mark.service
def test_an_upload_that_is_killed_again_and_again_comes_in_whole_and_once(tmp_path: Path) -> None:
    with running(tmp_path / "data") as service:
        token = uploading.in_house(service, "ask")
        sent = []
        with uploading.Killer(service, KILLS, seed=7, within=2.0) as killer:
            while not killer.done or not sent:
                sent.append(uploading.send(service, token, os.urandom(SIZE), pace=0.02))
        told = uploading.looked(service, len(sent))
    assert killer.kills >= KILLS and sum(one.breaks for one in sent) > 0
    assert sorted(told["items"]) == sorted(one.sha256 for one in sent)
    assert told["files"] == told["received"] == len(sent)
