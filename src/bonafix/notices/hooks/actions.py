"""Registering an address, giving it a new secret, switching it off."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings

from bonafix.access import Subject, may, require
from bonafix.ledger.acts import Act, begin
from bonafix.notices.hooks.errors import HookDisabled, NoSuchHook, TooManyHooks
from bonafix.notices.hooks.rules import (
    MOST_HOOKS,
    OVERLAP,
    TEST,
    body_of,
    check_address,
    check_events,
    new_secret,
)
from bonafix.notices.hooks.telling import message
from bonafix.notices.models import Hook, HookMessage
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal, unseal


def _subject(actor: Actor, party_id: UUID) -> Subject:
    return Subject("hook", actor.operator_id, party_ids=frozenset({party_id}))


def _held(act: Act, hook_id: UUID, verb: str) -> Hook:
    """The address, locked. `NoSuchHook`, also for one of another party."""
    hook = Hook.objects.select_for_update(no_key=True).filter(pk=hook_id).first()
    if hook is None or not may(act.actor, verb, _subject(act.actor, hook.party_id)):
        raise NoSuchHook
    return hook


def register(
    actor: Actor, now: datetime, party_id: UUID, url: str, events: Collection[str]
) -> tuple[Hook, str]:
    """A new address of a party, and its secret, which is shown this once.

    `AddressNotPossible`, `EventUnknown`, `TooManyHooks`, `NotAllowed`.
    """
    require(actor, "hook.edit", _subject(actor, party_id))
    address, chosen = check_address(url, private=settings.HOOKS_PRIVATE), check_events(events)
    with begin(actor, now) as act:
        if Hook.objects.filter(party_id=party_id, disabled_at=None).count() >= MOST_HOOKS:
            raise TooManyHooks
        secret = new_secret()
        hook = Hook(
            operator_id=act.operator_id,
            party_id=party_id,
            url=address,
            events=chosen,
            secret=seal(party_id, secret),
            by=actor.label(),
            since=now,
        )
        act.record("notices.hook_registered", ("hook", hook.id), rows=[hook])
    return hook, secret


def test(actor: Actor, now: datetime, hook_id: UUID) -> HookMessage:
    """Send a message that means nothing, to see whether it arrives. `HookDisabled`."""
    with begin(actor, now) as act:
        hook = _held(act, hook_id, "hook.edit")
        if hook.disabled_at is not None:
            raise HookDisabled
        key = f"{TEST}:{act.cause}"
        return message(act, hook, TEST, None, key, body_of(TEST, now, {}))


def rotate(actor: Actor, now: datetime, hook_id: UUID) -> tuple[Hook, str]:
    """A new secret, shown this once; the old one signs beside it for a day. `HookDisabled`."""
    with begin(actor, now) as act:
        hook = _held(act, hook_id, "hook.edit")
        if hook.disabled_at is not None:
            raise HookDisabled
        secret = new_secret()
        # Sealed anew: a cell belongs to one column.
        hook.secret_before = seal(hook.party_id, unseal(bytes(hook.secret)) or "")
        hook.before_until = now + OVERLAP
        hook.secret = seal(hook.party_id, secret)
        act.record("notices.hook_rotated", ("hook", hook.id), rows=[hook])
    return hook, secret


def disable(actor: Actor, now: datetime, hook_id: UUID) -> Hook:
    """Nothing is sent there any more. Saying it twice changes nothing."""
    with begin(actor, now) as act:
        hook = _held(act, hook_id, "hook.disable")
        if hook.disabled_at is None:
            switch_off(act, hook, "person")
    return hook


def switch_off(act: Act, hook: Hook, because: str) -> None:
    """Callers hold the address."""
    hook.disabled_at, hook.disabled_because = act.now, because
    act.record("notices.hook_disabled", ("hook", hook.id), rows=[hook])
