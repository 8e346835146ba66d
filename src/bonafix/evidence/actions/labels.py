"""A label names a provider: the date until which it can be asked, and the letter for a person.

Nothing here sends anything. That a letter went out is a person's own word.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bonafix.access import require
from bonafix.cases.models import Case
from bonafix.cases.queries import subject_of
from bonafix.cases.telling import tell_managers
from bonafix.deadlines.actions import meet, set_deadline
from bonafix.deadlines.queries import is_waiting
from bonafix.evidence.actions.providers import entities_on
from bonafix.evidence.errors import BadAsking, LabelSettled, NoSuchLabel
from bonafix.evidence.models import FoundLabel
from bonafix.evidence.providers import (
    ASK_PROVIDER,
    ASKED,
    HOW,
    LAPSED,
    OPEN,
    ask_by,
    is_over,
    logs_until,
    named,
    next_reminder,
)
from bonafix.files.queries import stored_file
from bonafix.kit.clock import local
from bonafix.law import grade
from bonafix.law.documents import Document, to_provider
from bonafix.law.model import Act as Stated
from bonafix.law.model import Facts, Finding
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.sealing import seal, unseal


def note_labels(
    act: Act, case: Case, party_id: UUID, file_id: UUID, found: Iterable[Any]
) -> list[FoundLabel]:
    """Start the clock for each provider that the labels of a file name, once; the new ones.

    `found`: findings of `examine` over this file. The clock counts from when the file came in.
    """
    fresh = []
    for one in found:
        told = named(one.params) if one.kind == "declared_ai" else None
        if told is None or FoundLabel.objects.filter(file_id=file_id, code=told[0]).exists():
            continue
        came = stored_file(file_id).created_at
        row = FoundLabel(
            operator_id=act.operator_id,
            case_id=case.id,
            party_id=party_id,
            file_id=file_id,
            code=told[0],
            uscc=told[0][4:22],
            number=seal(party_id, told[1]) if told[1] else None,
            found_at=act.now,
            logs_until=logs_until(came),
            status=OPEN,
        )
        act.record("evidence.label_found", ("case", case.id), rows=[row])
        set_deadline(act, ("label", row.id), ASK_PROVIDER, ask_by(row.logs_until), new=True)
        fresh.append(row)
    return fresh


def note_asked(actor: Actor, now: datetime, label_id: UUID, how: str, on: date) -> FoundLabel:
    """A person says that they sent the letter: how, and on which day. `BadAsking`."""
    label = label_of(label_id)
    require(actor, "label.ask", subject_of(label.case))
    if how not in HOW or not local(label.found_at).date() <= on <= local(now).date():
        raise BadAsking
    with begin(actor, now) as act:
        row = act.lock(FoundLabel, label_id)
        if row.status != OPEN:
            raise LabelSettled
        row.status, row.ended_at = ASKED, now
        row.asked_on, row.asked_how, row.asked_by = on, how, actor.label()
        act.record("evidence.provider_asked", ("case", row.case_id), rows=[row])
        meet(act, ("label", row.id), ASK_PROVIDER)
    return row


def remind(operator_id: UUID, now: datetime, label_id: UUID) -> None:
    """Nobody has asked yet: the managers are told, weekly, until the logs may be gone."""
    label = FoundLabel.objects.filter(pk=label_id).first()
    if label is None or label.status != OPEN or is_waiting(("label", label_id), ASK_PROVIDER):
        return
    with begin(Actor.system(operator_id), now) as act:
        row = act.lock(FoundLabel, label_id)
        if row.status != OPEN:
            return
        if is_over(row.logs_until, now):
            row.status, row.ended_at = LAPSED, now
            act.record("evidence.label_lapsed", ("case", row.case_id), rows=[row])
            return
        told = tell_managers(act, row.case, ASK_PROVIDER)
        act.record("evidence.label_waits", ("case", row.case_id), body={"told": told})
        set_deadline(act, ("label", row.id), ASK_PROVIDER, next_reminder(row.logs_until, now))


def label_of(label_id: UUID) -> FoundLabel:
    """`NoSuchLabel` when there is none."""
    found = FoundLabel.objects.select_related("case", "file").filter(pk=label_id).first()
    if found is None:
        raise NoSuchLabel
    return found


def letter_of(actor: Actor, now: datetime, label_id: UUID, language: str) -> Document:
    """The request to the provider as a draft; a person checks, fills in, signs and sends it."""
    label = label_of(label_id)
    require(actor, "label.see", subject_of(label.case))
    day = local(now).date()
    digest = bytes(label.file.sha256).hex()
    stated = Stated(
        id=label.case.number,
        acted=local(label.file.created_at).date(),
        goods=0,
        producer_code=label.code,
        content_number=(unseal(bytes(label.number)) or "") if label.number else "",
        findings=(Finding("", "", digest),),
    )
    merchant = Operator.objects.get(pk=label.operator_id).name
    answer = grade(Facts(acts=(stated,), merchant=merchant), day)
    return next(to_provider.make(answer, language, entities_on(day)))
