"""Time from outside: a real authority's token over the newest anchor."""

from datetime import datetime
from pathlib import Path
from typing import Any

from bonafix.ledger.anchors import anchor_operator
from bonafix.ledger.models import AnchorStamp
from bonafix.ledger.stamps import request_token, stamp_newest
from tests.support.tsa import authority, verifies
from tests.support.world import build


def test_an_anchor_gets_a_token_that_others_can_verify(
    operator: Any, now: datetime, tmp_path: Path
) -> None:
    from django.test import override_settings

    build(operator.id, now, technicians=1)
    anchor = anchor_operator(operator.id, now)
    assert anchor is not None
    with authority(tmp_path) as url, override_settings(TIMESTAMP_URL=url):
        stamp = stamp_newest(operator.id, now)
        assert stamp is not None
        assert verifies(tmp_path, bytes(stamp.token), bytes(anchor.hash))
        assert not verifies(tmp_path, bytes(stamp.token), b"something else")
        assert stamp_newest(operator.id, now) is None, "one anchor, one token"
    assert AnchorStamp.objects.count() == 1


def test_without_an_authority_or_when_it_is_silent_nothing_breaks(
    operator: Any, now: datetime
) -> None:
    from django.test import override_settings

    build(operator.id, now, technicians=1)
    anchor_operator(operator.id, now)
    assert stamp_newest(operator.id, now) is None
    with override_settings(TIMESTAMP_URL="http://127.0.0.1:9/"):
        assert stamp_newest(operator.id, now) is None
    assert request_token("http://127.0.0.1:9/", b"x") is None
