"""Whatever is killed, whenever: nothing that was acknowledged is lost, nothing is done twice."""

import time
from pathlib import Path

import pytest

from tests.support.kills import PARTS, Load, deadline_while_down, kill, look
from tests.support.service import running

ROUNDS = 3


@pytest.mark.service
def test_no_report_is_lost_and_no_notice_doubled_when_anything_is_killed(tmp_path: Path) -> None:
    with running(tmp_path / "data") as service:
        with Load(service) as load:
            for _round in range(ROUNDS):
                for part in PARTS:
                    time.sleep(1.5)
                    kill(service, part)
                    service.wait_ready(60)
            time.sleep(2)
        late = deadline_while_down(service)
        left = look(service, load.acknowledged)
        assert len(load.acknowledged) > 20, "the load did not run"
        assert left.missing == []
        assert left.doubled_notices == []
        assert left.unsent_notices == 0
        assert left.stuck_jobs == 0
        assert left.late_deadlines == 0
        assert late <= 5.0, "a deadline that passed while all was down fires at once"
        assert left.audit == 0
