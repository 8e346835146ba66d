"""Validity, trust and declaration are three things; no fault hides another, nothing is fetched."""

import time

import pytest

from bonafix.examine.analysers.credentials import analyser, store
from bonafix.examine.model import Finding, Options, Picture
from bonafix.examine.runner import Runner
from tests.examine import carriers, signed
from tests.examine.signed import IPTC

TRAINED = IPTC + "trainedAlgorithmicMedia"
PLAIN = carriers.saved("JPEG")


def found(content: bytes, anchors: str | None = None) -> list[Finding]:
    return analyser.configured(Options(anchors)).examine(Picture("claim", content), [])


def of(findings: list[Finding], kind: str) -> list[dict[str, str]]:
    return [dict(f.params) for f in findings if f.kind == kind]


def flipped(content: bytes) -> bytes:
    """One bit of the coded picture changed."""
    return content[:-20] + bytes([content[-20] ^ 1]) + content[-19:]


@pytest.fixture(scope="module")
def generated() -> bytes:
    return signed.sign(PLAIN, TRAINED)


def test_a_signed_declaration_is_read_with_its_validity(generated: bytes) -> None:
    [said] = of(found(generated), "declared_ai")
    assert (said["level"], said["validity"], said["trust"]) == (
        "属于",
        "valid",
        "no trust list given",
    )
    assert of(found(generated), "label_altered_signs") == []


def test_trust_follows_the_operator_s_list_and_nothing_else(generated: bytes) -> None:
    own, other = signed.keys(signed.YEAR).root, signed.keys(signed.YEAR + 1).root
    assert of(found(generated, own), "credentials")[0]["trust"] == "trusted"
    stranger = of(found(generated, other), "credentials")[0]
    assert (stranger["trust"], stranger["validity"]) == ("untrusted", "valid")
    assert of(found(generated, other), "declared_ai")


def test_changed_pixels_are_named_and_hide_no_declaration(generated: bytes) -> None:
    findings = found(flipped(generated))
    assert [s["code"] for s in of(findings, "label_altered_signs")] == [
        "assertion.dataHash.mismatch"
    ]
    [said] = of(findings, "declared_ai")
    assert said["validity"] == "invalid"
    assert [f.strength for f in findings if f.kind == "declared_ai"] == ["moderate"]


def test_a_changed_statement_is_named(generated: bytes) -> None:
    at = generated.index(b"trainedAlgorithmicMedia")
    changed = generated[:at] + b"T" + generated[at + 1 :]
    codes = {s["code"] for s in of(found(changed), "label_altered_signs")}
    assert "assertion.hashedURI.mismatch" in codes


def test_a_declaration_only_in_an_ingredient_is_found(generated: bytes) -> None:
    outer = signed.sign(PLAIN, None, ingredients=(("made.jpg", generated),))
    [said] = of(found(outer), "declared_ai")
    assert "made.jpg" in said["where"]


def test_a_fault_of_an_ingredient_is_named_though_the_whole_is_valid(generated: bytes) -> None:
    outer = signed.sign(PLAIN, None, ingredients=(("broken.jpg", flipped(generated)),))
    findings = found(outer)
    assert of(findings, "credentials")[0]["validity"] == "valid"
    [fault] = of(findings, "label_altered_signs")
    assert (fault["code"], fault["ingredient"]) == ("assertion.dataHash.mismatch", "broken.jpg")


def test_an_expired_certificate_is_no_sign_of_altering() -> None:
    held = signed.keys(1)
    content = signed.sign(PLAIN, TRAINED, held=held)
    time.sleep(2)
    findings = found(content)
    assert [f["code"] for f in of(findings, "credential_fault")] == ["signingCredential.expired"]
    assert of(findings, "label_altered_signs") == []
    assert of(findings, "declared_ai")[0]["validity"] == "invalid"


@pytest.mark.parametrize(
    ("source_type", "kind"),
    [
        ("digitalCapture", "declared_capture"),
        ("computationalCapture", "declared_capture"),
        ("composite", "possibly_ai"),
        ("digitalArt", "possibly_ai"),
        ("compositeWithTrainedAlgorithmicMedia", "declared_ai"),
        ("compositeSynthetic", "declared_ai"),
    ],
)
def test_each_source_type_says_what_it_says(source_type: str, kind: str) -> None:
    kinds = {f.kind for f in found(signed.sign(PLAIN, IPTC + source_type))}
    assert kinds == {kind, "credentials"}


def test_a_generator_s_credentials_without_a_source_type_are_level_suspected() -> None:
    [said] = of(found(signed.sign(PLAIN, program="Dreamina")), "declared_ai")
    assert (said["level"], said["maker"]) == ("疑似", "Dreamina")
    for program in ("Adobe Photoshop", "CapCut", "Samsung Galaxy", "Umbria Camera"):
        assert of(found(signed.sign(PLAIN, program=program)), "declared_ai") == []
    typed = signed.sign(PLAIN, IPTC + "digitalCapture", program="Dreamina")
    assert of(found(typed), "declared_ai") == []


def test_formulas_are_no_ai() -> None:
    kinds = {f.kind for f in found(signed.sign(PLAIN, IPTC + "algorithmicMedia"))}
    assert kinds == {"credentials"}


def test_png_and_webp_are_read_too() -> None:
    for kind, mime in (("PNG", "image/png"), ("WEBP", "image/webp")):
        content = signed.sign(carriers.saved(kind), TRAINED, mime)
        assert of(found(content), "declared_ai")[0]["validity"] == "valid"


def test_a_store_that_cannot_be_read_still_tells_what_it_holds(generated: bytes) -> None:
    at = generated.index(b"jumb")
    broken = generated[:at] + b"jumX" + generated[at + 4 :]
    findings = found(broken)
    assert {f.kind for f in findings} == {"label_altered_signs", "declared_ai"}


def test_credentials_kept_elsewhere_are_named_and_never_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packet = carriers.xmp(
        "",
        'xmlns:dcterms="http://purl.org/dc/terms/"'
        ' dcterms:provenance="https://manifests.example/x"',
    )
    content = carriers.jpeg(carriers.segment(0xE1, carriers.XMP_HEAD + packet))
    [one] = found(content)
    assert one.kind == "credentials_elsewhere"
    assert dict(one.params)["address"] == "https://manifests.example/x"


def test_a_file_without_credentials_is_not_asked_twice() -> None:
    assert found(PLAIN) == []
    assert store.read(PLAIN, "image/jpeg", None) is None


def test_in_the_shut_child_the_answer_is_the_same(generated: bytes) -> None:
    with Runner(Options(signed.keys(signed.YEAR).root), only=["credentials"]) as runner:
        report = runner.examine(Picture("claim", generated))
    assert set(report.held) == {"landlock", "seccomp"}
    said = dict(next(f for f in report.findings if f.kind == "declared_ai").params)
    assert (said["validity"], said["trust"]) == ("valid", "trusted")
