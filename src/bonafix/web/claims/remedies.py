"""Goods instead of money, on the desk's page: what a merchant can answer, and what it does next."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from bonafix.claims.actions.answering import KINDS, OFFERS
from bonafix.claims.actions.mending import order_mending
from bonafix.claims.actions.remedying import give_up, have_back, send_out
from bonafix.claims.models import Claim
from bonafix.claims.rules.destroying import may_ask
from bonafix.claims.rules.policies import Policy
from bonafix.claims.rules.remedies import choices_for, what_yes_means
from bonafix.kit.clock import now
from bonafix.operators.actors import Actor
from bonafix.web.claims import words

# What accepting means where goods are asked for.
YES: dict[str, LazyText] = {
    "exchange": _("Accept: send another one"),
    "repair": _("Accept: have it mended"),
}
CAME: LazyText = _("The goods are here, or need not come: go on to the sound ones")


def answers_to(claim: Claim, policy: Policy, verbs: set[str]) -> list[tuple[str, Any]]:
    """(kind, words) of what the merchant can answer now; nothing that would be refused."""
    return [
        (kind, _title(claim, kind))
        for kind in KINDS
        if _verb(kind) in verbs and _fits(claim, policy, kind)
    ]


def goods_of(claim: Claim) -> dict[str, Any]:
    """What was agreed instead of money, what of it came to nothing, and what can be granted."""
    return {
        "remedy": words.REMEDIES.get(claim.remedy, ""),
        "failed": words.REMEDIES.get(claim.failed_remedy, ""),
        "grants": [(one, words.REMEDIES[one]) for one in choices_for(claim.wish)],
    }


def _verb(kind: str) -> str:
    return "offer" if kind in OFFERS else kind


def _fits(claim: Claim, policy: Policy, kind: str) -> bool:
    order = claim.order
    if kind == "ask_destroy":
        return may_ask(policy, claim.wish, claim.reason, order.category, order.title)
    return OFFERS.get(kind) != what_yes_means(claim.wish, claim.failed_remedy)


def _title(claim: Claim, kind: str) -> Any:
    if kind != "accept":
        return words.ANSWERS[kind]
    if claim.remedy:
        return CAME
    return YES.get(what_yes_means(claim.wish, claim.failed_remedy), words.ANSWERS[kind])


REMEDY_ACTS: dict[str, Callable[[HttpRequest, Actor, str], object]] = {
    "send_out": lambda request, actor, number: send_out(
        actor, now(), number, request.POST.get("parcel", "")
    ),
    "have_back": lambda _request, actor, number: have_back(actor, now(), number),
    "order_mending": lambda _request, actor, number: order_mending(actor, now(), number),
    "give_up": lambda request, actor, number: give_up(
        actor, now(), number, request.POST.get("text", "")
    ),
}
