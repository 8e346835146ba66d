"""Looking at what came in: can it be used? And what somebody says about what they give."""

import json
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from bonafix.access import require
from bonafix.cases.models import Case
from bonafix.cases.queries import subject_of
from bonafix.deadlines.actions import meet
from bonafix.evidence.actions.asking import DUE
from bonafix.evidence.errors import AskClosed, BadDeclaration
from bonafix.evidence.models import Ask, Item
from bonafix.evidence.queries import received
from bonafix.evidence.shots import CLIP, COMPLETE, DECLARED, OPEN, PHOTO, SHOTS, is_complete
from bonafix.examine.model import Options, Picture
from bonafix.examine.reading.reader import Reader
from bonafix.files.actions import open_content
from bonafix.files.errors import FileGone
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal

CODED: Final = ("card", "clip")
PLACE: Final = "bonafix.examine.usability:analyser"
LONGEST_DEVICE: Final = 2000
# Of a clip that is larger only the kind is looked at, which its first bytes say.
LOOKED_AT: Final = 64 * 1024 * 1024


@cache
def reader() -> Reader:
    """The child process in which strangers' files are read; one for this process."""
    return Reader([PLACE])


def look_at(operator_id: UUID, now: datetime, item_id: UUID) -> None:
    """Say of a new item whether it can be used; once. The last one makes its ask complete."""
    item = Item.objects.filter(pk=item_id).first()
    if item is None or item.problems is not None:
        return
    with begin(Actor.system(operator_id), now) as act:
        try:
            content = _start(act, item)
        except FileGone:
            return
    ask = Ask.objects.get(pk=item.ask_id)
    problems, code_seen = looked(content, item.shot, ask.code)
    with begin(Actor.system(operator_id), now) as act:
        held, row = act.lock(Ask, item.ask_id), act.lock(Item, item_id)
        if row.problems is None:
            row.problems, row.code_seen = problems, code_seen
            act.record("evidence.looked_at", ("case", row.case_id), rows=[row])
            _complete(act, held)
            # After the ask itself, so that whoever hears it finds it as it now is.
            act.defer("evidence.counted", case_id=row.case_id)


def _start(act: Act, item: Item) -> bytes:
    content = bytearray()
    short = SHOTS[item.shot] != CLIP or item.file.size <= LOOKED_AT
    for piece in open_content(act, item.file_id, f"evidence.look {item.ask_id}"):
        content += piece
        if len(content) >= LOOKED_AT or not short:
            break
    return bytes(content)


def looked(content: bytes, shot: str, code: str) -> tuple[list[str], str]:
    """(problems, seen or not_read) of a file; what kills its reader cannot be read."""
    answer = reader().analyse([Picture("item", content)], [PLACE], Options())
    if answer.ended is not None:
        return ["not_read"], ""
    kinds = [one.kind for one in answer.findings if one.kind != "code_read"]
    if "no_picture" in kinds:
        kinds = ["not_read"] if SHOTS[shot] == PHOTO else []
    elif SHOTS[shot] == CLIP:
        kinds = ["not_read"]
    texts = [dict(one.params)["text"] for one in answer.findings if one.kind == "code_read"]
    if any(code in text for text in texts):
        return kinds, "seen" if shot in CODED else ""
    # In a clip the code may stand, and need not.
    return kinds, "not_read" if shot == "card" else ""


def keep(actor: Actor, now: datetime, ask_id: UUID, item_id: UUID) -> Item:
    """Whoever gave it cannot do better: it counts as given, with what was said about it."""
    with begin(actor, now) as act:
        ask = act.lock(Ask, ask_id)
        require(actor, "evidence.give", subject_of(Case.objects.get(pk=ask.case_id)))
        item = act.lock(Item, item_id)
        if item.ask_id != ask.id or ask.status != OPEN:
            raise AskClosed
        if item.problems and not item.kept:
            item.kept = True
            act.record("evidence.kept", ("case", ask.case_id), rows=[item])
            _complete(act, ask)
            act.defer("evidence.counted", case_id=ask.case_id)
    return item


def declare(
    actor: Actor, now: datetime, ask_id: UUID, ai: str, device: dict[str, Any] | None
) -> Ask:
    """What the party says: AI content yes, no or unsure; facts of the device when agreed.

    `BadDeclaration` for another word or for facts that are too long; `AskClosed`.
    """
    told = json.dumps(device, ensure_ascii=False) if device else None
    if ai not in DECLARED or len(told or "") > LONGEST_DEVICE:
        raise BadDeclaration
    with begin(actor, now) as act:
        ask = act.lock(Ask, ask_id)
        require(actor, "evidence.give", subject_of(Case.objects.get(pk=ask.case_id)))
        if ask.status != OPEN:
            raise AskClosed
        ask.ai_declared, ask.declared_at = ai, now
        ask.device = seal(ask.party_id, told) if told else ask.device
        act.record("evidence.declared", ("case", ask.case_id), rows=[ask])
    return ask


def _complete(act: Act, ask: Ask) -> None:
    items = tuple(Item.objects.filter(ask_id=ask.id).order_by("id"))
    if ask.status != OPEN or not is_complete(ask.wanted, received(items)):
        return
    ask.status, ask.ended_at = COMPLETE, act.now
    act.record("evidence.completed", ("case", ask.case_id), rows=[ask])
    meet(act, ("ask", ask.id), DUE)
    act.defer("evidence.complete", ask_id=ask.id, case_id=ask.case_id)
