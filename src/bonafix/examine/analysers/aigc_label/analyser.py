"""From labels found to findings: the declaration with its level, and signs of altering."""

from collections.abc import Sequence

from bonafix.examine.analysers.aigc_label import codes
from bonafix.examine.analysers.aigc_label.label import Label
from bonafix.examine.analysers.aigc_label.search import Found, search
from bonafix.examine.analysers.aigc_label.signs import signs
from bonafix.examine.containers import inside
from bonafix.examine.model import Finding, Picture, Strength
from bonafix.kit.texts import N_

LABELLED = N_(
    "The file carries a label after GB 45438-2025 (%(where)s): %(level)s AI-generated;"
    " provider %(provider)s."
)
LABELLED_LIMITS = N_(
    "The label says what its writer declared. It is not signed: anybody can write or copy one."
    " It does not say what in the picture was made, by whom, or with what intent. A provider"
    " code names a legal entity, not a brand, and providers need not keep logs beyond six months."
)
BYTEDANCE = N_(
    "The file carries the export record of a ByteDance app with an AIGC label (%(where)s)."
)
BYTEDANCE_LIMITS = N_(
    "The record says that the app or its user marked the content; effects of the camera app can"
    " set it too. It is not signed."
)
TENCENT = N_("The file carries the record of a Tencent service for generated content (%(where)s).")
TENCENT_LIMITS = N_(
    "The record is not signed, and its keys are known from a secondary source only."
)
UNREADABLE = N_("A text named AIGC is no label after GB 45438-2025 (%(where)s).")
UNREADABLE_LIMITS = N_("It declares nothing; it may be a note of any kind.")
STRENGTHS: dict[str | None, Strength] = {"属于": "strong", "可能": "moderate", "疑似": "weak"}


class AigcLabel:
    """GB 45438 labels with the provider behind the code, and signs of altering."""

    name = "aigc_label"
    version = "1"

    def examine(self, claim: Picture, references: Sequence[Picture]) -> list[Finding]:
        """One finding for each different label; equal ones in several carriers are one."""
        parts = inside(claim.content)
        found = search(parts)
        grouped: dict[tuple[tuple[str, str], ...], list[Found]] = {}
        for one in found:
            if one.form == "gb45438" and one.label is not None and one.label.level is not None:
                grouped.setdefault(one.label.fields, []).append(one)
        findings = [self._label(group) for group in grouped.values()]
        findings += [self._other(one) for one in found if one.form != "gb45438"]
        findings += [self._unreadable(one) for one in found if _a_mere_note(one)]
        return findings + signs(self.name, parts, found)

    def _label(self, group: list[Found]) -> Finding:
        label = group[0].label
        assert label is not None and label.level is not None
        where = ", ".join(dict.fromkeys(one.where for one in group))
        values = {"where": where, "level": label.level, **_providers(label)}
        values["conform"] = "yes" if label.strict and group[0].strict_carrier else "no"
        strength = STRENGTHS[label.level]
        return self._finding("declared_ai", strength, LABELLED, LABELLED_LIMITS, values)

    def _other(self, one: Found) -> Finding:
        if one.form == "bytedance":
            values = {"where": one.where, "level": "可能", "aigc_label_type": one.text}
            return self._finding("declared_ai", "moderate", BYTEDANCE, BYTEDANCE_LIMITS, values)
        values = {"where": one.where, "level": "疑似"}
        return self._finding("declared_ai", "moderate", TENCENT, TENCENT_LIMITS, values)

    def _unreadable(self, one: Found) -> Finding:
        values = {"where": one.where, "text": one.text[:200]}
        return self._finding("label_unreadable", "hint", UNREADABLE, UNREADABLE_LIMITS, values)

    def _finding(
        self, kind: str, strength: Strength, text: str, limits: str, values: dict[str, str]
    ) -> Finding:
        return Finding(self.name, kind, strength, text, limits, tuple(values.items()))


def _a_mere_note(one: Found) -> bool:
    return one.form == "gb45438" and one.label is None and "TC260" not in one.where


def _providers(label: Label) -> dict[str, str]:
    producer = codes.read(label.get("ContentProducer"))
    propagator = codes.read(label.get("ContentPropagator"))
    return {
        "provider": producer.shown or propagator.shown or "—",
        "producer": label.get("ContentProducer"),
        "producer_uscc": producer.uscc,
        "producer_service": producer.service,
        "producer_application": producer.application,
        "produce_id": label.get("ProduceID"),
        "propagator": label.get("ContentPropagator"),
        "propagator_uscc": propagator.uscc,
        "propagate_id": label.get("PropagateID"),
        "label": label.get("Label"),
    }
