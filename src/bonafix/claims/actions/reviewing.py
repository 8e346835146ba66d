"""People decide: a reviewer with reasons, a second one above a limit, another one on appeal."""

from dataclasses import dataclass, field
from datetime import datetime

from bonafix.cases.actions import say
from bonafix.cases.models import Case
from bonafix.cases.queries import subject_of
from bonafix.claims.actions.deciding import decision_row, effective, payment_for
from bonafix.claims.actions.moving import load, move
from bonafix.claims.actions.remedying import goods_first
from bonafix.claims.errors import AppealUsed
from bonafix.claims.models import Answer, Claim, Decision, Payment
from bonafix.claims.queries import decision_of, policy_of_version, room_of
from bonafix.claims.rules.money import check_amount, needs_second
from bonafix.claims.rules.people import Before, check_reasons, check_reviewer
from bonafix.claims.rules.remedies import MONEY, check_remedy
from bonafix.claims.rules.states import BY_VERB, Transition, step
from bonafix.kit.errors import Invalid, NotAllowed
from bonafix.ledger.acts import Act, begin
from bonafix.ledger.models import Entry
from bonafix.operators.actors import Actor

# Steps by which somebody acts for a side, and must not decide afterwards.
ACTS_FOR_A_SIDE = (
    "claims.opened", "claims.evidenced", "claims.picture_added", "claims.accepted",
    "claims.offered", "claims.contested", "claims.return_asked", "claims.inspection_asked",
    "claims.offer_taken", "claims.offer_left", "claims.sent_back", "claims.appealed",
    "claims.inspection_agreed", "claims.inspection_declined", "claims.destroying_asked",
    "claims.destroying_declined", "claims.mending_ordered", "claims.mending_agreed",
    "claims.mending_declined", "claims.remedy_agreed", "claims.remedy_taken",
    "claims.goods_wanted_back", "claims.goods_came", "claims.sent_out", "claims.remedy_given_up",
    "claims.received", "claims.not_right",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer decides; money in fen (0 for a refusal, or for goods), reasons in words."""

    outcome: str  # grant, refuse
    amount_fen: int
    reasons: str = field(repr=False)
    remedy: str = MONEY  # of a grant: money, exchange, repair


def decide(actor: Actor, now: datetime, number: str, verdict: Verdict) -> Claim:
    """A reviewer's decision with reasons; above the policy's limit it waits for a second one.

    `ConflictOfInterest`, `AmountNotPossible`, `Accusing`, and `Invalid` without reasons.
    """
    reasons = _checked(verdict)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, verdict.outcome)
        step("propose", claim.status)  # what waits for a second look is decided there
        unbiased(act, case)
        amount, remedy = _amount(claim, verdict), _remedy(claim, verdict)
        policy = policy_of_version(claim.policy_version)
        if needs_second(claim.amount_fen, policy.second_above_fen):
            row = decision_row(
                act, claim, outcome=verdict.outcome, amount_fen=amount, basis="review",
                status="proposed", reasons=reasons, remedy=remedy,
            )  # fmt: skip
            move(act, case, claim, BY_VERB["propose"], rows=[row])
            return claim
        decision, payment = effective(
            act, case, claim, outcome=verdict.outcome, amount_fen=amount, basis="review",
            reasons=reasons, remedy=remedy,
        )  # fmt: skip
        _granted(act, case, claim, transition, decision, payment)
    return claim


def _granted(
    act: Act,
    case: Case,
    claim: Claim,
    transition: Transition,
    decision: Decision,
    payment: list[Payment],
) -> None:
    """Money goes its way; goods go theirs."""
    if decision.remedy != MONEY:
        claim.remedy = decision.remedy
        transition = BY_VERB["reverse_remedy" if decision.basis == "appeal" else "grant_remedy"]
    move(act, case, claim, transition, rows=[decision, *payment])
    if claim.remedy:
        goods_first(act, case, claim)


def _checked(verdict: Verdict) -> str:
    """The reasons, clean. `Invalid` for an unknown outcome, or reasons that are none."""
    if verdict.outcome not in ("grant", "refuse"):
        raise Invalid("outcome_unknown", "Please choose one of the outcomes.", field="outcome")
    return check_reasons(verdict.reasons)


def _remedy(claim: Claim, verdict: Verdict) -> str:
    return check_remedy(claim.wish, verdict.remedy) if verdict.outcome == "grant" else MONEY


def _amount(claim: Claim, verdict: Verdict) -> int:
    if verdict.outcome == "refuse" or _remedy(claim, verdict) != MONEY:
        return 0
    if verdict.amount_fen > claim.amount_fen:
        raise Invalid(
            "more_than_asked", "No more can be granted than was asked for.", field="amount"
        )
    return check_amount(verdict.amount_fen, room_of(claim.order, claim.case_id))


def second_look(actor: Actor, now: datetime, number: str, agreed: bool) -> Claim:
    """Another reviewer confirms what was proposed, or gives it back to be looked at again."""
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "look_again")
        unbiased(act, case)
        row = Decision.objects.select_for_update(no_key=True).get(
            case_id=case.id, status="proposed"
        )
        row.second_by = actor.label()
        payment: list[Payment] = []
        if agreed:
            row.status, transition = "effective", BY_VERB[row.outcome]
            payment = payment_for(act, claim, row)
            _granted(act, case, claim, transition, row, payment)
        else:
            row.status = "returned"
            move(act, case, claim, transition, rows=[row])
    return claim


def appeal(actor: Actor, now: datetime, number: str, side: str, text: str) -> Claim:
    """Either side wants another person to look at it; once for each claim.

    The buyer appeals against a refusal or a smaller sum, the merchant against a grant that a
    reviewer decided. `AppealUsed` after the first, `OutOfOrder` when it is closed.
    """
    words = check_reasons(text)
    with begin(actor, now) as act:
        case, claim, transition = load(act, number, "appeal")
        if claim.appealed_by:
            raise AppealUsed
        _own(actor, claim, side)
        _against(claim, side)
        claim.appealed_by = side
        whose = claim.buyer_id if side == "buyer" else claim.merchant_id
        say(act, case.id, words, party_id=whose, channel="appeal")
        move(act, case, claim, transition, body={"side": side})
    return claim


def _own(actor: Actor, claim: Claim, side: str) -> None:
    """`NotAllowed` for somebody who speaks for the other side; our desk writes for either."""
    speaks = side
    if actor.kind == "customer":
        speaks = "buyer"
    elif claim.merchant_id in actor.party_ids:
        speaks = "merchant"
    if side != speaks or side not in ("buyer", "merchant"):
        raise NotAllowed("not_allowed", "You may not do this here.")


def _against(claim: Claim, side: str) -> None:
    """`Invalid` for an appeal against what that side itself agreed to."""
    held = decision_of(claim.case_id)
    reviewed = held is not None and held.basis == "review"
    fen = _worth(claim, held)
    won = fen >= claim.amount_fen if side == "buyer" else fen == 0
    if not reviewed or won:
        raise Invalid(
            "nothing_to_appeal", "There is no decision against you that could be looked at again."
        )


def decide_appeal(actor: Actor, now: datetime, number: str, verdict: Verdict) -> Claim:
    """Another person than before looks at it anew: grant the appeal, or let it stand.

    For a buyer's appeal `amount_fen` is what is paid in all; a merchant's appeal that is
    granted is made good by the operator, since the buyer has the money already.
    """
    reasons = _checked(verdict)
    with begin(actor, now) as act:
        verb = "reverse" if verdict.outcome == "grant" else "uphold"
        case, claim, transition = load(act, number, verb)
        unbiased(act, case)
        doing = _reversed if verb == "reverse" else _upheld
        decision, payment = doing(act, claim, verdict, reasons)
        _granted(act, case, claim, transition, decision, payment)
    return claim


def _worth(claim: Claim, held: Decision | None) -> int:
    """What a decision gave, in fen: goods count as the sum that the claim is about."""
    if held is None:
        return 0
    return held.amount_fen if held.remedy == MONEY else claim.amount_fen


def _upheld(
    act: Act, claim: Claim, _verdict: Verdict, reasons: str
) -> tuple[Decision, list[Payment]]:
    """What was decided before stands; this row says who looked again, and why it stands."""
    row = decision_row(
        act, claim, outcome="uphold", amount_fen=0, basis="appeal", status="effective",
        reasons=reasons, beneficiary=claim.appealed_by,
    )  # fmt: skip
    return row, []


def _reversed(
    act: Act, claim: Claim, verdict: Verdict, reasons: str
) -> tuple[Decision, list[Payment]]:
    beneficiary = claim.appealed_by
    remedy = _remedy(claim, verdict)
    if beneficiary == "merchant":
        most, remedy = _worth(claim, decision_of(claim.case_id)), MONEY
        if not 0 < verdict.amount_fen <= most:
            raise Invalid(
                "more_than_asked", "No more can be granted than was asked for.", field="amount"
            )
    decision = decision_row(
        act, claim, outcome="grant",
        amount_fen=verdict.amount_fen if remedy == MONEY else 0, basis="appeal",
        status="effective", reasons=reasons, beneficiary=beneficiary, remedy=remedy,
    )  # fmt: skip
    if beneficiary == "buyer":
        _amount(claim, verdict)
    return decision, payment_for(act, claim, decision)


def unbiased(act: Act, case: Case) -> None:
    """`ConflictOfInterest` unless this reviewer has nothing to do with it."""
    check_reviewer(
        act.actor.label(), act.actor.party_ids, subject_of(case).party_ids, before_of(case)
    )


def before_of(case: Case) -> Before:
    """Who acted for a side, who proposed what waits, and who decided, from the record."""
    acted = Entry.objects.filter(
        stream_kind="case", stream_id=case.id, kind__in=ACTS_FOR_A_SIDE
    ).values_list("actor", flat=True)
    # A reviewer who has asked for a look at the goods speaks for nobody by it.
    said = Answer.objects.filter(case_id=case.id).exclude(kind="order_inspection")
    answered = said.values_list("by", flat=True)
    rows = list(Decision.objects.filter(case_id=case.id).values_list("by", "second_by", "status"))
    return Before(
        took_part=frozenset(acted) | frozenset(answered),
        proposed=frozenset(by for by, _second, status in rows if status == "proposed"),
        decided=frozenset(
            one
            for by, second, status in rows
            if status == "effective"
            for one in (by, second)
            if one
        ),
    )
