"""Other ways than money: another piece, or the same one mended. Pure."""

from collections.abc import Mapping
from typing import Final

from bonafix.claims.rules.policies import Policy
from bonafix.kit.errors import Invalid, Refused

MONEY: Final = "money"
EXCHANGE: Final = "exchange"
REPAIR: Final = "repair"
REMEDIES: Final = (EXCHANGE, REPAIR)
# What a reviewer may grant for a wish, beside money. Nobody gets goods who asked for money: that
# a merchant may offer, and the buyer answers. What cannot be mended may be exchanged.
GRANTED_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    EXCHANGE: (EXCHANGE,),
    REPAIR: (REPAIR, EXCHANGE),
}


class RemedyNotAsked(Invalid):
    """Goods instead of money, for a buyer who asked for money."""

    code = "remedy_not_asked"
    field = "remedy"
    text = "The buyer did not ask for this. A merchant may offer it, and the buyer answers."


class GoodsStay(Refused):
    """The rules of this purchase let the goods stay with the buyer."""

    code = "goods_stay"
    text = "By the rules of this purchase the goods stay with the buyer: please send the new ones."


def what_yes_means(wish: str, failed: str) -> str:
    """What a merchant agrees to by accepting: the wish; money after a remedy has failed.

    三包 and 消法 24: what was not delivered or could not be mended is refunded.
    """
    return MONEY if failed or wish not in REMEDIES else wish


def check_remedy(wish: str, remedy: str) -> str:
    """The remedy that a reviewer grants. `Invalid` for an unknown word, `RemedyNotAsked`."""
    if remedy not in (MONEY, *REMEDIES):
        raise Invalid("remedy_unknown", "Please choose what is granted.", field="remedy")
    if remedy != MONEY and remedy not in GRANTED_FOR.get(wish, ()):
        raise RemedyNotAsked
    return remedy


def choices_for(wish: str) -> tuple[str, ...]:
    """What can be granted for a wish, the wish itself first."""
    return (*GRANTED_FOR.get(wish, ()), MONEY)


def goes_back(policy: Policy, remedy: str, reason: str, amount_fen: int) -> bool:
    """True when an exchange asks for the old goods first: above what may stay for this reason.

    Of a repair the merchant chooses: the parcel to it, or somebody who comes.
    """
    return remedy == EXCHANGE and amount_fen > policy.refund_only_up_to(reason)


def check_parcel(parcel: str) -> str:
    """Carrier and number of a parcel with single spaces, 4 to 60 signs. `Invalid`."""
    words = " ".join(parcel.replace("\x00", "").split())
    if not 4 <= len(words) <= 60:
        raise Invalid(
            "parcel_unknown", "Please give the carrier and the parcel's number.", field="parcel"
        )
    return words
