"""Signs that a label was removed or altered. Signs only: each has harmless causes too."""

from collections.abc import Iterator

from bonafix.examine.analysers.aigc_label import codes
from bonafix.examine.analysers.aigc_label.search import Found
from bonafix.examine.containers import Inside
from bonafix.examine.model import Finding
from bonafix.kit.texts import N_

LIMITS = N_(
    "A sign, not a proof: faulty programs leave the same. It does not say who did it, or why."
)
DIFFER = N_("Labels in the same file disagree in %(keys)s (%(where)s).")
NO_LEVEL = N_("A label after GB 45438-2025 gives no level 1, 2 or 3 (%(where)s).")
EMPTY = N_("The place for a label after GB 45438-2025 is there, its words are not (%(where)s).")
NO_PROVIDER = N_("A label after GB 45438-2025 names no provider (%(where)s).")
BAD_CODE = N_("The check character of the credit code %(code)s in a label is wrong (%(where)s).")
SHELL = N_("The name space for labels is declared, and no label stands in it (%(where)s).")
CHECKSUM = N_("A text block was changed without its checksum (%(where)s).")
NAMESPACE = b"tc260.org.cn/ns/AIGC"


def signs(analyser: str, inside: Inside, found: list[Found]) -> list[Finding]:
    """One finding for each sign, strongest kind first."""
    labels = [one for one in found if one.form == "gb45438"]
    given = [*_disagreeing(labels), *_single(labels), *_shells(inside, labels), *_sums(inside)]
    return [
        Finding(
            analyser, "label_altered_signs", "weak", text, LIMITS, (("sign", sign), *values.items())
        )
        for sign, text, values in given
    ]


Sign = tuple[str, str, dict[str, str]]


def _disagreeing(labels: list[Found]) -> Iterator[Sign]:
    read = [one for one in labels if one.label is not None]
    for other in read[1:]:
        assert read[0].label is not None and other.label is not None
        first, second = dict(read[0].label.fields), dict(other.label.fields)
        keys = [k for k in {**first, **second} if first.get(k, "") != second.get(k, "")]
        if keys:
            values = {"keys": ", ".join(keys), "where": f"{read[0].where}, {other.where}"}
            yield "labels_disagree", DIFFER, values
            return


def _single(labels: list[Found]) -> Iterator[Sign]:
    for one in labels:
        where = {"where": one.where}
        if one.label is None:
            if "TC260" in one.where:
                yield "label_empty", EMPTY, where
            continue
        if one.label.level is None:
            yield "label_without_level", NO_LEVEL, where
        names = [one.label.get(k) for k in ("ContentProducer", "ContentPropagator")]
        if not any(names):
            yield "label_without_provider", NO_PROVIDER, where
        for provider in map(codes.read, names):
            if provider.uscc and not provider.checked:
                yield "credit_code_wrong", BAD_CODE, {"code": provider.uscc, **where}


def _shells(inside: Inside, labels: list[Found]) -> Iterator[Sign]:
    seen = {one.where for one in labels}
    for part in inside.of("xmp"):
        if NAMESPACE in part.content and not any(w.startswith(part.where) for w in seen):
            yield "label_shell", SHELL, {"where": part.where}


def _sums(inside: Inside) -> Iterator[Sign]:
    texts = ("PNG iTXt", "PNG tEXt", "PNG zTXt", "PNG caBX", "PNG eXIf")
    for code, where in inside.notes:
        if code == "checksum_wrong" and where in texts:
            yield "checksum_wrong", CHECKSUM, {"where": where}
