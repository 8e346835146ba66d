"""Time from outside: a real authority's token over the newest anchor."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bonafix.ledger.anchors import anchor_operator
from bonafix.ledger.models import AnchorStamp
from bonafix.ledger.stamps import renew_some, renewal_message, request_token, stamp_newest
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


def test_a_token_is_renewed_before_its_certificate_ends_over_itself_and_the_root(
    operator: Any, now: datetime, tmp_path: Path
) -> None:
    from django.test import override_settings

    build(operator.id, now, technicians=1)
    anchor = anchor_operator(operator.id, now)
    assert anchor is not None
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    today = datetime.now(UTC)
    with authority(old) as url, override_settings(TIMESTAMP_URL=url):
        first = stamp_newest(operator.id, now)
        assert first is not None and first.expires_at is not None
        assert renew_some(operator.id, today) == 0, "its certificate is young"
        # The same certificate would make nothing last longer: nothing is kept.
        assert renew_some(operator.id, today + timedelta(days=25)) == 0
    with authority(new, days=800) as url, override_settings(TIMESTAMP_URL=url):
        assert renew_some(operator.id, today + timedelta(days=31)) == 0, "too late for it"
        assert renew_some(operator.id, today + timedelta(days=25)) == 1
        assert renew_some(operator.id, today + timedelta(days=25)) == 0, "once is enough"
    again = AnchorStamp.objects.get(renews=first.position)
    assert again.expires_at is not None and again.expires_at > first.expires_at
    message = renewal_message(bytes(anchor.hash), first.token)
    assert bytes(anchor.hash) in message and bytes(first.token) in message
    assert verifies(new, bytes(again.token), message)
    assert not verifies(new, bytes(again.token), bytes(anchor.hash))
    # What was there stays as it was.
    assert bytes(AnchorStamp.objects.get(position=first.position).token) == bytes(first.token)


def test_without_an_authority_nothing_is_renewed(operator: Any, now: datetime) -> None:
    assert renew_some(operator.id, now) == 0
