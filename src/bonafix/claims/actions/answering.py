"""The merchant's answer: accept, offer part, contest, ask for the goods or for an inspection."""

from collections.abc import Callable
from datetime import datetime

from bonafix.cases.models import Case
from bonafix.claims.actions.deciding import effective
from bonafix.claims.actions.looking import asked
from bonafix.claims.actions.moving import load, move
from bonafix.claims.conduct.restricting import end_of
from bonafix.claims.models import Answer, Claim
from bonafix.claims.queries import room_of, shots_of
from bonafix.claims.rules.conduct import EvidenceFirst
from bonafix.claims.rules.money import check_amount
from bonafix.claims.rules.people import check_reasons, check_words
from bonafix.evidence.goods import goods_evidence
from bonafix.kit.clock import local
from bonafix.kit.errors import Invalid
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.models import Recorded
from bonafix.operators.actors import Actor
from bonafix.people.sealing import seal

KINDS = ("accept", "offer", "contest", "ask_return", "ask_inspection")
# To say no, or to ask for more than pictures, needs a reason that the buyer can read.
WITH_REASON = frozenset({"contest", "ask_return", "ask_inspection"})


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
    `Accusing` for words that call the buyer something.
    """
    if kind not in KINDS:
        raise Invalid("answer_unknown", "Please choose one of the answers.", field="kind")
    said = check_reasons(text) if kind in WITH_REASON else check_words(text.strip()[:2000])
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, kind)
        row = answer_row(act, claim, kind, said, offer_fen if kind == "offer" else None)
        more = MORE.get(kind, _nothing)(act, case, claim, offer_fen)
        move(act, case, claim, transition, rows=[row, *more])
    return claim


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
    if offer_fen is None or offer_fen >= claim.amount_fen:
        raise Invalid(
            "offer_not_less",
            "An offer lies below the sum that was asked. To pay all of it, accept.",
            field="amount",
        )
    claim.offer_fen = offer_fen
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


MORE: dict[str, Callable[[Act, Case, Claim, int | None], list[Recorded]]] = {
    "accept": _accept,
    "offer": _offer,
    "contest": _contest,
    "ask_inspection": _ask_inspection,
}
