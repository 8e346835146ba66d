"""Asking a party of a case for evidence, and ending the ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.cases.queries import customer_of
from bonafix.deadlines.actions import release, set_deadline
from bonafix.evidence.models import Ask
from bonafix.evidence.shots import (
    CAMERA,
    OPEN,
    OVER,
    SOURCES,
    UPLOAD,
    WITHDRAWN,
    check_asked,
    new_code,
)
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor
from bonafix.people.tokens import issue

PURPOSE: Final = "evidence"
DUE: Final = "evidence_due"
# The page can still be read after its time, and says that it is over.
READABLE: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """The ask, and the token of its page `/e/TOKEN/`; only the token's hash is stored."""

    ask: Ask
    token: str


def ask_for_evidence(
    act: Act,
    case: Case,
    what: Iterable[str],
    until: datetime,
    *,
    of: UUID | None = None,
    source: str = UPLOAD,
) -> Asked:
    """Ask for the shots `what` (names of `shots.SHOTS`) until an instant (exclusive).

    `of` is the party that is asked, else the customer of the case. `source`: camera for
    pictures taken on the page only, upload when files are taken as well. When everything came
    in, `evidence.complete` is deferred, at `until` otherwise `evidence.over`, both with ask_id
    and case_id. Who may ask is decided by the caller. `NothingAsked`, `NoTimeLeft`.
    """
    if source not in SOURCES:
        raise ValueError(f"the source is {CAMERA} or {UPLOAD}")
    ask = Ask(
        operator_id=act.operator_id,
        case_id=case.id,
        party_id=of or customer_of(case.id),
        code=new_code(),
        wanted=check_asked(what, until, act.now),
        source=source,
        status=OPEN,
        asked_at=act.now,
        until=until,
    )
    act.record("evidence.asked", ("case", case.id), rows=[ask])
    set_deadline(act, ("ask", ask.id), DUE, until, new=True)
    return Asked(ask, link_to(ask, act.now))


def link_to(ask: Ask, now: datetime) -> str:
    """A token of the ask's page; those that were given before go on to count."""
    seconds = int((ask.until - now + READABLE).total_seconds())
    return issue(ask.operator_id, PURPOSE, ask.id, now, seconds)


def withdraw(act: Act, ask_id: UUID) -> Ask:
    """It is not needed any more: the page says so, and takes nothing. Again is no error."""
    ask = act.lock(Ask, ask_id)
    if ask.status == OPEN:
        ask.status, ask.ended_at = WITHDRAWN, act.now
        act.record("evidence.withdrawn", ("case", ask.case_id), rows=[ask])
        release(act, ("ask", ask.id), DUE)
    return ask


def run_out(operator_id: UUID, now: datetime, ask_id: UUID) -> None:
    """Its time is over and not everything came in: whoever asked is told."""
    with begin(Actor.system(operator_id), now) as act:
        ask = act.lock(Ask, ask_id)
        if ask.status != OPEN:
            return
        ask.status, ask.ended_at = OVER, act.now
        act.record("evidence.ran_out", ("case", ask.case_id), rows=[ask])
        act.defer("evidence.over", ask_id=ask.id, case_id=ask.case_id)
