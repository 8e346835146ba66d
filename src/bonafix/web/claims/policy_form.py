"""The form of a policy: what a manager types, as values, or a sentence for each fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bonafix.claims.rules.policies import (
    CAPTURES,
    CATEGORIES,
    LIMITS,
    MONEY,
    PAYERS,
    PERISHABLE_CLOCKS,
    REASONS,
    SLOTS,
    Policy,
)
from bonafix.kit.clock import SHANGHAI
from bonafix.kit.errors import Invalid
from bonafix.kit.money import show, yuan
from bonafix.web.claims import words
from bonafix.web.errors import sentence

# Groups of the form, in its order; money is typed in yuan.
TIMES: dict[str, LazyText] = {
    "evidence_hours": gettext_lazy("Hours for the buyer to add pictures"),
    "answer_hours": gettext_lazy("Hours for the merchant to answer"),
    "costly_answer_hours": gettext_lazy("Hours to answer a costly claim"),
    "offer_hours": gettext_lazy("Hours for the buyer to answer an offer"),
    "send_back_days": gettext_lazy("Days to send the goods back"),
    "check_return_days": gettext_lazy("Days to look at goods that came back"),
    "inspect_days": gettext_lazy("Days for an inspection"),
    "replace_days": gettext_lazy("Days to send other goods"),
    "mend_days": gettext_lazy("Days to mend the goods"),
    "receive_days": gettext_lazy(
        "Days to say that the goods have come, and whether they are in order"
    ),
    "destroy_days": gettext_lazy("Days to show that goods were made useless"),
    "review_days": gettext_lazy("Working days for a review"),
    "appeal_days": gettext_lazy("Days in which an appeal is possible"),
    "appeal_review_days": gettext_lazy("Working days to decide an appeal"),
}
SUMS: dict[str, LazyText] = {
    "costly_fen": gettext_lazy("A claim is costly above, in yuan"),
    "second_above_fen": gettext_lazy("A second reviewer looks at it above, in yuan"),
}
CLOCKS: dict[str, LazyText] = {
    "evidence": gettext_lazy("Goods that perish: hours for the buyer to add pictures"),
    "answer": gettext_lazy("Goods that perish: hours for the merchant to answer"),
    "offer": gettext_lazy("Goods that perish: hours for the buyer to answer an offer"),
}
WAYS: dict[str, LazyText] = {
    "upload": gettext_lazy("Taken on the page, or files of the telephone"),
    "camera": gettext_lazy("Taken on the page only; a browser cannot prove it"),
}

PAYS: dict[str, LazyText] = {
    "asker": gettext_lazy("Whoever asks: the merchant, or the operator when a reviewer does"),
    "merchant": gettext_lazy("Always the merchant"),
    "operator": gettext_lazy("Always the operator of this service"),
}
GOODS: dict[str, LazyText] = {
    "general": gettext_lazy("Ordinary goods"),
    "perishable": gettext_lazy("Goods that perish"),
}


@dataclass
class Draft:
    """What was typed, as values where it could be read, and a sentence for each field else."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def shown(policy: Policy) -> dict[str, Any]:
    """What the fields hold before anybody types: field → text; `needs:…` → slots."""
    texts: dict[str, Any] = {name: str(getattr(policy, name)) for name in TIMES}
    texts |= {name: _yuan(getattr(policy, name)) for name in SUMS}
    texts["capture"] = policy.capture
    texts |= {f"perishable:{c}": str(policy.perishable_for(c)) for c in PERISHABLE_CLOCKS}
    for reason in REASONS:
        texts[f"refund:{reason}"] = _yuan(policy.refund_only_up_to(reason))
        texts[f"needs:{reason}"] = list(policy.pictures_for(reason))
        texts[f"destroy:{reason}"] = list(policy.destroys_for(reason))
    return texts | {"inspection_payer": policy.inspection_payer}


def typed(given: QueryDict) -> dict[str, Any]:
    """The same of a form that was sent."""
    texts: dict[str, Any] = {name: text for name, text in given.items() if isinstance(text, str)}
    many = [f"{table}:{reason}" for table in ("needs", "destroy") for reason in REASONS]
    return texts | {name: given.getlist(name) for name in many}


def read(texts: Mapping[str, Any]) -> Draft:
    """Every field at once, so that nobody corrects one fault to meet the next."""
    draft = Draft()
    for name in TIMES:
        _take(draft, name, name, lambda text, at=name: _number(text, *LIMITS[at]), texts)  # type: ignore[misc]
    for name in SUMS:
        _take(draft, name, name, _sum, texts)
    _take(draft, "capture", "capture", _capture, texts)
    _take(draft, "inspection_payer", "inspection_payer", _payer, texts)
    for table, prefix, keys, reading in (
        ("perishable_clocks", "perishable", PERISHABLE_CLOCKS, _hours),
        ("refund_only_fen", "refund", REASONS, _sum),
        ("needs", "needs", REASONS, _slots),
        ("destroy_for", "destroy", REASONS, _goods),
    ):
        inner = Draft()
        for key in keys:
            _take(inner, key, f"{prefix}:{key}", reading, texts)
        draft.faults |= inner.faults
        draft.values[table] = inner.values
    return draft


