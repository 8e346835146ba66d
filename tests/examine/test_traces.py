"""Generators' own records are found by more than a word; IPTC values say what they say."""

import json

import pytest

from bonafix.examine.analysers.source_type import analyser as source_type
from bonafix.examine.analysers.traces import analyser as traces
from bonafix.examine.model import Finding, Picture
from bonafix.examine.source_types import says
from tests.examine import carriers
from tests.examine.carriers import chunk, exif, itxt, jpeg, png, segment, user_comment

UUID = "2b6e053b-9a65-4ca9-9e13-b6f4465164d4"
PARAMETERS = "a cat\nNegative prompt: bad\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1"
COMFY = json.dumps({"3": {"class_type": "KSampler", "inputs": {"seed": 1}}})
WORKFLOW = json.dumps({"nodes": [], "links": []})
NOVEL = json.dumps({"prompt": "x", "steps": 28, "sampler": "k", "seed": 1, "signed_hash": "x"})


def text(key: str, value: str) -> bytes:
    return png(chunk(b"tEXt", key.encode() + b"\0" + value.encode("latin-1")))


def found(content: bytes) -> list[Finding]:
    return traces.examine(Picture("claim", content), [])


MADE = {
    "Grok": jpeg(segment(0xE1, exif({0x010E: "Signature: " + "Ab1+" * 40 + "==", 0x013B: UUID}))),
    "Midjourney": text("Description", f"a panel, static --ar 4:3 --v 5.2 Job ID: {UUID}"),
    "Stable Diffusion": text("parameters", PARAMETERS),
    "Stable Diffusion in JPEG": jpeg(segment(0xE1, user_comment(PARAMETERS))),
    "ComfyUI": text("prompt", COMFY),
    "ComfyUI workflow": png(itxt("workflow", WORKFLOW.encode())),
    "ComfyUI in WebP": carriers.saved("WEBP", exif=exif({0x010F: "prompt:" + COMFY})),
    "NovelAI": text("Comment", NOVEL),
    "NovelAI software": text("Software", "NovelAI"),
    "Luma AI": text("Source", "Luma AI"),
    "Ideogram AI": jpeg(segment(0xE1, exif({0x010F: "Ideogram AI"}))),
    "Samsung": jpeg(trailer=bytes(40) + b'PEg_Info{"genImageVersion":"v1","genAIType":8}SEFH'),
    "Google AI": jpeg(
        segment(
            0xE1,
            carriers.XMP_HEAD
            + carriers.xmp(
                "",
                'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
                ' photoshop:Credit="Edited with Google AI"',
            ),
        )
    ),
}


@pytest.mark.parametrize("maker", MADE)
def test_the_record_of_a_generator_is_found_with_level_suspected(maker: str) -> None:
    [one] = found(MADE[maker])
    assert (one.kind, one.strength) == ("declared_ai", "moderate")
    said = dict(one.params)
    assert said["level"] == "疑似"
    assert said["maker"].partition(" ")[0] == maker.partition(" ")[0]


TALK = {
    "caption": jpeg(segment(0xE1, exif({0x010E: "Better than Midjourney! Job ID: none"}))),
    "signature alone": jpeg(segment(0xE1, exif({0x010E: "Signature: J. Doe", 0x013B: "J. Doe"}))),
    "uuid artist alone": jpeg(segment(0xE1, exif({0x013B: UUID}))),
    "editor": jpeg(segment(0xE1, exif({0x0131: "Adobe Photoshop 26.1 (Firefly ready)"}))),
    "steps of a recipe": text("Description", "Steps: 3, then bake"),
    "parameters": text("parameters", "exposure 1/200, f 2.8"),
    "prompt in json": text("prompt", '{"question":"how are you"}'),
    "three keys": text("Comment", '{"model":"X100","seed":1,"steps":4}'),
    "samsung re-edit": jpeg(trailer=bytes(40) + b'PEg_Info{"genImageVersion":"v1","genAIType":0}'),
    "title": text("Title", "Made with Google AI"),
    "credit": text("Credit", "Made with love, not with Google AI"),
    "make": jpeg(segment(0xE1, exif({0x010F: "Apple", 0x0110: "iPhone 15"}))),
}


@pytest.mark.parametrize("content", TALK.values(), ids=TALK)
def test_words_about_generators_are_no_record(content: bytes) -> None:
    assert found(content) == []


def test_a_number_of_a_hosting_job_is_a_hint_only() -> None:
    [one] = found(text("hf-job-id", UUID))
    assert (one.kind, one.strength) == ("generator_trace", "hint")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "declared_ai"),
        ("digsrctype:compositeWithTrainedAlgorithmicMedia", "declared_ai"),
        ("compositeSynthetic", "declared_ai"),
        ("http://c2pa.org/digitalsourcetype/trainedAlgorithmicData", "declared_ai"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/composite", "possibly_ai"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/digitalArt", "possibly_ai"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", "declared_capture"),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia", None),
        ("a caption about trainedAlgorithmicMedia things", None),
    ],
)
def test_the_iptc_source_type_in_xmp_says_what_it_says(value: str, kind: str | None) -> None:
    for packet in (
        carriers.xmp("", f'Iptc4xmpExt:DigitalSourceType="{value}"'),
        carriers.xmp(f"<Iptc4xmpExt:DigitalSourceType>{value}</Iptc4xmpExt:DigitalSourceType>"),
        carriers.xmp(f'<Iptc4xmpExt:DigitalSourceType rdf:resource="{value}"/>'),
    ):
        content = jpeg(segment(0xE1, carriers.XMP_HEAD + packet))
        findings = source_type.examine(Picture("claim", content), [])
        assert [f.kind for f in findings] == ([kind] if kind else [])


def test_an_ai_system_named_by_iptc_is_a_declaration() -> None:
    packet = carriers.xmp("<Iptc4xmpExt:AISystemUsed>X</Iptc4xmpExt:AISystemUsed>")
    content = png(itxt("XML:com.adobe.xmp", packet))
    [one] = source_type.examine(Picture("claim", content), [])
    assert one.kind == "declared_ai"


def test_values_are_told_apart_by_the_whole_word() -> None:
    assert says("TrainedAlgorithmicMedia") == "ai"
    assert says("untrainedAlgorithmicMedia") == "other"
    assert says("") == "other"
