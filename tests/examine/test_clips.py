"""Codes in clips: read in sampled frames, in the limited child, and never guessed."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafix.examine.clips import codes_in
from bonafix.examine.clips.frames import MOST, Film, frames
from bonafix.examine.model import Picture
from bonafix.examine.parcel import analyser as parcel
from bonafix.examine.reading.limits import Limits
from bonafix.examine.runner import Runner
from bonafix.examine.usability import analyser as usability
from bonafix.examine.words import limits, statement
from tests.evidence import pictures

SIZE = (640, 480)


def film(path: Path, *seconds: str, rate: int = 10) -> bytes:
    """A clip whose every second shows the code of that name, or an empty wall."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), rate, SIZE)
    for text in seconds:
        gray = pictures.with_code(text) if text else np.full((SIZE[1], SIZE[0]), 120, np.uint8)
        shown = cv2.cvtColor(cv2.resize(gray, SIZE), cv2.COLOR_GRAY2BGR)
        for _frame in range(rate):
            writer.write(shown)
    writer.release()
    return path.read_bytes()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return film(tmp_path_factory.mktemp("clip") / "a.mp4", "", "7KD4XA", "SN-2026-11")


def test_each_code_of_a_clip_is_read_once_with_its_second(clip: bytes) -> None:
    seen, looked = codes_in(clip)
    assert [(one.text, one.at) for one in seen] == [("7KD4XA", 1.0), ("SN-2026-11", 2.0)]
    assert looked.whole and looked.looked_at == 6 and looked.until > 2.5


def test_what_was_read_is_a_finding_with_what_it_does_not_show(clip: bytes) -> None:
    with Runner(only=["frames"]) as runner:
        found = runner.examine(Picture("clip.mp4", clip)).findings
        empty = runner.examine(Picture("clip.mp4", clip[:2000])).findings
        still = runner.examine(Picture("a.jpg", pictures.SMALL)).findings
    assert [one.kind for one in found] == ["code_read", "code_read", "frames_searched"]
    assert dict(found[0].params)["text"] == "7KD4XA"
    for language, word in (("zh_Hans", "不能说明"), ("en", "does not show")):
        assert "7KD4XA" in statement(found[0], language)
        assert word in limits(found[0], language)
    assert [one.kind for one in empty] == ["clip_unread"] and still == ()


def test_an_empty_wall_holds_no_code(tmp_path: Path) -> None:
    seen, looked = codes_in(film(tmp_path / "b.mp4", "", ""))
    assert seen == [] and looked.looked_at == 4


def test_a_long_film_costs_no_more_than_its_budget(tmp_path: Path) -> None:
    content = film(tmp_path / "c.mp4", *[""] * 30, rate=4)
    looked = Film()
    assert len(list(frames(content, looked))) == MOST and not looked.whole
    looked = Film()
    list(frames(content, looked, budget=0.0))
    assert looked.looked_at <= 1 and not looked.whole


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_damaged_film_breaks_the_reader(clip: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(clip) - 1))
    for content in (clip[:at], clip[:at] + b"\xff" * 8 + clip[at + 8 :], clip[at:]):
        seen, _looked = codes_in(content, budget=0.2)
        assert all(one.text in ("7KD4XA", "SN-2026-11") for one in seen)


def test_a_film_over_its_limits_is_a_finding_and_no_outage(clip: bytes) -> None:
    with Runner(limits=Limits(memory=420 << 20, cpu_seconds=3), only=["frames"]) as runner:
        assert runner.examine(Picture("clip.mp4", clip)).findings
        assert runner.examine(Picture("clip.mp4", clip)).findings


def test_the_code_of_a_request_counts_in_a_clip_and_need_not_stand_there(clip: bytes) -> None:
    from bonafix.evidence.actions.looking import looked

    assert looked(clip, "clip", "7KD4XA") == ([], "seen")
    assert looked(clip, "clip", "AAAAAA") == ([], "")
    kinds = [one.kind for one in usability.examine(Picture("a", clip), [])]
    assert kinds == ["no_picture", "code_read", "code_read"]


def test_the_numbers_of_a_parcel_are_read_in_its_clip(tmp_path: Path) -> None:
    clip = film(tmp_path / "d.mp4", "SF1234567890123", "DD2026000001")
    texts = [dict(one.params).get("text") for one in parcel.examine(Picture("a", clip), [])]
    assert "SF1234567890123" in texts and "DD2026000001" in texts
