"""Queueing a notice, inside the action that it tells of."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from bonafix.kit.phones import is_landline
from bonafix.ledger.acts import Act
from bonafix.notices.adapters import configured_channels
from bonafix.notices.errors import NotANotice
from bonafix.notices.models import Notice
from bonafix.notices.rules import LANDLINE, VOICE, check_key, check_params, choose_channel
from bonafix.notices.texts import KINDS
from bonafix.people.models import Party
from bonafix.people.sealing import seal, unseal


def notify(
    act: Act,
    case_id: UUID | None,
    party_id: UUID,
    kind: str,
    params: Mapping[str, Any],
    *,
    key: str,
    channels: Sequence[str] = (),
    secret: str | None = None,
    language: str = "zh-hans",
    new: bool = False,
) -> Notice:
    """Tell a party something once; the same `key` again gives the notice that is there.

    `params` are ids, words and instants (see notices.texts for the places each kind has);
    a code goes into `secret`, which is sealed. `channels` in the order of preference, by
    default SMS where a gateway is configured (a landline is called where that can be done), else
    the console. `new`: the key cannot be there yet. Sent by `notices.queued` after the commit.
    `NotANotice`: a caller's mistake.
    """
    _check_kind(kind)
    check_key(key)
    check_params(params)
    if not new and (known := Notice.objects.filter(key=key).first()) is not None:
        return known
    notice = Notice(
        case_id=case_id,
        party_id=party_id,
        kind=kind,
        channel=_channel(channels, party_id),
        key=key,
        language=language,
        params={**params},
        secret=seal(party_id, secret) if secret is not None else None,
        queued_at=act.now,
    )
    act.record("notices.queued", stream_of(notice), rows=[notice])
    act.defer("notices.queued", notice_id=notice.id)
    return notice


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise NotANotice(f"there is no kind of notice called {kind}")


def _channel(wanted: Sequence[str], party_id: UUID) -> str:
    """The wanted one; where nobody wants any, a landline is called if that can be done."""
    there = configured_channels()
    if not wanted and VOICE in there:
        phone = Party.objects.get(pk=party_id).phone
        if is_landline((unseal(bytes(phone)) if phone else None) or ""):
            wanted = LANDLINE
    return choose_channel(wanted, there)


def stream_of(notice: Notice) -> tuple[str, UUID]:
    """Where the notice stands on record: with its case, or with its party."""
    if notice.case_id is not None:
        return "case", notice.case_id
    return "party", notice.party_id
