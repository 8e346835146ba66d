"""What a visit costs is collected from whoever the policy names: never from the buyer.

The buyer's own money waits for nothing of this.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.claims.actions.duties import owe
from bonafix.claims.actions.moving import hold
from bonafix.claims.models import Charge, Inspection
from bonafix.claims.payments.configured import provider
from bonafix.claims.payments.port import Instruction, PaymentProvider, ProviderAway, Said
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor

OWED: Final = "claims.charge_open"
LATER: Final = timedelta(minutes=10)


def charge(act: Act, case: Case, row: Inspection) -> list[Charge]:
    """What this visit costs, to put on record with the claim's step; nothing where it cost nothing.

    The operator's own cost is on record as borne; what falls to the merchant is collected next.
    """
    if not row.cost_fen:
        return []
    borne = row.payer == "operator"
    if not borne:
        act.defer(OWED, case_id=case.id)
    return [
        Charge(
            operator_id=act.operator_id,
            case_id=case.id,
            inspection=row,
            amount_fen=row.cost_fen,
            payer=row.payer,
            status="borne" if borne else "owed",
            provider="" if borne else provider().name,
            owed_at=act.now,
        )
    ]


def collect(
    system: Actor, now: datetime, case_id: UUID, port: PaymentProvider | None = None
) -> list[Charge]:
    """Bring what is owed of this claim's visits forward. Idempotent; each under its own key."""
    through = port or provider()
    told = []
    for order in _instructed(system, now, case_id):
        try:
            said = through.instruct(order)
        except ProviderAway:
            said = Said("unknown")
        told.append(_note(system, now, case_id, UUID(order.key), said))
    return told


def _instructed(system: Actor, now: datetime, case_id: UUID) -> list[Instruction]:
    """Put on record that the provider is asked, before it is."""
    with begin(system, now) as act:
        _case, claim = hold(act, case_id)
        rows = list(
            Charge.objects.select_for_update(no_key=True)
            .filter(case_id=case_id, status__in=("owed", "instructed"))
            .order_by("id")
        )
        fresh = [row for row in rows if row.status == "owed"]
        for row in fresh:
            row.status, row.instructed_at = "instructed", now
        if fresh:
            act.record("claims.charge_instructed", ("case", case_id), rows=fresh)
        return [
            Instruction(str(row.id), claim.order.ref, row.amount_fen, row.payer, "operator")
            for row in rows
        ]


def _note(system: Actor, now: datetime, case_id: UUID, charge_id: UUID, said: Said) -> Charge:
    with begin(system, now) as act:
        case, _claim = hold(act, case_id)
        row = Charge.objects.select_for_update(no_key=True).get(pk=charge_id)
        if row.status != "instructed":
            return row
        if said.status == "confirmed":
            row.status, row.confirmed_at, row.provider_ref = "confirmed", now, said.ref
            act.record("claims.charged", ("case", case.id), rows=[row])
        elif said.status == "failed":
            row.status, row.provider_ref = "failed", said.ref
            owe(act, case, "see_to_charge", rows=[row])
        else:
            act.defer_at(now + LATER, OWED, case_id=case_id)
        return row


def charge_again(act: Act, case: Case) -> None:
    """A person saw to it: the same charge, under the same key, is tried again."""
    rows = list(
        Charge.objects.select_for_update(no_key=True)
        .filter(case_id=case.id, status="failed")
        .order_by("id")
    )
    for row in rows:
        row.status = "instructed"
    if rows:
        act.record("claims.charge_instructed", ("case", case.id), rows=rows)
        act.defer(OWED, case_id=case.id)
