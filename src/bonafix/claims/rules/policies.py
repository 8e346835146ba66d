"""What an operator has decided about claims: dated data, bound at the day of purchase. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

from bonafix.kit.clock import aware
from bonafix.kit.errors import Invalid

# 网络交易平台规则监督管理办法 (Order 116) 12: announced 7 days ahead, 15 where interests
# are important; what takes a right from somebody always is.
NOTICE: Final = timedelta(days=7)
LONG_NOTICE: Final = timedelta(days=15)

REASONS: Final = ("damaged", "defective", "wrong_item", "missing", "not_as_described")
WISHES: Final = ("refund_only", "return_refund", "partial", "exchange", "repair")
CATEGORIES: Final = ("general", "perishable")
PAYERS: Final = ("asker", "merchant", "operator")
SLOTS: Final = ("overview", "detail", "left", "right", "label", "parcel", "card", "clip")
# camera: taken on the page only, as far as a browser can say; upload: files are taken as well.
CAPTURES: Final = ("upload", "camera")


@dataclass(frozen=True, slots=True)
class Policy:
    """One version. The values here hold until an operator publishes its own.

    Money in fen, times in hours or days as their names say. `refund_only_fen`: reason → up
    to what a refund without return may be asked (0: never). `needs`: reason → the pictures
    that make the evidence complete. `perishable_clocks`: evidence, answer, offer → hours for
    goods that perish; where one is not named, `perishable_hours`. `review_days` and
    `appeal_review_days` are working days; the others are natural. `inspection_payer`: who pays
    for a visit that looks at the goods: merchant, operator, or asker (the merchant when it
    asked, the operator when a reviewer did); there is no word for the buyer. `capture`: whether
    the buyer's pictures may be files, or are taken on the page.
    `destroy_for`: reason → the categories of goods of which a merchant may ask proof that they
    were destroyed (rules.destroying says which goods never); as shipped of none.
    """

    version: int = 0
    refund_only_fen: Mapping[str, int] | None = None
    needs: Mapping[str, tuple[str, ...]] | None = None
    evidence_hours: int = 72
    answer_hours: int = 48
    costly_answer_hours: int = 72
    costly_fen: int = 100_000
    perishable_hours: int = 24
    perishable_clocks: Mapping[str, int] | None = None
    offer_hours: int = 72
    send_back_days: int = 7
    check_return_days: int = 5
    inspect_days: int = 7
    review_days: int = 3
    second_above_fen: int = 50_000
    appeal_days: int = 7
    appeal_review_days: int = 5
    inspection_payer: str = "asker"
    capture: str = "upload"
    replace_days: int = 7
    mend_days: int = 15
    receive_days: int = 10
    destroy_days: int = 5
    destroy_for: Mapping[str, tuple[str, ...]] | None = None

    @classmethod
    def of(cls, version: int, values: Mapping[str, Any]) -> Self:
        """A stored version; what it does not name holds as shipped."""
        checked = check_values(values)
        needs = checked.pop("needs", None)
        made = cls(version=version, **checked)
        return replace(made, needs={k: tuple(v) for k, v in needs.items()}) if needs else made

    def refund_only_up_to(self, reason: str) -> int:
        """Fen up to which this reason may be refunded without the goods coming back."""
        return (self.refund_only_fen or SHIPPED_REFUND_ONLY).get(reason, 0)

    def perishable_for(self, clock: str) -> int:
        """Hours that somebody has for `clock` when goods perish."""
        return (self.perishable_clocks or {}).get(clock, self.perishable_hours)

    def pays_for_inspection(self, asked_by: str) -> str:
        """merchant or operator, by who asked for it (merchant, reviewer); never the buyer."""
        if self.inspection_payer != "asker":
            return self.inspection_payer
        return "merchant" if asked_by == "merchant" else "operator"

    def destroys_for(self, reason: str) -> tuple[str, ...]:
        """The categories of goods of which a merchant may ask that they are destroyed."""
        return tuple((self.destroy_for or {}).get(reason, ()))

    def pictures_for(self, reason: str) -> tuple[str, ...]:
        """The slots that must be filled before the evidence is complete."""
        return tuple((self.needs or SHIPPED_NEEDS).get(reason, ("overview", "detail")))


WORDS: Final[Mapping[str, tuple[str, ...]]] = {"inspection_payer": PAYERS, "capture": CAPTURES}
PERISHABLE_CLOCKS: Final = ("evidence", "answer", "offer")
SHIPPED_REFUND_ONLY: Final[Mapping[str, int]] = {
    "damaged": 20_000, "defective": 10_000, "missing": 20_000, "wrong_item": 0,
    "not_as_described": 0,
}  # fmt: skip
SHIPPED_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "damaged": ("overview", "detail"),
    "defective": ("overview", "detail"),
    "wrong_item": ("overview", "label"),
    "missing": ("parcel", "label"),
    "not_as_described": ("overview", "detail"),
}
MONEY: Final = (0, 100_000_000)
# Below the first nobody could answer in time, above the second nobody would wait.
LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "evidence_hours": (12, 720), "answer_hours": (24, 720), "costly_answer_hours": (24, 720),
    "costly_fen": (0, 100_000_000), "perishable_hours": (6, 72), "offer_hours": (24, 720),
    "send_back_days": (3, 60), "check_return_days": (2, 15), "inspect_days": (2, 30),
    "review_days": (1, 15), "second_above_fen": (0, 100_000_000), "appeal_days": (3, 60),
    "appeal_review_days": (1, 15), "replace_days": (1, 15), "mend_days": (3, 30),
    "receive_days": (3, 60), "destroy_days": (2, 30),
}  # fmt: skip
# Taking time from those who must answer or may appeal, or waiting longer for a decision.
SHORTER_IS_LESS: Final = (
    "evidence_hours", "answer_hours", "costly_answer_hours", "offer_hours", "send_back_days",
    "appeal_days", "receive_days", "destroy_days",
)  # fmt: skip
LONGER_IS_LESS: Final = (
    "check_return_days", "inspect_days", "review_days", "appeal_review_days", "replace_days",
    "mend_days",
)  # fmt: skip


class OutsideLimits(Invalid):
    """A value that nobody could keep to, or would wait for."""

    code = "policy_value"
    text = "%(name)s is outside its limits: from %(low)s to %(high)s."

    def __init__(self, name: str) -> None:
        low, high = LIMITS.get(name, MONEY)
        super().__init__(field=name, name=name, low=str(low), high=str(high))


def check_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values if each is known and within its limits; `Invalid` names the first that is not."""
    known = {field.name for field in fields(Policy)} - {"version"}
    for name, value in values.items():
        if name not in known:
            raise Invalid("policy_unknown", "There is no setting %(name)s.", field=name, name=name)
        if not _fits(name, value):
            raise OutsideLimits(name)
    return dict(values)


