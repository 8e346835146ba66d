"""Conditions that several tracks share, each with how the stated facts stand to it."""

from collections.abc import Sequence

from bonafix.kit.texts import N_
from bonafix.law.model import Act, Condition, Facts, said

INTENT = Condition(
    "intent",
    "for_authority",
    said(N_("Intent of unlawful possession: only the authority can find it.")),
)
SAME = N_("That the claims come from one person rests on: %(given)s. A person checks it.")
SAME_UNSTATED = N_("Whether the claims come from one and the same person is not stated.")
ONE_CLAIM = N_("One claim only; nothing is added up.")
DECEIVED = N_(
    "What was presented and what was measured is stated; whether it deceives is decided by "
    "the authority."
)
DECEIVED_UNSTATED = N_(
    "What was presented as true, and what was measured about it, is not stated for: %(acts)s."
)
RELIED = N_("It is stated that the refund was made because of what was presented.")
NOT_RELIED = N_(
    "It is stated for %(acts)s that the refund was not made because of what was presented."
)
RELIED_UNSTATED = N_(
    "Whether the refund was made because of what was presented is not stated for: %(acts)s."
)
UNTREATED = N_("It is stated that no counted claim was punished or settled.")
UNTREATED_UNSTATED = N_("Whether it was already punished or settled is not stated for: %(acts)s.")


def names(acts: Sequence[Act]) -> str:
    """The ids, for a sentence."""
    return ", ".join(act.id for act in acts)


def deception(acts: Sequence[Act]) -> Condition:
    """Something untrue was presented: stated with what was measured, or not stated."""
    silent = [act for act in acts if not act.deception and not act.findings]
    if silent:
        return Condition("deception", "unstated", said(DECEIVED_UNSTATED, acts=names(silent)))
    return Condition("deception", "for_authority", said(DECEIVED))


def relied(acts: Sequence[Act]) -> Condition:
    """The other side acted because of it."""
    without = [act for act in acts if act.relied is False]
    if without:
        return Condition("relied", "not_met", said(NOT_RELIED, acts=names(without)))
    silent = [act for act in acts if act.relied is None]
    if silent:
        return Condition("relied", "unstated", said(RELIED_UNSTATED, acts=names(silent)))
    return Condition("relied", "met", said(RELIED))


def same_person(facts: Facts, acts: Sequence[Act]) -> Condition:
    """All counted claims belong to one person: never found by software."""
    if len(acts) < 2:
        return Condition("same_person", "met", said(ONE_CLAIM))
    if not facts.same_person:
        return Condition("same_person", "unstated", said(SAME_UNSTATED))
    return Condition("same_person", "for_authority", said(SAME, given=facts.same_person))


def untreated(acts: Sequence[Act]) -> Condition:
    """None of the counted acts was dealt with before."""
    silent = [act for act in acts if act.treatment is None]
    if silent:
        return Condition("untreated", "unstated", said(UNTREATED_UNSTATED, acts=names(silent)))
    return Condition("untreated", "met", said(UNTREATED))
