"""Webhooks for other people's programs: register an address, test it, rotate its secret."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema

from bonafix.api.auth import actor_in
from bonafix.kit.clock import format_instant, now
from bonafix.kit.errors import Invalid
from bonafix.notices.hooks.actions import disable, register, rotate
from bonafix.notices.hooks.actions import test as send_test
from bonafix.notices.hooks.queries import hooks_seen_by, messages_of
from bonafix.notices.hooks.rules import message_name
from bonafix.notices.models import Hook, HookMessage

router = Router(tags=["webhooks"])


class HookIn(Schema):
    """An https address, and of which events it is told."""

    url: str
    events: list[str]
    party: UUID | None = None


class HookOut(Schema):
    """An address; its secret stands here once, after it was made or rotated."""

    id: UUID
    url: str
    events: list[str]
    since: str
    disabled_at: str | None
    disabled_because: str
    failing_since: str | None
    secret: str | None = None


class MessageOut(Schema):
    """One message and how far it got: queued, sent, failed."""

    id: str
    event: str
    status: str
    attempts: int
    trouble: str
    queued_at: str
    sent_at: str | None


class HooksOut(Schema):
    """Every address of the key's party."""

    webhooks: list[HookOut]


class MessagesOut(Schema):
    """The newest messages to an address."""

    messages: list[MessageOut]


def _shown(hook: Hook, secret: str | None = None) -> dict[str, Any]:
    return {
        "id": str(hook.id),
        "url": hook.url,
        "events": hook.events,
        "since": format_instant(hook.since),
        "disabled_at": format_instant(hook.disabled_at) if hook.disabled_at else None,
        "disabled_because": hook.disabled_because,
        "failing_since": format_instant(hook.failing_since) if hook.failing_since else None,
        "secret": secret,
    }


def _message(row: HookMessage) -> dict[str, Any]:
    return {
        "id": message_name(row.id),
        "event": row.event,
        "status": row.status,
        "attempts": row.attempts,
        "trouble": row.trouble,
        "queued_at": format_instant(row.queued_at),
        "sent_at": format_instant(row.sent_at) if row.sent_at else None,
    }


@router.get("", response=HooksOut, summary="Every address")
def hook_list(request: HttpRequest) -> Any:
    """The addresses of the key's party, without their secrets."""
    return {"webhooks": [_shown(hook) for hook in hooks_seen_by(actor_in(request))]}


@router.post("", response={201: HookOut}, summary="Register an address")
def hook_create(request: HttpRequest, body: HookIn) -> Any:
    """From now on it is told of these events; the answer holds its secret this once."""
    actor = actor_in(request)
    party_id = body.party or next(iter(sorted(actor.party_ids, key=str)), None)
    if party_id is None:
        raise Invalid("merchant_unknown", "Please say of which merchant.", field="party")
    hook, secret = register(actor, now(), party_id, body.url, body.events)
    return JsonResponse(_shown(hook, secret), status=201)


@router.get("/{pk}/messages", response=MessagesOut, summary="What was sent")
def hook_messages(request: HttpRequest, pk: UUID) -> Any:
    """The newest messages, and how far each got."""
    return {"messages": [_message(row) for row in messages_of(actor_in(request), pk)]}


@router.post("/{pk}/test", response=MessageOut, summary="Send a test message")
def hook_test(request: HttpRequest, pk: UUID) -> Any:
    """A message of the event `hook.test`, which means nothing."""
    return _message(send_test(actor_in(request), now(), pk))


@router.post("/{pk}/rotate", response=HookOut, summary="A new secret")
def hook_rotate(request: HttpRequest, pk: UUID) -> Any:
    """The answer holds it this once; for 24 hours the old one signs as well."""
    return _shown(*rotate(actor_in(request), now(), pk))


@router.post("/{pk}/disable", response=HookOut, summary="Switch it off")
def hook_disable(request: HttpRequest, pk: UUID) -> Any:
    """Nothing is sent there any more."""
    return _shown(disable(actor_in(request), now(), pk))
