"""Publishing what the operator decided about claims, and the version a purchase is bound to."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Subquery

from bonafix.access import Subject, require
from bonafix.claims.models import Answer, Claim, Decision, Shot
from bonafix.claims.models import Policy as Row
from bonafix.claims.rules.policies import (
    Policy,
    check_notice,
    check_values,
    in_force,
    notice_for,
)
from bonafix.claims.rules.simulate import Effect, PastClaim, simulate
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor

QUARTER = timedelta(days=92)


def policy_at(bought_at: datetime) -> Policy:
    """The version that a purchase of this instant is bound to."""
    return in_force(
        [(row.since, Policy.of(row.version, row.values)) for row in Row.objects.all()], bought_at
    )


def publish_policy(
    actor: Actor, now: datetime, since: datetime, values: Mapping[str, Any], *, major: bool = False
) -> Row:
    """A new version, announced now, that binds purchases from `since` on.

    Versions are never changed and never taken away. `NoticeTooShort` below 7 days, or 15
    where the change is major or takes a right from somebody.
    """
    require(actor, "policy.edit", Subject("policy", actor.operator_id))
    checked = check_values(values)
    with begin(actor, now) as act:
        newest = Row.objects.aggregate(newest=Max("version"))["newest"] or 0
        after = Policy.of(newest + 1, checked)
        check_notice(now, since, major=major, before=policy_at(since), after=after)
        row = Row(version=newest + 1, published_at=now, since=since, major=major, values=checked)
        act.record("claims.policy_published", ("policy", row.id), rows=[row])
    return row


def tried(now: datetime, values: Mapping[str, Any]) -> Effect:
    """What these values would have done to the claims of the last quarter. Writes nothing."""
    draft = Policy.of(0, check_values(values))
    return simulate(_last_quarter(now), policy_at(now), draft)


def notice_until(now: datetime, values: Mapping[str, Any], *, major: bool) -> datetime:
    """The earliest instant from which these values could hold, announced now."""
    wanted = notice_for(
        major=major, before=policy_at(now), after=Policy.of(0, check_values(values))
    )
    return now + wanted


def _last_quarter(now: datetime) -> list[PastClaim]:
    answered = Answer.objects.filter(case_id=OuterRef("case_id")).order_by("id")
    reviewed = Decision.objects.filter(case_id=OuterRef("case_id"), basis="review")
    rows = (
        Claim.objects.filter(opened_at__gte=now - QUARTER)
        .select_related("order")
        .annotate(answered=Subquery(answered.values("at")[:1]), reviewed=Exists(reviewed))
    )
    given: dict[UUID, set[str]] = {}
    shots = Shot.objects.filter(case_id__in=rows.values("case_id"), side="buyer")
    for case_id, slot in shots.values_list("case_id", "slot"):
        given.setdefault(case_id, set()).add(slot)
    slots = {case_id: frozenset(filled) for case_id, filled in given.items()}
    return [
        PastClaim(
            one.reason, one.wish, one.amount_fen, one.order.category,
            one.examined_at or one.complete_at, one.answered, one.reviewed, slots.get(one.case_id),
        )
        for one in rows
    ]  # fmt: skip
