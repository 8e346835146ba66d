"""Decided claims looked at anew, blindly. Nothing here touches what was decided."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bonafix.access import Subject, require
from bonafix.cases.queries import subject_of
from bonafix.claims.actions.moving import working_days
from bonafix.claims.actions.reviewing import Verdict, before_of
from bonafix.claims.models import Claim, Decision, Reassessment
from bonafix.claims.rules.agreement import OUTCOMES, Pair, draw
from bonafix.claims.rules.people import check_reasons, check_reviewer
from bonafix.kit.calendars import NaturalCalendar, NoCalendarYear, add
from bonafix.kit.errors import Conflict, Invalid, NotFound
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal

# Decisions older than this were made under other rules by other people.
BACK: Final = timedelta(days=90)
WORKING_DAYS: Final = 10
MOST: Final = 50


def draw_sample(actor: Actor, now: datetime, size: int, seed: int) -> list[Reassessment]:
    """`size` reviewers' decisions of the last 90 days, by chance, none of them twice.

    The seed goes on record, so that anybody can see that nobody chose. `Invalid` for 0 or more
    than 50.
    """
    require(actor, "claim.sample", Subject("claims", actor.operator_id))
    if not 1 <= size <= MOST:
        raise Invalid("sample_size", "Please draw between 1 and 50 decisions.", field="size")
    with begin(actor, now) as act:
        pool = Decision.objects.filter(
            basis="review", status="effective", at__gte=now - BACK
        ).exclude(id__in=Reassessment.objects.values("decision_id"))
        rows = {str(one.id): one for one in pool}
        due_at = _due(now)
        drawn = [
            Reassessment(
                operator_id=act.operator_id,
                case_id=rows[key].case_id,
                decision=rows[key],
                drawn_at=now,
                drawn_by=actor.label(),
                seed=seed,
                due_at=due_at,
            )
            for key in draw(rows, size, seed)
        ]
        for row in drawn:
            act.record("claims.drawn_again", ("case", row.case_id), rows=[row])
    return drawn


def _due(now: datetime) -> datetime:
    try:
        return add(now, WORKING_DAYS, working_days())
    except NoCalendarYear:
        return add(now, timedelta(days=WORKING_DAYS), NaturalCalendar())


def waiting_for(actor: Actor) -> list[Reassessment]:
    """What this reviewer may look at: not decided, proposed, or acted in by them. Oldest first."""
    rows = Reassessment.objects.filter(at__isnull=True).select_related("case").order_by("due_at")
    return [row for row in rows if _is_free(actor, row)]


def _is_free(actor: Actor, row: Reassessment) -> bool:
    before = before_of(row.case)
    parties = subject_of(row.case).party_ids
    took = before.took_part | before.proposed | before.decided
    return actor.label() not in took and not (actor.party_ids & parties)


def blind_one(actor: Actor, reassessment_id: UUID) -> Reassessment:
    """The row, for a reviewer who had no part in the claim. `NotFound`, `ConflictOfInterest`."""
    require(actor, "claim.reassess", Subject("claims", actor.operator_id))
    row = Reassessment.objects.select_related("case").filter(pk=reassessment_id).first()
    if row is None:
        raise NotFound("no_such_page", "There is no such page.")
    check_reviewer(
        actor.label(), actor.party_ids, subject_of(row.case).party_ids, before_of(row.case)
    )
    return row


def reassess(actor: Actor, now: datetime, reassessment_id: UUID, verdict: Verdict) -> Reassessment:
    """What the second person would have decided, with reasons; the claim stays as it is.

    `Conflict` when somebody was faster; `Invalid` for an unknown outcome or no reasons.
    """
    if verdict.outcome not in OUTCOMES:
        raise Invalid("outcome_unknown", "Please choose one of the outcomes.", field="outcome")
    reasons = check_reasons(verdict.reasons)
    blind_one(actor, reassessment_id)
    with begin(actor, now) as act:
        row = act.lock(Reassessment, reassessment_id)
        if row.at is not None:
            raise Conflict("looked_at_already", "Somebody has looked at this one already.")
        claim = Claim.objects.get(case_id=row.case_id)
        granted = verdict.outcome == "grant"
        if granted and not 0 < verdict.amount_fen <= claim.amount_fen:
            raise Invalid(
                "more_than_asked", "No more can be granted than was asked for.", field="amount"
            )
        row.outcome, row.amount_fen = verdict.outcome, verdict.amount_fen if granted else 0
        row.reasons = seal(claim.buyer_id, reasons)
        row.by, row.at = actor.label(), now
        act.record("claims.looked_at_again", ("case", row.case_id), rows=[row])
    return row


def pairs() -> list[Pair]:
    """(first outcome, second outcome) of everything that was looked at twice."""
    rows = Reassessment.objects.filter(at__isnull=False).values_list("decision__outcome", "outcome")
    return list(rows)
