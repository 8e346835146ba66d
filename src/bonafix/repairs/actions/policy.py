"""Publishing what the operator decided about moving, waiting and cancelling, and reading it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from bonafix.access import Subject, require
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.repairs.models import Policy as Row
from bonafix.repairs.rules.policies import Policy, check_values, in_force


def policy_at(at: datetime) -> Policy:
    """The version that holds at an instant."""
    return in_force(
        [(row.since, Policy.of(row.version, row.values)) for row in Row.objects.all()], at
    )


def publish_policy(actor: Actor, now: datetime, since: datetime, values: Mapping[str, Any]) -> Row:
    """A new version from `since` on. Versions are never changed, and none begins in the past."""
    require(actor, "policy.edit", Subject("policy", actor.operator_id))
    checked = check_values(values)
    if since < now:
        raise Invalid("policy_past", "A policy cannot begin in the past.", field="since")
    with begin(actor, now) as act:
        newest = Row.objects.aggregate(newest=Max("version"))["newest"] or 0
        row = Row(version=newest + 1, since=since, values=checked)
        act.record("repairs.policy_published", ("policy", row.id), rows=[row])
    return row
