"""Getting a notice to its party, effective once.

Three steps: the row says `sending` and holds the sealed words, committed; the provider is
asked outside any transaction, with the notice's id as its key; the outcome is committed.
Whatever dies in between, the next try asks with the same key and the same words, and the
provider (or the adapter, where it is ours) makes one message of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection

from bonafix.ledger.acts import Act, begin
from bonafix.notices.actions.telling import stream_of
from bonafix.notices.adapters import adapter_for
from bonafix.notices.adapters.envelope import Envelope
from bonafix.notices.errors import Undelivered
from bonafix.notices.filling import filled, operator_name, values_of
from bonafix.notices.models import Notice
from bonafix.notices.rules import (
    EMAIL,
    ENDS,
    FAILED,
    LOOK_AGAIN,
    QUEUED,
    SENDING,
    SENT,
    TRIES,
    VOICE,
    is_too_late,
    pause_after,
)
from bonafix.notices.speech import read_out
from bonafix.notices.texts import KINDS, Said, say
from bonafix.operators.actors import Actor
from bonafix.operators.tenancy import act_as
from bonafix.people.models import Party
from bonafix.people.sealing import seal, unseal

# Gives back the provider's id of the message; `Undelivered` when it did not go through.
Send = Callable[[Envelope], str]


def deliver(operator_id: UUID, now: datetime, notice_id: UUID, *, send: Send | None = None) -> None:
    """Try to send one notice; woken by `notices.queued`, as often as it likes.

    A try that fails is taken up again later; after the last one `notices.failed` wakes a
    person. `send` replaces the configured adapter.
    """
    with act_as(operator_id), _alone_with(notice_id) as alone:
        system = Actor.system(operator_id)
        if not alone:
            with begin(system, now) as act:
                act.defer_at(now + LOOK_AGAIN, "notices.queued", notice_id=notice_id)
            return
        envelope = _take(system, now, notice_id)
        if envelope is None:
            return
        try:
            provider_id = (send or adapter_for(envelope.channel).send)(envelope)
        except Undelivered as trouble:
            _try_again(system, now, notice_id, trouble)
        else:
            _note_sent(system, now, notice_id, provider_id)


@contextmanager
def _alone_with(notice_id: UUID) -> Iterator[bool]:
    """True while no other live worker sends this notice; a dead one's hold ends with it."""
    key = notice_id.int & 0x7FFF_FFFF_FFFF_FFFF
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (held,) = cursor.fetchone()
    try:
        yield held
    finally:
        # A connection that broke has let go by itself.
        if held and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _take(system: Actor, now: datetime, notice_id: UUID) -> Envelope | None:
    """Commit `sending` and the words; None when there is nothing (any more) to send."""
    with begin(system, now) as act:
        notice = act.lock(Notice, notice_id)
        if notice.status in ENDS:
            return None
        party = Party.objects.get(pk=notice.party_id)
        address = _address(notice, party, now)
        hindrance = _hindrance(notice, party, address, now)
        if hindrance:
            _fail(act, notice, hindrance)
            return None
        said = say(notice.kind, notice.language, values_of(notice, now))
        text = unseal(bytes(notice.text)) if notice.text else None
        if text is None:
            # Later tries say the very same words: a provider may refuse others under one key.
            text = said.text
            if notice.channel == VOICE:
                text = read_out(operator_name(notice), text, notice.language)
            notice.text = seal(party.id, text)
        notice.status, notice.tried_at = SENDING, now
        notice.attempts = notice.attempts + 1
        act.record("notices.tried", stream_of(notice), rows=[notice])
        return _envelope(notice, address, Said(said.subject, text))


def _address(notice: Notice, party: Party, now: datetime) -> str:
    if notice.channel == EMAIL:
        return filled("email", notice, str(party.id), now)
    return (unseal(bytes(party.phone)) if party.phone else None) or ""


def _hindrance(notice: Notice, party: Party, address: str, now: datetime) -> str:
    """Why no try makes sense, as a word; empty when one does."""
    if party.status != "active":
        return "party_erased"
    if not address:
        return "no_address"
    if is_too_late(notice.queued_at, KINDS[notice.kind].useful_for, now):
        return "too_late"
    # Killed in the middle of every try: a person has to look.
    return "tries_used_up" if notice.attempts >= TRIES else ""


def _envelope(notice: Notice, address: str, said: Said) -> Envelope:
    return Envelope(
        id=notice.id,
        kind=notice.kind,
        channel=notice.channel,
        language=notice.language,
        address=address,
        sender=operator_name(notice),
        subject=said.subject,
        text=said.text,
    )


def _note_sent(system: Actor, now: datetime, notice_id: UUID, provider_id: str) -> None:
    with begin(system, now) as act:
        notice = act.lock(Notice, notice_id)
        if notice.status in ENDS:
            return
        notice.status, notice.sent_at = SENT, now
        notice.provider_id, notice.trouble = provider_id, ""
        act.record("notices.sent", stream_of(notice), rows=[notice])


def _try_again(system: Actor, now: datetime, notice_id: UUID, trouble: Undelivered) -> None:
    with begin(system, now) as act:
        notice = act.lock(Notice, notice_id)
        if notice.status in ENDS:
            return
        pause = None if trouble.permanent else pause_after(notice.attempts)
        if pause is None:
            _fail(act, notice, trouble.why)
            return
        notice.status, notice.trouble = QUEUED, trouble.why
        act.record("notices.delayed", stream_of(notice), rows=[notice])
        act.defer_at(now + pause, "notices.queued", notice_id=notice.id)


def _fail(act: Act, notice: Notice, why: str) -> None:
    """No more tries by machine: it is on record, and a person is woken."""
    notice.status, notice.failed_at, notice.trouble = FAILED, act.now, why
    act.record("notices.failed", stream_of(notice), rows=[notice])
    act.defer("notices.failed", notice_id=notice.id, case_id=notice.case_id or "", why=why)
