"""A label is found wherever the standard, its guides or real tools put it; talk of AIGC is none."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bonafix.examine.analysers.aigc_label import analyser, codes
from bonafix.examine.analysers.aigc_label import label as labels
from bonafix.examine.model import Finding, Picture
from tests.examine import carriers
from tests.examine.carriers import CARRIERS, LABEL, words


def found(content: bytes, kind: str | None = None) -> list[Finding]:
    findings = analyser.examine(Picture("claim", content), [])
    return [f for f in findings if kind is None or f.kind == kind]


def values(finding: Finding) -> dict[str, str]:
    return dict(finding.params)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_label_is_found_in_every_carrier(carrier: str) -> None:
    [one] = found(CARRIERS[carrier](words()))
    assert one.kind == "declared_ai" and one.strength == "strong"
    said = values(one)
    assert said["level"] == "属于"
    assert said["producer_uscc"] == "91110102MACQD9K640"
    assert said["producer_service"] == "generate"
    assert said["produce_id"] == LABEL["ProduceID"]


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize(("number", "level"), [("2", "可能"), ("3", "疑似")])
def test_the_level_is_the_label_s_own(carrier: str, number: str, level: str) -> None:
    [one] = found(CARRIERS[carrier](words({**LABEL, "Label": number})))
    assert values(one)["level"] == level


SLOPPY = {
    "number": '{"Label":1,"ContentProducer":"doubao"}',
    "spaced": '{ "Label" : "1" , "ContentProducer" : "doubao" }',
    "nested": '{"AIGC":{"Label":"1","ContentProducer":"doubao"}}',
    "nested text": '{"AIGC":"{\\"Label\\":\\"1\\",\\"ContentProducer\\":\\"doubao\\"}"}',
    "single quotes": "{'Label':'1','ContentProducer':'doubao'}",
    "trailing comma": '{"Label":"1","ContentProducer":"doubao",}',
    "small letters": '{"label":"1","contentproducer":"doubao"}',
    "escaped twice": '{"Label":"1","ContentProducer":"doubao"}'.replace('"', "&quot;"),
    "no brace at the end": '{"Label":"1","ContentProducer":"doubao"',
    "zeros": '{"Label":"01","ContentProducer":"doubao"}',
    "null": '{"Label":"1","ContentProducer":"doubao","PropagateID":null}',
}


@pytest.mark.parametrize("text", SLOPPY.values(), ids=SLOPPY)
def test_sloppy_labels_are_read_and_said_not_to_conform(text: str) -> None:
    [one] = found(carriers.png(carriers.itxt("XML:com.adobe.xmp", carriers.element(text))))
    said = values(one)
    assert (said["level"], said["producer"], said["conform"]) == ("属于", "doubao", "no")


def test_a_label_that_keeps_to_the_standard_is_said_to_conform() -> None:
    [one] = found(CARRIERS["png itxt"](words()))
    assert values(one)["conform"] == "yes"


def test_equal_labels_in_two_carriers_are_one_finding() -> None:
    content = carriers.jpeg(
        carriers.segment(0xE1, carriers.XMP_HEAD + carriers.element(words())),
        carriers.segment(0xE9, b"AIGC" + words().encode()),
    )
    [one] = found(content)
    assert "APP1" in values(one)["where"] and "APP9" in values(one)["where"]


def signs(content: bytes) -> set[str]:
    return {values(f)["sign"] for f in found(content, "label_altered_signs")}


def in_png(text: str) -> bytes:
    return carriers.png(carriers.itxt("XML:com.adobe.xmp", carriers.element(text)))


def test_signs_of_altering_are_named_as_signs() -> None:
    assert signs(in_png(words())) == set()
    assert signs(in_png(" " * 40)) == {"label_shell"}
    assert signs(in_png("xxxx")) == {"label_empty"}
    assert signs(in_png(words({**LABEL, "Label": "9"}))) == {"label_without_level"}
    assert signs(in_png(words({**LABEL, "ContentProducer": ""}))) == {"label_without_provider"}
    bad = LABEL["ContentProducer"].replace("MACQD9K640", "MACQD9K641")
    assert signs(in_png(words({**LABEL, "ContentProducer": bad}))) == {"credit_code_wrong"}
    assert signs(carriers.png(carriers.itxt("XML:com.adobe.xmp", carriers.xmp("")))) == {
        "label_shell"
    }
    two = carriers.jpeg(
        carriers.segment(0xE1, carriers.XMP_HEAD + carriers.element(words())),
        carriers.segment(0xE9, b"AIGC" + words({**LABEL, "ProduceID": "other"}).encode()),
    )
    assert signs(two) == {"labels_disagree"}
    good = in_png(words())
    at = good.index(b"cc75f5e9")
    assert signs(good[:at] + b"dd" + good[at + 2 :]) == {"checksum_wrong"}
    for finding in found(two, "label_altered_signs"):
        assert "sign" in finding.limits.lower() and "not say who" in finding.limits


TALK = {
    "caption": "如何给 AIGC 图片加标识",
    "caption with label": 'The label is {"Label":"1","ContentProducer":"x"} says AIGC',
    "json about courses": '{"AIGC":"课程","Label":"1"}',
    "json of another kind": '{"AIGC":{"title":"AIGC 入门","level":3}}',
    "one key": '{"AIGC":{"Label":"1"}}',
    "price": '{"AIGC":{"Label":"9","Price":"12"}}',
    "provider keys": '{"ServiceProvider":"China Telecom"}',
    "no label type": '{"aigc_label_type":0}',
}


@pytest.mark.parametrize("text", TALK.values(), ids=TALK)
def test_talk_of_aigc_declares_nothing(text: str) -> None:
    files = [
        carriers.jpeg(carriers.segment(0xE1, carriers.exif({0x010E: text, 0x9C9C: text}))),
        carriers.jpeg(carriers.segment(0xE1, carriers.user_comment(text))),
        carriers.jpeg(carriers.segment(0xFE, text.encode())),
        carriers.png(carriers.itxt("Description", text.encode())),
        carriers.png(
            carriers.itxt(
                "XML:com.adobe.xmp",
                carriers.xmp(f"<dc:description>{carriers.escaped(text)}</dc:description>"),
            )
        ),
        carriers.mp4(carriers.meta_keys("com.apple.quicktime.description", text)),
        carriers.pdf({"Title": text, "Keywords": "AIGC"}),
    ]
    for content in files:
        assert found(content, "declared_ai") == []


def test_a_note_under_the_name_aigc_is_said_to_be_no_label() -> None:
    content = carriers.png(carriers.chunk(b"tEXt", b"AIGC\0just words"))
    assert [f.kind for f in found(content)] == ["label_unreadable"]


def test_a_label_quoted_in_a_caption_is_no_label() -> None:
    quoted = carriers.xmp(
        f"<dc:description>{carriers.escaped('<TC260:AIGC>' + words() + '</TC260:AIGC>')}"
        "</dc:description>"
    )
    content = carriers.png(carriers.itxt("XML:com.adobe.xmp", quoted))
    assert found(content, "declared_ai") == []


def test_records_of_platforms_are_read() -> None:
    tencent = '{"ServiceProvider":"Tencent","ServiceUser":"abc","ContentID":"1"}'
    [one] = found(carriers.jpeg(carriers.segment(0xE1, carriers.exif({0x010E: tencent}))))
    assert values(one)["level"] == "疑似"
    export = '{"data":{"aigc_info":{"aigc_label_type":1}}}'
    for content in (
        carriers.mp4(carriers.meta_keys("AigcInfo", export)),
        carriers.jpeg(carriers.segment(0xEF, export.encode())),
        carriers.mp4(carriers.meta_keys("Information", json.dumps({"x": export}))),
    ):
        [one] = found(content)
        assert (one.kind, values(one)["level"]) == ("declared_ai", "可能")


def test_the_code_of_a_provider_is_read_and_its_entity_shown_with_its_mark() -> None:
    read = codes.read("00119144030008867405X220001")
    assert (read.uscc, read.service, read.application) == (
        "9144030008867405X2",
        "propagate",
        "0001",
    )
    assert read.checked and read.entity is not None
    assert "未核实" in read.shown and read.entity.name in read.shown
    assert codes.read("doubao").shown == "doubao"
    other = codes.read("001191440300708461136T1308L")
    assert other.checked and other.application == "308L"


def test_every_entity_of_the_table_has_a_right_code_and_honest_marks() -> None:
    for uscc, entity in codes.table().items():
        assert codes.check_character(uscc[:17]) == uscc[17], uscc
        assert entity.mark in "VSM" and entity.name_mark in "VSM"
        assert entity.as_of and entity.source


@given(st.text(max_size=300))
@example('{"Label":')
@example("{" * 300)
@example('{"AIGC":' * 40)
def test_no_text_breaks_the_reader_of_labels(text: str) -> None:
    label = labels.parse(text)
    assert label is None or label.fields


@given(st.dictionaries(st.sampled_from(labels.KEYS), st.text(max_size=30), min_size=1))
def test_what_is_written_as_json_comes_back(fields: dict[str, str]) -> None:
    read = labels.parse(json.dumps(fields, ensure_ascii=False))
    assert read is not None
    assert dict(read.fields) == fields


def test_a_bomb_of_labels_costs_little() -> None:
    bomb: Any = carriers.jpeg(*[carriers.segment(0xE9, b"<a:AIGC>" * 8000) for _ in range(60)])
    assert len(found(bomb)) < 100
