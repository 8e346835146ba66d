"""Getting a message to its address: asked outside any transaction, tried again ever later.

It may arrive twice, when a worker dies between the answer and its note of it; the receiver
knows the message again by its `webhook-id`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings

from bonafix.ledger.acts import Act, begin
from bonafix.notices.errors import Undelivered
from bonafix.notices.hooks.actions import switch_off
from bonafix.notices.hooks.rules import headers, is_silent, pause_after
from bonafix.notices.hooks.wire import post
from bonafix.notices.models import Hook, HookMessage
from bonafix.notices.rules import ENDS, FAILED, SENT
from bonafix.operators.actors import Actor
from bonafix.people.sealing import unseal

# (url, headers, body); `Undelivered` when it was not taken.
Post = Callable[[str, Mapping[str, str], bytes], None]


@dataclass(frozen=True, slots=True)
class Ready:
    """One try, with the secrets that sign it."""

    url: str
    body: bytes
    secrets: tuple[str, ...] = field(repr=False)


def deliver(
    operator_id: UUID, now: datetime, message_id: UUID, *, send: Post | None = None
) -> None:
    """Try to send one message; woken by `notices.hook_queued`, as often as it likes."""
    system = Actor.system(operator_id)
    ready = _ready(system, now, message_id)
    if ready is None:
        return
    try:
        signed = headers(ready.secrets, message_id, now, ready.body)
        (send or _post)(ready.url, signed, ready.body)
    except Undelivered as trouble:
        _not_taken(system, now, message_id, trouble)
    else:
        _taken(system, now, message_id)


def _post(url: str, signed: Mapping[str, str], body: bytes) -> None:
    post(url, signed, body, private=settings.HOOKS_PRIVATE)


def _ready(system: Actor, now: datetime, message_id: UUID) -> Ready | None:
    with begin(system, now) as act:
        row, hook = _hold(act, message_id)
        if row.status in ENDS:
            return None
        secrets = _secrets(hook, now)
        if hook.disabled_at is not None or not secrets:
            _give_up(act, row, "disabled")
            return None
        return Ready(hook.url, row.body.encode(), secrets)


def _hold(act: Act, message_id: UUID) -> tuple[HookMessage, Hook]:
    """The address first, then its message, as everywhere."""
    hook = act.lock(Hook, HookMessage.objects.values_list("hook_id", flat=True).get(pk=message_id))
    return act.lock(HookMessage, message_id), hook


def _secrets(hook: Hook, now: datetime) -> tuple[str, ...]:
    held = [unseal(bytes(hook.secret))]
    if hook.secret_before and hook.before_until and now < hook.before_until:
        held.append(unseal(bytes(hook.secret_before)))
    return tuple(one for one in held if one)


def _taken(system: Actor, now: datetime, message_id: UUID) -> None:
    with begin(system, now) as act:
        row, hook = _hold(act, message_id)
        if row.status in ENDS:
            return
        row.status, row.sent_at, row.tried_at, row.trouble = SENT, now, now, ""
        row.attempts = row.attempts + 1
        hook.failing_since = None
        act.record("notices.hook_taken", ("hook", hook.id), rows=[row, hook])


def _not_taken(system: Actor, now: datetime, message_id: UUID, trouble: Undelivered) -> None:
    with begin(system, now) as act:
        row, hook = _hold(act, message_id)
        if row.status in ENDS:
            return
        row.attempts, row.tried_at, row.trouble = row.attempts + 1, now, trouble.why
        hook.failing_since = hook.failing_since or now
        pause = None if trouble.permanent else pause_after(row.attempts)
        if pause is None:
            _give_up(act, row, trouble.why, hook)
        else:
            act.record("notices.hook_delayed", ("hook", hook.id), rows=[row, hook])
            act.defer_at(now + pause, "notices.hook_queued", message_id=row.id)
        if hook.disabled_at is None and (trouble.permanent or is_silent(hook.failing_since, now)):
            switch_off(act, hook, "gone" if trouble.permanent else "silent")


def _give_up(act: Act, row: HookMessage, why: str, *hooks: Hook) -> None:
    row.status, row.failed_at, row.trouble = FAILED, act.now, why
    act.record("notices.hook_failed", ("hook", row.hook_id), rows=[row, *hooks])
