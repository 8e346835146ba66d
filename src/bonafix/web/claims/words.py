"""States, reasons and findings of claims in words; none of them says what anybody is."""

from typing import Any
from uuid import UUID

from django.utils.functional import Promise as LazyText
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bonafix.claims.models import Decision, Examination
from bonafix.examine.words import sentence
from bonafix.ledger.models import Entry
from bonafix.people.sealing import unseal
from bonafix.web.words import actor_text

STATUS: dict[str, tuple[LazyText, str]] = {
    "opened": (_("Pictures awaited"), "attention"),
    "evidenced": (_("Pictures being examined"), "active"),
    "answering": (_("With the merchant"), "active"),
    "offered": (_("Offer to answer"), "attention"),
    "returning": (_("Goods to send back"), "attention"),
    "sent_back": (_("Goods on their way back"), "active"),
    "agreeing": (_("Visit to agree to"), "attention"),
    "inspecting": (_("Goods being looked at"), "active"),
    "destroying": (_("Proof to give or goods to send"), "attention"),
    "destroyed": (_("Proof with the merchant"), "active"),
    "reviewing": (_("With a reviewer"), "active"),
    "confirming": (_("With a second reviewer"), "active"),
    "fulfilling": (_("Agreed, goods to come"), "active"),
    "inviting": (_("Visit to agree to"), "attention"),
    "mending": (_("Being mended at the buyer's"), "active"),
    "delivered": (_("Goods on their way to the buyer"), "active"),
    "settled": (_("Settled with goods"), "done"),
    "granted": (_("Granted, being paid"), "active"),
    "paid": (_("Paid back"), "done"),
    "refused": (_("Not granted"), "attention"),
    "appealed": (_("Being looked at again"), "active"),
    "closed": (_("Closed"), "done"),
    "withdrawn": (_("Withdrawn"), "done"),
}
# What the buyer reads in the first line.
NEXT: dict[str, LazyText] = {
    "opened": _("Please add the pictures"),
    "evidenced": _("We look at your pictures, then ask the merchant"),
    "answering": _("The merchant answers"),
    "offered": _("Please answer the merchant's offer"),
    "returning": _("Please send the goods back"),
    "sent_back": _("The merchant looks at the goods that came back"),
    "agreeing": _("Please say whether somebody may look at the goods"),
    "inspecting": _("Somebody looks at the goods themselves"),
    "destroying": _("Please show that the goods are useless, or send them back instead"),
    "destroyed": _("The merchant looks at your picture"),
    "reviewing": _("A person decides, with reasons"),
    "confirming": _("A second person looks at the decision"),
    "fulfilling": _("The merchant sends you sound goods"),
    "inviting": _("Please say whether somebody may come and mend it"),
    "mending": _("Somebody comes and mends it"),
    "delivered": _("Please say when the goods have come, and whether they are in order"),
    "settled": _("You have the goods; if something is wrong, say so"),
    "granted": _("The money is being paid back"),
    "paid": _("The money was paid back"),
    "refused": _("If you do not agree, ask for another person"),
    "appealed": _("Another person looks at it again"),
    "closed": _("This claim is closed; its number still answers"),
    "withdrawn": _("This claim is withdrawn; its number still answers"),
}
REASONS: dict[str, LazyText] = {
    "damaged": _("Arrived damaged"),
    "defective": _("Does not work"),
    "wrong_item": _("Another thing than ordered"),
    "missing": _("Something is missing"),
    "not_as_described": _("Not as it was described"),
}
WISHES: dict[str, LazyText] = {
    "refund_only": _("Money back, the goods stay here"),
    "return_refund": _("Send the goods back and get the money back"),
    "partial": _("Keep the goods, get part of the money back"),
    "exchange": _("Get another one, sound"),
    "repair": _("Have it mended"),
}
REMEDIES: dict[str, LazyText] = {
    "money": _("Money back"),
    "exchange": _("Another one, sound"),
    "repair": _("The same one, mended"),
}
SLOTS: dict[str, LazyText] = {
    "overview": _("The whole thing"),
    "detail": _("The place that is bad, from near"),
    "left": _("The same place from the left"),
    "right": _("The same place from the right"),
    "label": _("The label or the serial number"),
    "parcel": _("The parcel, with its label"),
    "card": _("The thing with the code beside it"),
    "clip": _("A clip of ten seconds"),
    "document": _("A document"),
    "goods": _("The goods as the merchant shows them"),
    "found": _("The goods as the technician found them"),
    "destroyed": _("The goods made useless, with the code of the request"),
}
ANSWERS: dict[str, LazyText] = {
    "accept": _("Accept"),
    "offer": _("Offer part"),
    "offer_exchange": _("Offer another one instead"),
    "offer_repair": _("Offer to have it mended instead"),
    "contest": _("Do not agree"),
    "ask_return": _("Ask for the goods back first"),
    "ask_destroy": _("Ask for a picture of the goods made useless, instead of the goods"),
    "ask_inspection": _("Ask that somebody looks at the goods"),
    "inspection": _("What was seen at the goods"),
    "order_inspection": _("The reviewer asks that somebody looks at the goods"),
    "stop_inspection": _("Why nobody looks at the goods any more"),
}
OUTCOMES: dict[str, LazyText] = {
    "grant": _("Granted"),
    "refuse": _("Not granted"),
    "uphold": _("The decision stands"),
}
BASES: dict[str, LazyText] = {
    "merchant": _("The merchant agreed"),
    "offer": _("The buyer took the offer"),
    "standing": _("By the merchant's standing instruction"),
    "review": _("Decided by a reviewer"),
    "appeal": _("Decided by another person on appeal"),
}
OWNERS: dict[str, LazyText] = {
    "customer": _("The buyer"),
    "merchant": _("The merchant"),
    "reviewer": _("A reviewer"),
    "desk": _("Service desk"),
    "cashier": _("The payment"),
    "manager": _("Manager"),
    "nobody": _("Nobody"),
}
STEPS: dict[str, LazyText] = {
    "claims.opened": _("Claim opened"),
    "claims.picture_added": _("Picture added"),
    "claims.evidenced": _("All pictures sent"),
    "claims.examined": _("Pictures measured; the merchant was asked"),
    "claims.measured_again": _("Pictures measured against the merchant's"),
    "claims.gone_on": _("Passed on without measuring"),
    "claims.granted_by_standing": _("Granted by the merchant's standing instruction"),
    "claims.accepted": _("The merchant agreed"),
    "claims.offered": _("The merchant offered part"),
    "claims.offer_taken": _("The buyer took the offer"),
    "claims.offer_left": _("The buyer left the offer; a person decides"),
    "claims.contested": _("The merchant does not agree; a person decides"),
    "claims.return_asked": _("The merchant asks for the goods back"),
    "claims.sent_back": _("The goods were sent back"),
    "claims.inspection_asked": _("Somebody is to look at the goods"),
    "claims.inspected": _("The goods were looked at"),
    "claims.inspection_ordered": _("A reviewer asks that somebody looks at the goods"),
    "claims.inspection_agreed": _("The buyer lets somebody come and look"),
    "claims.inspection_declined": _("The buyer wants no visit; a person decides"),
    "claims.inspection_returned": _("What the technician saw is on record"),
    "claims.inspection_failed": _("The visit came to nothing; a person decides"),
    "claims.inspection_stopped": _("The desk ended the inspection; a person decides"),
    "claims.remedy_agreed": _("The merchant agreed to send or mend"),
    "claims.remedy_taken": _("The buyer took the goods that were offered"),
    "claims.remedy_granted": _("Goods were granted by a reviewer"),
    "claims.reversed_to_remedy": _("The appeal was granted: goods are sent or mended"),
    "claims.goods_asked_back": _("By the rules of the purchase the goods go back first"),
    "claims.goods_wanted_back": _("The merchant mends it at its own place"),
    "claims.goods_came": _("The goods have come back"),
    "claims.sent_out": _("The goods were sent to the buyer"),
    "claims.remedy_given_up": _("The merchant cannot send or mend; a person decides"),
    "claims.mending_ordered": _("Somebody is to come and mend it"),
    "claims.mending_agreed": _("The buyer lets somebody come and mend it"),
    "claims.mending_declined": _("The buyer wants nobody to come; it is mended otherwise"),
    "claims.mended": _("Mended at the buyer's, and signed off"),
    "claims.mending_failed": _("The visit came to nothing; a person decides"),
    "claims.received": _("The buyer has the goods, and they are in order"),
    "claims.taken_as_received": _("Nothing was said; the goods count as received"),
    "claims.not_right": _("The buyer says that the goods are not right; a person decides"),
    "claims.destroying_asked": _("A picture of the goods made useless was asked for"),
    "claims.destroying_declined": _("The buyer sends the goods back instead"),
    "claims.destroyed_shown": _("The goods made useless were shown"),
    "claims.charge_instructed": _("What the visit costs is being collected"),
    "claims.charged": _("What the visit costs was collected from the merchant"),
    "claims.charge_failed": _("What the visit costs was not collected; a manager sees to it"),
    "claims.charge_reconciled": _("Compared with the provider's statement"),
    "claims.drawn_again": _("Drawn by chance to be looked at anew; nothing changes"),
    "claims.letter_sent": _("A person noted that they sent a text about it"),
    "claims.restricted": _("A person decided that claims go another way for a while"),
    "claims.restriction_appealed": _("Another person was asked to look at that"),
    "claims.restriction_answered": _("Another person has looked at it and answered"),
    "claims.restriction_lifted": _("That was lifted"),
    "claims.correction_asked": _("Somebody asked not to be counted with this claim"),
    "claims.correction_answered": _("A person answered whether it is counted"),
    "claims.case_released": _("Handed to an authority that asked for it"),
    "claims.inspection_missed": _("Nobody was met; another time is asked for"),
    "claims.taken_up": _("No answer came; a person takes it up"),
    "claims.decision_proposed": _("Decision written; a second person looks at it"),
    "claims.decision_returned": _("The second person asks to look again"),
    "claims.granted": _("Granted by a reviewer"),
    "claims.refused": _("Not granted by a reviewer"),
    "claims.payment_instructed": _("Payment instructed"),
    "claims.paid": _("Paid"),
    "claims.payment_failed": _("The payment did not go through; a manager sees to it"),
    "claims.appealed": _("Another person was asked for"),
    "claims.reversed": _("The appeal was granted"),
    "claims.upheld": _("The decision stands"),
    "claims.closed": _("Closed"),
    "claims.withdrawn": _("Withdrawn by the buyer"),
    "claims.person_asked": _("Somebody wants to talk to a person"),
    "claims.person_called": _("A person has called back"),
    "claims.step_overdue": _("A step is late; a manager was called"),
}
LETTER_WAYS: dict[str, LazyText] = {
    "post": _("By post"),
    "counter": _("Handed in at a counter"),
    "portal": _("Through a portal"),
    "mail": _("By e-mail"),
    "other": _("Otherwise"),
}
STRENGTHS: dict[str, LazyText] = {
    "strong": _("Strong"),
    "moderate": _("Moderate"),
    "weak": _("Weak"),
    "hint": _("Hint"),
}