def _take(
    draft: Draft, key: str, name: str, reading: Callable[[Any], Any], texts: Mapping[str, Any]
) -> None:
    try:
        draft.values[key] = reading(texts.get(name, ""))
    except Invalid as error:
        draft.faults[name] = sentence(error)


def _number(text: Any, low: int, high: int) -> int:
    plain = str(text).strip()
    if not (
        plain.isascii() and plain.isdecimal() and len(plain) < 10 and low <= int(plain) <= high
    ):
        raise Invalid(
            "policy_number", "Please give a whole number from %(low)d to %(high)d.",
            low=low, high=high,
        )  # fmt: skip
    return int(plain)


def _hours(text: Any) -> int:
    return _number(text, *LIMITS["perishable_hours"])


def _sum(text: Any) -> int:
    fen = yuan(str(text))
    if not MONEY[0] <= fen <= MONEY[1]:
        raise Invalid(
            "policy_sum", "Please give a sum from 0 to %(high)s yuan.", high=f"{MONEY[1] // 100:,}"
        )
    return fen


def _slots(chosen: Any) -> list[str]:
    slots = [slot for slot in SLOTS if slot in chosen]
    if not slots:
        raise Invalid(
            "policy_pictures", "Please choose at least one picture: without any, nobody can look."
        )
    return slots


def _capture(chosen: Any) -> str:
    # A form without this field leaves it as it is shipped.
    if chosen and chosen not in CAPTURES:
        raise Invalid("policy_capture", "Please say how pictures are taken.")
    return str(chosen or CAPTURES[0])


def _payer(text: Any) -> str:
    if text not in PAYERS:
        raise Invalid("policy_payer", "Please choose who pays; the buyer never does.")
    return str(text)


def _goods(chosen: Any) -> list[str]:
    return [category for category in CATEGORIES if category in chosen]


def since(text: str) -> datetime:
    """Day and time from which it is to hold, in China's time."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise Invalid(
            "not_a_time", "Please give day and time, like 2026-11-24 14:20.", field="since"
        ) from error


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"


def told(policy: Policy) -> list[tuple[str, str]]:
    """A version in words, for everybody to read: (what, how much)."""
    rows = [(str(label), str(getattr(policy, name))) for name, label in TIMES.items()]
    rows += [(str(label), show(getattr(policy, name))) for name, label in SUMS.items()]
    rows.append((_("How the buyer's pictures are taken"), str(WAYS[policy.capture])))
    rows += [(str(label), str(policy.perishable_for(c))) for c, label in CLOCKS.items()]
    rows.append((_("Who pays for a look at the goods"), str(PAYS[policy.inspection_payer])))
    for reason in REASONS:
        title = _("Refund without return: %(reason)s") % {"reason": words.REASONS[reason]}
        fen = policy.refund_only_up_to(reason)
        rows.append((title, _("up to %(sum)s") % {"sum": show(fen)} if fen else _("never")))
        title = _("Pictures asked for: %(reason)s") % {"reason": words.REASONS[reason]}
        asked = policy.pictures_for(reason)
        slots = " / ".join(str(words.SLOTS[slot]) for slot in SLOTS if slot in asked)
        rows.append((title, slots))
        rows.append(_destroys(policy, reason))
    return rows


def _destroys(policy: Policy, reason: str) -> tuple[str, str]:
    title = _("Proof that goods were made useless may be asked for: %(reason)s")
    kinds = " / ".join(str(GOODS[one]) for one in policy.destroys_for(reason))
    return title % {"reason": words.REASONS[reason]}, kinds or _("never")


def changes(before: Policy, after: Policy) -> list[tuple[str, str, str]]:
    """(what, before, after) of everything that a draft changes."""
    pairs = zip(told(before), told(after), strict=True)
    return [(what, old, new) for (what, old), (_what, new) in pairs if old != new]


def fields_of(texts: Mapping[str, Any], faults: Mapping[str, str]) -> dict[str, Any]:
    """The groups of the form, each field with its label, text and fault."""

    def one(name: str, label: Any) -> dict[str, Any]:
        text, fault = texts.get(name, ""), faults.get(name, "")
        return {"name": name, "label": label, "value": text, "error": fault}

    return {
        "times": [one(name, label) for name, label in TIMES.items()],
        "sums": [one(name, label) for name, label in SUMS.items()],
        "ways": {
            **one("capture", _("How the buyer's pictures are taken")),
            "choices": [(name, text, texts.get("capture") == name) for name, text in WAYS.items()],
        },
        "payer": one("inspection_payer", _("Who pays for a look at the goods")),
        "payers": list(PAYS.items()),
        "clocks": [one(f"perishable:{c}", label) for c, label in CLOCKS.items()],
        "reasons": [
            {
                "title": words.REASONS[reason],
                "refund": one(f"refund:{reason}", _("Refund without return, up to, in yuan")),
                "needs": one(f"needs:{reason}", _("Pictures that are asked for")),
                "slots": [
                    {"name": s, "title": words.SLOTS[s], "on": s in texts[f"needs:{reason}"]}
                    for s in SLOTS
                ],
                "destroy": one(f"destroy:{reason}", _("May be made useless instead of sent back")),
                "goods": [
                    {"name": c, "title": GOODS[c], "on": c in texts[f"destroy:{reason}"]}
                    for c in CATEGORIES
                ],
            }
            for reason in REASONS
        ],
    }
