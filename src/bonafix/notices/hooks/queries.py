"""Reading addresses and what was sent there."""

from uuid import UUID

from bonafix.access import Subject, may
from bonafix.notices.hooks.errors import NoSuchHook
from bonafix.notices.models import Hook, HookMessage
from bonafix.operators.actors import Actor

SHOWN = 20


def hooks_seen_by(actor: Actor) -> list[Hook]:
    """Those of the actor's parties; a manager sees all, so that one can be switched off."""
    rows = Hook.objects.select_related("party").order_by("-since")
    if not may(actor, "hook.disable", Subject("hook", actor.operator_id)):
        rows = rows.filter(party_id__in=actor.party_ids)
    return list(rows)


def messages_of(actor: Actor, hook_id: UUID) -> list[HookMessage]:
    """The newest messages to an address. `NoSuchHook`, also for one of another party."""
    hook = Hook.objects.filter(pk=hook_id).first()
    subject = Subject(
        "hook", actor.operator_id, party_ids=frozenset({hook.party_id}) if hook else frozenset()
    )
    if hook is None or not may(actor, "hook.disable", subject):
        raise NoSuchHook
    return list(HookMessage.objects.filter(hook_id=hook.id).order_by("-queued_at", "-id")[:SHOWN])
