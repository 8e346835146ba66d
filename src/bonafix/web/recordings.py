"""What pages say about recordings: the choice, the days, and that there are some."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bonafix.repairs.actions.policy import policy_at
from bonafix.repairs.actions.recording import newest_choice, recordings_of
from bonafix.repairs.models import Repair
from bonafix.repairs.recordings import Recording
from bonafix.repairs.rules.recordings import CALL, VISIT
from bonafix.repairs.rules.states import ENDS

SOURCES = {VISIT: _("Visit"), CALL: _("Call")}


def recording_of(repair: Repair, instant: datetime) -> dict[str, Any] | None:
    """None where nothing is recorded and nothing was: then nobody is asked about it."""
    days, rows = policy_at(instant).recording_days, recordings_of(repair.case_id)
    newest = newest_choice(repair.case_id)
    if days == 0 and not rows:
        return None
    return {
        "days": days,
        "allowed": newest is not None and newest.allowed and days > 0,
        "since": newest.at if newest else None,
        "open": days > 0 and repair.status not in ENDS,
        "kept": [shown(row) for row in rows],
    }


def shown(row: Recording) -> dict[str, Any]:
    """One recording in words; never its sound."""
    return {
        "id": row.id,
        "of": SOURCES[row.source],
        "began_at": row.began_at,
        "minutes": max(1, round(row.seconds / 60)),
        "kept_until": row.kept_until,
    }
