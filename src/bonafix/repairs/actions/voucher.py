"""Guaranteeing a signed-off repair: the voucher is typeset, stored, and handed to the customer."""

from datetime import date, datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from bonafix.files.actions import store
from bonafix.kit.clock import local
from bonafix.kit.money import show
from bonafix.ledger.acts import begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor
from bonafix.operators.models import Operator
from bonafix.people.queries import display_name
from bonafix.people.sealing import unseal
from bonafix.repairs.actions.finish import guarantee
from bonafix.repairs.actions.moving import case_of
from bonafix.repairs.models import Guarantee, InstalledPart, Quote, Repair
from bonafix.repairs.rules.guarantees import Term, term
from bonafix.repairs.vouchers import Voucher, typeset

GUARANTEE_DAYS = 90


def issue_guarantee(actor: Actor, now: datetime, case_id: UUID) -> Guarantee | None:
    """Typeset and store the voucher, then guarantee. Idempotent; None before sign-off."""
    known = Guarantee.objects.filter(case_id=case_id).first()
    case, repair = case_of(case_id)
    if known is not None or repair.status != "signed_off":
        return known
    held = term(repair.signed_off_at or now, GUARANTEE_DAYS)
    with translation.override("zh-hans"):
        pdf = typeset(voucher_of(repair, case.number, held))
    with begin(actor, now) as act:
        file = store(
            act, pdf, "application/pdf", "voucher", repair.customer_id, f"voucher {case.number}"
        )
    return guarantee(actor, now, case_id, held.days, file.id)


def voucher_of(repair: Repair, number: str, held: Term) -> Voucher:
    """The texts of the voucher, in the language that is active."""
    operator = Operator.objects.get(pk=repair.operator_id)
    quote = Quote.objects.filter(case_id=repair.case_id, status="approved").last()
    lines = quote.lines if quote else []
    facts = [
        (_("Case number"), number),
        (_("Customer"), _customer(repair)),
        (_("Address"), unseal(bytes(repair.address)) or ""),
        (_("Product"), repair.product.title if repair.product else ""),
        (_("Technician"), repair.technician.public_name if repair.technician else ""),
        (_("Outlet"), display_name(repair.outlet) if repair.outlet else ""),
        (_("Reported"), _moment(repair.received_at)),
        (_("Arrived"), _moment(repair.arrived_at)),
        (_("Signed off"), _moment(repair.signed_off_at)),
        (_("Parts built in"), _parts(repair)),
    ]
    return Voucher(
        title=_("Repair voucher and guarantee"),
        operator=operator.name,
        independent=independent_words(repair),
        facts=[(name, value) for name, value in facts if value],
        quote_title=_("Work and price"),
        head=[_("Item"), _("Price"), _("Quantity"), _("Sum")],
        lines=[
            [x["title"], show(x["fen"]), str(x["quantity"]), show(x["fen"] * x["quantity"])]
            for x in lines
        ],
        total=_("Total %(sum)s") % {"sum": show(quote.total_fen if quote else 0)},
        guarantee_title=_("Guaranteed for %(days)d days") % {"days": held.days},
        guarantee=_(
            "From %(start)s to %(end)s, both days included: the same fault is repaired again"
            " free of charge, parts and way included."
        )
        % {"start": day_words(held.starts_on), "end": day_words(held.ends_on)},
        notes=[_("Please keep this voucher. The case number always answers.")],
        proof=_("Record of this case: %(hash)s") % {"hash": _head(repair)},
        footer=operator.name,
    )


def independent_words(repair: Repair) -> str:
    """What must be said wherever an outlet is not authorised by the brand."""
    return (
        _("Independent repair, not the brand's official service")
        if (repair.standing == "independent")
        else ""
    )


def day_words(day: date) -> str:
    """2026年11月25日, or 2026-11-25 in English."""
    return _("%(year)d-%(month)02d-%(day)02d") % {
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }


def _parts(repair: Repair) -> str:
    """Each with its serial number."""
    parts = InstalledPart.objects.filter(case_id=repair.case_id).order_by("id")
    return " · ".join(f"{one.title} {one.serial}" for one in parts)


def _moment(instant: datetime | None) -> str:
    return local(instant).strftime("%Y-%m-%d %H:%M") if instant else ""


def _customer(repair: Repair) -> str:
    name = repair.customer.name
    return (unseal(bytes(name)) if name else "") or ""


def _head(repair: Repair) -> str:
    last = (
        Entry.objects.filter(stream_kind="case", stream_id=repair.case_id).order_by("-seq").first()
    )
    return bytes(last.hash).hex() if last else ""
