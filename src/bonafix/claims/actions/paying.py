"""The money step: what a person decided is instructed once, confirmed and reconciled.

The provider is asked outside any transaction, with the payment's id as its key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bonafix.cases.models import Case
from bonafix.claims.actions.duties import owe
from bonafix.claims.actions.moving import hold, move
from bonafix.claims.actions.telling import tell_systems
from bonafix.claims.models import Charge, Claim, Payment
from bonafix.claims.payments.configured import provider
from bonafix.claims.payments.port import Instruction, PaymentProvider, ProviderAway, Said
from bonafix.claims.rules.states import step
from bonafix.claims.rules.told import PAYMENT_FAILED
from bonafix.deadlines.queries import is_waiting
from bonafix.ledger.acts import Act, begin
from bonafix.operators.actors import Actor

ASK_LATER = timedelta(minutes=10)


def pay(
    system: Actor, now: datetime, case_id: UUID, port: PaymentProvider | None = None
) -> Payment | None:
    """Bring the newest payment of a granted claim forward. Idempotent; None: nothing is owed."""
    through = port or provider()
    order = _instructed(system, now, case_id)
    if order is None:
        return None
    try:
        said = through.instruct(order)
    except ProviderAway:
        said = Said("unknown")
    return _note(system, now, case_id, UUID(order.key), said)


def _instructed(system: Actor, now: datetime, case_id: UUID) -> Instruction | None:
    """Put on record that the provider is asked, before it is."""
    with begin(system, now) as act:
        _case, claim = hold(act, case_id)
        row = _newest(case_id)
        if row is None or claim.status != "granted" or row.status not in ("owed", "instructed"):
            return None
        if row.status == "owed":
            row.status, row.instructed_at = "instructed", now
            act.record("claims.payment_instructed", ("case", case_id), rows=[row])
        return Instruction(str(row.id), claim.order.ref, row.amount_fen, row.payer, row.beneficiary)


def _newest(case_id: UUID) -> Payment | None:
    rows = Payment.objects.select_for_update(no_key=True).filter(case_id=case_id)
    return rows.order_by("id").last()


def _note(
    system: Actor, now: datetime, case_id: UUID, payment_id: UUID, said: Said
) -> Payment | None:
    with begin(system, now) as act:
        case, claim = hold(act, case_id)
        row = Payment.objects.select_for_update(no_key=True).get(pk=payment_id)
        if row.status != "instructed":
            return row
        if said.status == "confirmed":
            row.status, row.confirmed_at, row.provider_ref = "confirmed", now, said.ref
            move(act, case, claim, step("pay", claim.status), rows=[row])
        elif said.status == "failed":
            row.status, row.provider_ref = "failed", said.ref
            owe(act, case, "see_to_payment", rows=[row])
            tell_systems(act, case, PAYMENT_FAILED, claim.status)
        else:
            act.defer_at(now + ASK_LATER, "claims.payment_open", case_id=case_id)
        return row


def retry(act: Act, case: Case, claim: Claim) -> None:
    """A person saw to it: the same payment, under the same key, is tried again."""
    row = _newest(case.id)
    if row is not None and row.status == "failed" and claim.status == "granted":
        row.status = "instructed"
        act.record("claims.payment_instructed", ("case", case.id), rows=[row])
        act.defer("claims.payment_open", case_id=case.id)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the provider's books and ours say differently."""

    key: str
    what: str  # unknown_to_us, unknown_to_provider, other_sum, other_status


def reconcile(
    system: Actor, now: datetime, port: PaymentProvider | None = None
) -> list[Difference]:
    """Compare our payments with the provider's statement; what fits is marked once.

    Differences go to the record and to people; nothing is paid or taken back here.
    """
    lines = {line.key: line for line in (port or provider()).statement()}
    found: list[Difference] = []
    for row in _unreconciled():
        line = lines.get(str(row.id))
        what = _differs(row, line.amount_fen if line else None, line.status if line else "")
        if what:
            found.append(Difference(str(row.id), what))
        if what or row.status == "confirmed":
            _compared(system, now, row, what)
    return found


def _unreconciled() -> Iterator[Payment | Charge]:
    """What goes to the buyer or the merchant, and what visits cost; nothing that is only borne."""
    yield from Payment.objects.filter(reconciled_at__isnull=True).order_by("id")
    yield from Charge.objects.filter(reconciled_at__isnull=True, payer="merchant").order_by("id")


def _compared(system: Actor, now: datetime, row: Payment | Charge, what: str) -> None:
    """The case first, then its payment, as everywhere."""
    duty = "see_to_payment" if isinstance(row, Payment) else "see_to_charge"
    with begin(system, now) as act:
        case, _claim = hold(act, row.case_id)
        if what:
            if not is_waiting(("case", case.id), duty):
                owe(act, case, duty, body={"difference": what})
            return
        held = act.lock(type(row), row.id)
        held.reconciled_at = now
        if isinstance(row, Payment):
            act.record("claims.payment_reconciled", ("case", case.id), rows=[held])
        else:
            act.record("claims.charge_reconciled", ("case", case.id), rows=[held])


def _differs(row: Payment | Charge, fen: int | None, status: str) -> str:
    if fen is None:
        return "unknown_to_provider" if row.status == "confirmed" else ""
    if fen != row.amount_fen:
        return "other_sum"
    return "other_status" if (row.status == "confirmed") != (status == "confirmed") else ""
