"""What a reporter has answered so far: sealed, in the server's session, for two hours.

No answer ever stands in an address: pages are named by a random word that opens nothing
without the session's cookie.
"""

import base64
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from bonafix.kit import sealing
from bonafix.kit.clock import format_instant, parse_instant
from bonafix.operators.keys import master_key
from bonafix.operators.tenancy import current_operator_id

KEPT = timedelta(hours=2)
# Somebody who helps others may have a few reports open at once.
AT_ONCE = 5
OPEN, SENT = "report_drafts", "report_sent"


@dataclass
class Draft:
    """The answers as they were typed, by the name of their field."""

    id: str
    answers: dict[str, str] = field(default_factory=dict, repr=False)


def new_draft() -> Draft:
    """A draft without an answer; nothing is stored yet."""
    return Draft(secrets.token_urlsafe(9))


def keep(request: HttpRequest, draft: Draft, now: datetime) -> None:
    """Put the draft into the session; the oldest beyond five go."""
    drafts = _live(request, now)
    sealed = sealing.seal(_key(), json.dumps(draft.answers), owner=current_operator_id())
    drafts[draft.id] = {
        "at": format_instant(now),
        "sealed": base64.b64encode(sealed).decode("ascii"),
    }
    newest = sorted(drafts.items(), key=lambda item: str(item[1]["at"]))[-AT_ONCE:]
    request.session[OPEN] = dict(newest)


def find(request: HttpRequest, draft_id: str, now: datetime) -> Draft | None:
    """The draft, or None when it is over, sent, or of another browser or operator."""
    kept = _live(request, now).get(draft_id)
    if kept is None:
        return None
    cell = base64.b64decode(kept["sealed"])
    if sealing.header(cell).owner != current_operator_id():
        return None
    return Draft(draft_id, json.loads(sealing.unseal(_key(), cell)))


def finish(request: HttpRequest, draft_id: str, case_id: str) -> None:
    """The report is on record: its answers go, and what it became stays findable."""
    request.session[OPEN] = {k: v for k, v in _stored(request, OPEN).items() if k != draft_id}
    sent = list(_stored(request, SENT).items())[-AT_ONCE:]
    request.session[SENT] = dict([*sent, (draft_id, case_id)])


def sent_case(request: HttpRequest, draft_id: str) -> str | None:
    """The id of the case that this draft became, if it was sent."""
    return _stored(request, SENT).get(draft_id)


def _stored(request: HttpRequest, name: str) -> dict[str, Any]:
    stored = request.session.get(name)
    return dict(stored) if isinstance(stored, dict) else {}


def _live(request: HttpRequest, now: datetime) -> dict[str, Any]:
    return {
        name: kept
        for name, kept in _stored(request, OPEN).items()
        if parse_instant(kept["at"]) > now - KEPT
    }


def _key() -> bytes:
    return master_key().derive("web.report-drafts")
