"""Labels are read where the extra is installed; what a label says of a person is not kept."""

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import manimgx_fonts_cjk
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from bonafix.examine import Picture, Runner, words
from bonafix.examine.analysers.texts.analyser import Texts
from bonafix.examine.analysers.texts.engine import Line
from bonafix.examine.analysers.texts.fields import fields, luhn
from bonafix.examine.reading.limits import Limits

FONT = next(Path(manimgx_fonts_cjk.__file__).parent.rglob("*.?t[cf]"))


def label(texts: list[str], corner: str = "") -> Picture:
    drawn = Image.new("RGB", (900, 120 + 70 * len(texts)), (226, 222, 210))
    pen = ImageDraw.Draw(drawn)
    for k, text in enumerate(texts):
        pen.text((60, 50 + 70 * k), text, font=ImageFont.truetype(FONT, 34), fill=(20, 20, 20))
    if corner:
        pen.text((790, drawn.height - 40), corner, font=ImageFont.truetype(FONT, 22), fill="black")
    out = BytesIO()
    drawn.save(out, "JPEG", quality=88)
    return Picture("label.jpg", out.getvalue())


def told(texts: list[str]) -> list[tuple[str, str]]:
    return [(f.word, f.text) for f in fields(texts)]


def test_fields_of_a_rating_label_are_named() -> None:
    assert told(["型号：KL-18A03", "序列号 SN: 8F2K7Q91XZ", "生产日期：2026-03-18"]) == [
        ("model", "KL-18A03"), ("serial", "8F2K7Q91XZ"), ("date", "2026-03-18"),
    ]  # fmt: skip
    assert told(["S/N:ABC12345"]) == [("serial", "ABC12345")]
    assert told(["IMEI1: 490154203237518"]) == [("imei", "490154203237518")]


def test_a_number_whose_check_digit_fails_is_no_imei() -> None:
    assert told(["IMEI: 490154203237519"]) == []


def test_shipment_numbers_are_read_with_and_without_a_word_beside() -> None:
    assert told(["运单号：SF1345678901234"]) == [("shipment", "SF1345678901234")]
    assert told(["YT1234567890123 圆通"]) == [("shipment", "YT1234567890123")]


def test_names_telephones_and_addresses_are_not_given_back() -> None:
    lines = [
        "收件人 张三 13812345678",
        "广东省深圳市南山区科技路1号",
        "138 1234 5678",
        "电话 0755-1",
    ]
    assert told([*lines, "易碎品"]) == [("line", "易碎品")]


@pytest.mark.parametrize("text", ["AI生成", "内容由AI生成", "人工智能生成", "AI-generated"])
def test_visible_marks_of_ai_are_told_apart(text: str) -> None:
    assert [word for word, _ in told([text])] == ["ai_mark"]


def test_talk_about_other_things_is_no_mark_of_ai() -> None:
    assert all(word == "line" for word, _ in told(["AIR MAX", "生成日期", "智能电饭煲", "MAIL"]))


@given(st.integers(0, 10**14 - 1))
def test_one_wrong_digit_never_passes_the_check(number: int) -> None:
    body = f"{number:014d}"
    whole = next(body + str(d) for d in range(10) if luhn(body + str(d)))
    other = str((int(whole[3]) + 1) % 10)
    assert not luhn(whole[:3] + other + whole[4:])


def test_findings_say_where_and_in_both_languages() -> None:
    def read(_picture: np.ndarray) -> list[Line]:
        box = ((10.0, 20.0), (110.0, 20.0), (110.0, 50.0), (10.0, 50.0))
        return [Line("SN: 8F2K7Q91XZ", 0.99, box), Line("AI生成", 0.9, box)]

    serial, mark = Texts(read).examine(label(["x"]), [])
    assert serial.region is not None
    assert serial.region.box[:2] == (10, 20)
    assert (serial.kind, mark.kind) == ("text_read", "visible_ai_label")
    assert words.statement(serial, "zh_Hans") == "图片中可读出“8F2K7Q91XZ”（序列号）。"
    assert "their absence means nothing" in words.limits(mark)


def test_a_file_without_pixels_gives_nothing() -> None:
    assert Texts(lambda _: []).examine(Picture("x", b"no picture"), []) == []


@pytest.mark.skipif(find_spec("rapidocr") is None, reason="the extra `ocr` is not installed")
def test_a_label_is_read_behind_the_locks_of_the_child() -> None:
    picture = label(["型号：KL-18A03", "序列号 SN: 8F2K7Q91XZ"], corner="AI生成")
    # A machine busy with other things may need long; the limits of time are tested elsewhere.
    with Runner(only=["texts"], limits=Limits(wall_seconds=600.0)) as runner:
        report = runner.examine(picture)
    found = {(f.kind, dict(f.params).get("text")) for f in report.findings}
    assert {("text_read", "KL-18A03"), ("text_read", "8F2K7Q91XZ")} <= found
    assert ("visible_ai_label", "AI生成") in found