def _fits(name: str, value: Any) -> bool:
    if name == "refund_only_fen":
        return _table(value) and all(_number(fen, *MONEY) for fen in value.values())
    if name == "needs":
        return _table(value) and all(s and set(s) <= set(SLOTS) for s in value.values())
    if name == "perishable_clocks":
        return isinstance(value, Mapping) and all(
            clock in PERISHABLE_CLOCKS and _number(hours, *LIMITS["perishable_hours"])
            for clock, hours in value.items()
        )
    if name in WORDS:
        return value in WORDS[name]
    if name == "destroy_for":
        return _table(value) and all(set(c) <= set(CATEGORIES) for c in value.values())
    return _number(value, *LIMITS[name])


def _table(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) <= set(REASONS)


def _number(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def in_force(versions: Iterable[tuple[datetime, Policy]], bought_at: datetime) -> Policy:
    """The version that a purchase is bound to: the newest that had begun, else the shipped one."""
    begun = [(since, policy.version, policy) for since, policy in versions if since <= bought_at]
    return max(begun, key=lambda one: one[:2])[2] if begun else Policy()


def takes_rights(before: Policy, after: Policy) -> bool:
    """True when somebody has less time, waits longer, or may ask for less than before."""
    old, new = asdict(before), asdict(after)
    return (
        any(new[name] < old[name] for name in SHORTER_IS_LESS)
        or any(new[name] > old[name] for name in LONGER_IS_LESS)
        or any(after.refund_only_up_to(r) < before.refund_only_up_to(r) for r in REASONS)
        or any(not set(after.pictures_for(r)) <= set(before.pictures_for(r)) for r in REASONS)
        or any(after.perishable_for(c) < before.perishable_for(c) for c in PERISHABLE_CLOCKS)
        or any(not set(after.destroys_for(r)) <= set(before.destroys_for(r)) for r in REASONS)
        or after.second_above_fen > before.second_above_fen
        or (before.capture, after.capture) == ("upload", "camera")
        or _paying(after) > _paying(before)
    )


def _paying(policy: Policy) -> int:
    """In how many cases the merchant pays for a look at the goods."""
    return [policy.pays_for_inspection(who) for who in ("merchant", "reviewer")].count("merchant")


class NoticeTooShort(Invalid):
    """A rule that begins before people could have read it."""

    def __init__(self, days: int) -> None:
        super().__init__(
            "notice_too_short",
            "This version must be announced at least %(days)d days before it begins.",
            field="since",
            days=days,
        )


def notice_for(*, major: bool, before: Policy, after: Policy) -> timedelta:
    """How long it must be announced: 15 days for a major change, 7 for any other."""
    return LONG_NOTICE if major or takes_rights(before, after) else NOTICE


def check_notice(
    published: datetime, since: datetime, *, major: bool, before: Policy, after: Policy
) -> None:
    """`NoticeTooShort` unless `since` lies 7 days after publishing, 15 for a major change."""
    wanted = notice_for(major=major, before=before, after=after)
    if aware(since) - aware(published) < wanted:
        raise NoticeTooShort(wanted.days)


class WishNotPossible(Invalid):
    """What the buyer asks for is not offered for this reason and sum; something else is."""

    code = "wish_not_possible"
    field = "wish"
    text = (
        "For this reason a refund without return is possible up to %(sum)s. Please choose to"
        " send the goods back, or ask for less."
    )


def check_wish(policy: Policy, reason: str, wish: str, amount_fen: int) -> None:
    """`Invalid` for unknown words; `WishNotPossible` for a refund only above the limit."""
    if reason not in REASONS:
        raise Invalid("reason_unknown", "Please say what is wrong.", field="reason")
    if wish not in WISHES:
        raise Invalid("wish_unknown", "Please say what you would like.", field="wish")
    limit = policy.refund_only_up_to(reason)
    if wish == "refund_only" and amount_fen > limit:
        raise WishNotPossible(limit_fen=limit, sum=f"¥{limit / 100:.2f}")
