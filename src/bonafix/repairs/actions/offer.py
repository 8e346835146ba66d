"""Times are offered, and kept for a case while somebody chooses among them."""

from collections.abc import Sequence
from datetime import datetime

from bonafix.cases.queries import require_case
from bonafix.dispatch import holding
from bonafix.dispatch.holding import Kept
from bonafix.dispatch.planning import Slot
from bonafix.dispatch.rules import Span
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import begin
from bonafix.operators.actors import Actor
from bonafix.repairs.actions.arrange import candidates_for, job_of, under_way
from bonafix.repairs.actions.moving import case_of
from bonafix.repairs.choices import slots_of
from bonafix.repairs.models import Repair
from bonafix.repairs.rules.states import BY_VERB, OutOfOrder
from bonafix.repairs.rules.windows import OFFERED_DAYS, PARTS, parts_ahead

MOST = OFFERED_DAYS * len(PARTS)
RESCHEDULE = BY_VERB["reschedule"]


def offer_times(
    actor: Actor, now: datetime, repair: Repair, windows: Sequence[Span] = ()
) -> list[Kept]:
    """Up to six windows that can be kept, kept for this case for five minutes; cheapest chosen.

    Without `windows`, of the parts of the coming seven days. What was offered before is free
    again. `OutOfOrder` when its time cannot be moved now.
    """
    case, repair = case_of(repair.case_id)
    require_case(actor, RESCHEDULE.permission, case)
    if repair.status not in RESCHEDULE.before:
        raise OutOfOrder("reschedule", repair.status)
    asked = list(windows) or [one.window for one in parts_ahead(now)]
    _check(asked, now)
    holder = holding.of_case(case.id)
    moving = under_way(candidates_for(repair, now))
    job = job_of(repair, repair.received_at, now)

    def keep(found: Sequence[Slot]) -> list[Kept]:
        with begin(actor, now) as act:
            return holding.keep(act, holder, job, found, moving, case.id)

    return holding.kept_of(lambda: slots_of(repair, now, asked), keep)


def _check(windows: Sequence[Span], now: datetime) -> None:
    if len(windows) > MOST:
        raise Invalid(
            "too_many_windows_asked",
            "Please ask for at most %(most)d times at once.",
            field="windows",
            most=MOST,
        )
    if any(end <= start or end <= now for start, end in windows):
        raise Invalid(
            "window_unusable",
            "Each time must end after it begins, and must not be past.",
            field="windows",
        )
