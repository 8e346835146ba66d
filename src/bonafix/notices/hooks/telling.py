"""Putting a step into the outbox of every address that wants to know of it."""

from collections.abc import Collection
from uuid import UUID

from bonafix.ledger.acts import Act
from bonafix.notices.models import Hook, HookMessage


def tell(
    act: Act, party_ids: Collection[UUID], event: str, case_id: UUID, key: str, body: str
) -> int:
    """One message for each address of these parties that wants this event; how many.

    The same `key` again makes no second message.
    """
    hooks = Hook.objects.filter(
        party_id__in=party_ids, disabled_at=None, events__contains=[event]
    ).order_by("id")
    told = [message(act, hook, event, case_id, key, body) for hook in hooks]
    return len(told)


def message(
    act: Act, hook: Hook, event: str, case_id: UUID | None, key: str, body: str
) -> HookMessage:
    """Into the outbox; sent by `notices.hook_queued` after the commit."""
    known = HookMessage.objects.filter(hook_id=hook.id, key=key).first()
    if known is not None:
        return known
    row = HookMessage(
        operator_id=act.operator_id,
        hook=hook,
        event=event,
        case_id=case_id,
        key=key,
        body=body,
        queued_at=act.now,
    )
    act.record("notices.hook_queued", ("hook", hook.id), rows=[row])
    act.defer("notices.hook_queued", message_id=row.id)
    return row
