"""A technician's record becomes evidence of the claim: words, serial number, pictures."""

from bonafix.claims.actions.answering import answer_row
from bonafix.claims.models import Claim, Inspection, Shot
from bonafix.ledger.acts import Act
from bonafix.ledger.models import Recorded
from bonafix.people.sealing import unseal
from bonafix.products.queries import prices_for
from bonafix.repairs.actions.inspecting import inspection_of
from bonafix.repairs.models import Quote, Repair, VisitFile

# What going there costs, on the public price list.
ITEM = "visit"


def evidence_of(act: Act, claim: Claim, row: Inspection, repair: Repair) -> list[Recorded]:
    """Rows to put on record with the claim's step; `row` gets what the visit costs its payer.

    The pictures stay the files that the technician's device sent; nothing is copied.
    """
    seen = inspection_of(repair.case_id)
    assert seen is not None
    row.cost_fen = _cost(repair, act)
    said = answer_row(act, claim, "inspection", unseal(bytes(seen.words)) or "", None)
    said.by = f"technician:{seen.technician_id}"
    return [said, *_shots(act, claim, repair)]


def work_of(act: Act, claim: Claim, row: Inspection, repair: Repair) -> list[Recorded]:
    """Pictures of goods that were mended, and what the work costs whoever pays for it.

    By the public list of that day; what the customer agreed to pay beside it is not part of it.
    """
    held = Quote.objects.filter(case_id=repair.case_id, status="approved").order_by("id").last()
    prices = prices_for(repair.outlet_id, repair.brand_id, held.offered_at if held else act.now)
    lines = [line for line in (held.lines if held else []) if not line["fen"]]
    row.cost_fen = sum(
        prices[line["code"]][1] * line["quantity"] for line in lines if line["code"] in prices
    )
    return list(_shots(act, claim, repair, ("before", "difference", "after")))


def _shots(
    act: Act, claim: Claim, repair: Repair, kinds: tuple[str, ...] = ("before", "difference")
) -> list[Shot]:
    files = VisitFile.objects.filter(case_id=repair.case_id, kind__in=kinds)
    return [
        Shot(
            operator_id=act.operator_id,
            case_id=claim.case_id,
            party_id=claim.buyer_id,
            side="inspector",
            slot="found",
            file_id=file.file_id,
            at=file.taken_at,
        )
        for file in files.order_by("id")
    ]


def _cost(repair: Repair, act: Act) -> int | None:
    """By the public list of that day; None where it has no such item."""
    held = prices_for(repair.outlet_id, repair.brand_id, repair.arrived_at or act.now)
    return held[ITEM][1] if ITEM in held else None