def timeline_of(case_id: UUID) -> list[dict[str, Any]]:
    """The steps from the record, oldest first, each with its seal."""
    entries = Entry.objects.filter(stream_kind="case", stream_id=case_id, kind__in=STEPS)
    return [_step(entry) for entry in entries.order_by("seq")]


def _step(entry: Entry) -> dict[str, Any]:
    who, title = actor_text(entry.actor), STEPS[entry.kind]
    return {
        "title": title,
        "state": "done",
        "at": entry.at,
        "who": who,
        "seal": {
            "who": who,
            "at": entry.at,
            "digest": bytes(entry.hash).hex(),
            "what": title,
            "rule": f"{entry.kind} v{entry.version}",
            "seq": entry.seq,
        },
    }


def finding_words(
    row: Examination, place: int, finding: dict[str, Any], names: dict[str, str]
) -> dict[str, Any]:
    """A finding for people: what it shows, what it does not show, how often the method errs."""
    language = "en" if (get_language() or "").startswith("en") else "zh_Hans"
    params = tuple((name, names.get(value, value)) for name, value in map(tuple, finding["params"]))
    rate = finding["error_rate"]
    files = {one["name"]: one["file"] for one in row.overlays if one["finding"] == place}
    return {
        "kind": finding["kind"],
        "strength": STRENGTHS[finding["strength"]],
        "statement": sentence(finding["statement_id"], params, language),
        "limits": sentence(finding["limits_id"], params, language),
        "rate": rate,
        "percent": f"{rate['rate']:.1%}" if rate else "",
        "low": f"{rate['low']:.1%}" if rate else "",
        "high": f"{rate['high']:.1%}" if rate else "",
        "files": files,
        "crops": files.get("codes.jpg"),
        "reference": finding["reference"],
    }


def decided(row: Decision) -> dict[str, Any]:
    """A decision for people: what, on which basis, and the reasons, which both sides read."""
    return {
        "row": row,
        "outcome": OUTCOMES[row.outcome],
        "basis": BASES[row.basis],
        "remedy": REMEDIES[row.remedy] if row.outcome == "grant" else "",
        "reasons": unseal(bytes(row.reasons)) if row.reasons else "",
    }
