"""The merchant's answer: accept, offer something else, contest, ask for goods, proof or a look."""

from collections.abc import Callable
from datetime import datetime

from bonafix.cases.models import Case
from bonafix.cases.queries import by_number
from bonafix.claims.actions.deciding import effective
from bonafix.claims.actions.destroying import ask_proof
from bonafix.claims.actions.looking import asked
from bonafix.claims.actions.moving import load, move
from bonafix.claims.actions.remedying import goods_first, promised
from bonafix.claims.conduct.restricting import end_of
from bonafix.claims.models import Answer, Claim
from bonafix.claims.queries import room_of, shots_of
from bonafix.claims.rules.conduct import EvidenceFirst
from bonafix.claims.rules.money import check_amount
from bonafix.claims.rules.people import check_reasons, check_words
from bonafix.claims.rules.remedies import EXCHANGE, MONEY, REMEDIES, REPAIR, what_yes_means
from bonafix.evidence.goods import goods_evidence
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.models import Recorded
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal

KINDS = (
    "accept", "offer", "offer_exchange", "offer_repair", "contest", "ask_return", "ask_destroy",
    "ask_inspection",
)  # fmt: skip
# To say no, or to ask for more than pictures, needs a reason that the buyer can read.
WITH_REASON = frozenset({"contest", "ask_return", "ask_destroy", "ask_inspection"})
# What is offered instead of what was asked for.
OFFERS = {"offer_exchange": EXCHANGE, "offer_repair": REPAIR}


def answer(
    actor: Actor,
    now: datetime,
    number: str,
    kind: str,
    text: str = "",
    offer_fen: int | None = None,
) -> Claim:
    """What the merchant says; nobody else may say it.

    `Invalid` for an unknown kind, missing reasons or an offer outside the sum asked;
    `Accusing` for words that call the buyer something; `NotToBeDestroyed`.
    """
    if kind not in KINDS:
        raise Invalid("answer_unknown", "Please choose one of the answers.", field="kind")
    said = check_reasons(text) if kind in WITH_REASON else check_words(text.strip()[:2000])
    with begin(actor, now) as act:
        verb = _verb(number, kind)
        case, claim, transition = load(act, number, verb)
        row = answer_row(act, claim, kind, said, offer_fen if kind == "offer" else None)
        more = MORE.get(verb if kind == "accept" else kind, _nothing)(act, case, claim, offer_fen)
        move(act, case, claim, transition, rows=[row, *more])
        if claim.remedy:
            goods_first(act, case, claim)
    return claim


def _verb(number: str, kind: str) -> str:
    """What the answer is called on the claim's road: a yes to goods is not one to money."""
    if kind in OFFERS:
        return "offer"
    if kind != "accept":
        return kind
    case = by_number(number)
    claim = Claim.objects.filter(case_id=case.id).first()
    if claim is None or (not claim.remedy and _yes(claim) == MONEY):
        return "accept"
    return "goods_came" if claim.remedy else "agree_remedy"


def _yes(claim: Claim) -> str:
    return what_yes_means(claim.wish, claim.failed_remedy)


def answer_row(act: Act, claim: Claim, kind: str, text: str, offer_fen: int | None) -> Answer:
    """What was said, sealed under the merchant."""
    return Answer(
        operator_id=act.operator_id,
        case_id=claim.case_id,
        kind=kind,
        offer_fen=offer_fen,
        text=seal(claim.merchant_id, text) if text else None,
        by=act.actor.label(),
        at=act.now,
    )


def _nothing(act: Act, case: Case, claim: Claim, offer_fen: int | None) -> list[Recorded]:
    del act, case, claim, offer_fen
    return []


def _accept(act: Act, case: Case, claim: Claim, offer_fen: int | None) -> list[Recorded]:
    del offer_fen
    decision, payment = effective(
        act, case, claim, outcome="grant", amount_fen=claim.amount_fen, basis="merchant"
    )
    return [decision, *payment]


def _offer(act: Act, case: Case, claim: Claim, offer_fen: int | None) -> list[Recorded]:
    del act, case
    check_amount(offer_fen or 0, room_of(claim.order, claim.case_id))
    # To whom asked for goods, all of the money is an offer too.
    less = claim.amount_fen + (claim.wish in REMEDIES)
    if offer_fen is None or offer_fen >= less:
        raise Invalid(
            "offer_not_less",
            "An offer lies below the sum that was asked. To pay all of it, accept.",
            field="amount",
        )
    claim.offer_fen, claim.offer_remedy = offer_fen, ""
    return []


def _offer_goods(remedy: str) -> "More":
    def offered(act: Act, case: Case, claim: Claim, offer_fen: int | None) -> list[Recorded]:
        del act, case, offer_fen
        if _yes(claim) == remedy:
            raise Invalid(
                "offer_is_the_wish", "This is what the buyer asks for: please accept.", field="kind"
            )
        claim.offer_fen, claim.offer_remedy = None, remedy
        return []

    return offered


def _agree_remedy(act: Act, case: Case, claim: Claim, offer_fen: int | None) -> list[Recorded]:
    del offer_fen
    return [promised(act, case, claim, _yes(claim), "merchant")]


def _ask_destroy(act: Act, case: Case, claim: Claim, offer_fen: int | None) -> list[Recorded]:
    del offer_fen
    ask_proof(act, case, claim)
    return []


def _ask_inspection(act: Act, case: Case, claim: Claim, offer_fen: int | None) -> list[Recorded]:
    del case, offer_fen
    return [asked(act, claim, "merchant")]


def _contest(act: Act, case: Case, claim: Claim, offer_fen: int | None) -> list[Recorded]:
    del offer_fen
    until = end_of(claim.merchant_id, "evidence_first", act.now)
    if until is not None and not (shots_of(case.id, "merchant") or _packed(claim)):
        raise EvidenceFirst(until=f"{local(until):%Y-%m-%d}")
    return []


def _packed(claim: Claim) -> bool:
    return bool(goods_evidence(claim.order).packings)


More = Callable[[Act, Case, Claim, int | None], list[Recorded]]
MORE: dict[str, More] = {
    "accept": _accept,
    "agree_remedy": _agree_remedy,
    "offer": _offer,
    **{kind: _offer_goods(remedy) for kind, remedy in OFFERS.items()},
    "ask_destroy": _ask_destroy,
    "contest": _contest,
    "ask_inspection": _ask_inspection,
}
