"""What came in by guided capture becomes the claim's: the same file, never a copy."""

from bonafix.claims.models import Claim, Shot
from bonafix.claims.rules.capture import DECLARED, SLOT_OF
from bonafix.evidence.actions import withdraw
from bonafix.evidence.models import Ask, Item
from bonafix.evidence.shots import OPEN
from bonafix.ledger.acts import Act


def adopt(act: Act, claim: Claim, *, everything: bool) -> int:
    """The buyer's items that can be used become pictures of the claim; how many are new.

    With `everything`, also what cannot be used, where there is nothing better: whoever could
    give no other picture is not left without one.
    """
    held = list(Shot.objects.filter(case_id=claim.case_id, side="buyer"))
    files, slots = {one.file_id for one in held}, {one.slot for one in held}
    items = Item.objects.select_related("ask").filter(
        case_id=claim.case_id, ask__party_id=claim.buyer_id
    )
    waiting = [one for one in items.order_by("id") if one.file_id not in files]
    fresh = [one for one in waiting if one.kept or one.problems == []]
    if everything:
        slots |= {SLOT_OF[one.shot] for one in fresh}
        fresh += [one for one in waiting if SLOT_OF[one.shot] not in slots]
    for one in fresh:
        act.record("claims.picture_added", ("case", claim.case_id), rows=[_shot(act, claim, one)])
    return len(fresh)


def _shot(act: Act, claim: Claim, item: Item) -> Shot:
    return Shot(
        operator_id=act.operator_id,
        case_id=claim.case_id,
        party_id=claim.buyer_id,
        side="buyer",
        slot=SLOT_OF[item.shot],
        file_id=item.file_id,
        declared_ai=DECLARED.get(item.ask.ai_declared),
        at=item.received_at,
    )


def end_capture(act: Act, claim: Claim) -> None:
    """The claim goes on: nothing more is asked for by the capture, and all that came counts.

    An ask whose time is over says so by itself.
    """
    asks = Ask.objects.filter(case_id=claim.case_id, party_id=claim.buyer_id, status=OPEN)
    for ask_id in asks.filter(until__gt=act.now).order_by("id").values_list("id", flat=True):
        withdraw(act, ask_id)
    adopt(act, claim, everything=True)
