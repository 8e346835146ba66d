"""Decided by a manager with reasons, ends by itself, looked at by another person on appeal."""

from datetime import datetime
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.cases.queries import by_number, require_case
from bonafix.claims.actions.duties import meet_duty, owe
from bonafix.claims.actions.moving import hold
from bonafix.claims.conduct.models import Restriction
from bonafix.claims.models import Claim
from bonafix.claims.rules.conduct import (
    KINDS,
    LIFTED,
    UPHELD,
    Held,
    check_appeal,
    check_kind,
    check_other,
    in_force,
    until_of,
)
from bonafix.claims.rules.people import check_reasons
from bonafix.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from bonafix.ledger.acts import Act, begin
from bonafix.notices.actions import notify
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal

DUTY = "look_at_restriction"


def restrict(
    actor: Actor, now: datetime, number: str, kind: str, reasons: str, days: int
) -> Restriction:
    """From now on, for that many days, this side's claims go another way.

    `Invalid` for an unknown kind, missing or accusing reasons, or more than 180 days; `Conflict`
    while the same holds already.
    """
    side, why, until = check_kind(kind), check_reasons(reasons), until_of(now, days)
    with begin(actor, now) as act:
        case, claim = _held(act, number, "claim.restrict")
        party_id = party_of(claim, side)
        if any(row.kind == kind for row in holding(party_id, now)):
            raise Conflict("holds_already", "The same holds already; let it end first.")
        row = Restriction(
            operator_id=act.operator_id,
            case_id=case.id,
            party_id=party_id,
            kind=kind,
            reasons=seal(party_id, why),
            since=now,
            until=until,
            by=actor.label(),
        )
        act.record("claims.restricted", ("case", case.id), rows=[row], body={"kind": kind})
        _tell(act, case, row, "claim_restricted")
    return row


def _held(act: Act, number: str, verb: str) -> tuple[Case, Claim]:
    case = by_number(number)
    require_case(act.actor, verb, case)
    return hold(act, case.id)


def party_of(claim: Claim, side: str) -> UUID:
    """Whose conduct it is about."""
    return claim.buyer_id if side == "buyer" else claim.merchant_id


def _tell(act: Act, case: Case, row: Restriction, kind: str) -> None:
    """A buyer learns it with where to ask for another person; a merchant reads it in its inbox."""
    if KINDS[row.kind] == "merchant":
        return
    key = f"{kind}:{row.id}:{act.cause}"
    notify(act, case.id, row.party_id, kind, {"number": case.number}, key=key)


def holding(party_id: UUID, now: datetime) -> list[Restriction]:
    """Everything that holds for this party now."""
    rows = Restriction.objects.filter(party_id=party_id, since__lte=now, until__gt=now)
    return [row for row in rows.order_by("id") if in_force(held(row), now)]


def held(row: Restriction) -> Held:
    """The row as the rules see it."""
    return Held(row.kind, row.since, row.until, row.ended_at, row.appealed_at, row.answered_at)


def end_of(party_id: UUID, kind: str, now: datetime) -> datetime | None:
    """Until when this holds for the party; None when it does not."""
    return next((row.until for row in holding(party_id, now) if row.kind == kind), None)


def appeal_restriction(
    actor: Actor, now: datetime, restriction_id: UUID, words: str
) -> Restriction:
    """The one it is about asks for another person, once. `NotFound`, `NotAllowed`, `Conflict`."""
    said = check_reasons(words)
    with begin(actor, now) as act:
        case, row = _row(act, restriction_id)
        require_case(actor, "claim.appeal", case)
        if not _own(actor, row):
            raise NotAllowed("not_allowed", "You may not do this here.")
        check_appeal(held(row), now)
        row.appealed_at, row.appeal = now, seal(row.party_id, said)
        owe(act, case, DUTY, rows=[row])
    return row


def _row(act: Act, restriction_id: UUID) -> tuple[Case, Restriction]:
    """The case first, then its row: the order of locks everywhere here."""
    found = Restriction.objects.filter(pk=restriction_id).first()
    if found is None:
        raise NotFound("no_such_restriction", "There is no such decision.")
    case, _claim = hold(act, found.case_id)
    return case, act.lock(Restriction, restriction_id)


def _own(actor: Actor, row: Restriction) -> bool:
    """True for the party itself and whoever speaks for it; an agent speaks for a buyer."""
    speaks = "agent" in actor.roles and KINDS[row.kind] == "buyer"
    return actor.id == row.party_id or row.party_id in actor.party_ids or speaks


def answer_appeal(
    actor: Actor, now: datetime, restriction_id: UUID, answer: str, reasons: str
) -> Restriction:
    """Another manager upholds or lifts it, with reasons. `NotAllowed` for whoever decided it."""
    if answer not in (UPHELD, LIFTED):
        raise Invalid("outcome_unknown", "Please choose one of the outcomes.", field="outcome")
    why = check_reasons(reasons)
    with begin(actor, now) as act:
        case, row = _row(act, restriction_id)
        require_case(actor, "claim.restrict", case)
        check_other(row.by, actor.label())
        if row.appealed_at is None or row.answered_at is not None:
            raise Conflict("nothing_asked", "Nobody waits for this (any more).")
        row.answered_at, row.answered_by, row.answer = now, actor.label(), answer
        row.answer_reasons = seal(row.party_id, why)
        if answer == LIFTED:
            row.ended_at, row.ended_by = now, actor.label()
        meet_duty(act, case, DUTY, rows=[row], body={"answer": answer})
        _tell(act, case, row, "claim_restriction_answered")
    return row


def lift(actor: Actor, now: datetime, restriction_id: UUID) -> Restriction:
    """A manager ends it before its day. Saying it twice changes nothing."""
    with begin(actor, now) as act:
        case, row = _row(act, restriction_id)
        require_case(actor, "claim.restrict", case)
        if row.ended_at is None:
            row.ended_at, row.ended_by = now, actor.label()
            act.record("claims.restriction_lifted", ("case", case.id), rows=[row])
            _tell(act, case, row, "claim_restriction_answered")
    return row
