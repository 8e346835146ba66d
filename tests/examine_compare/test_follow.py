"""A place followed from one view into another: the same, not there, or cannot be told."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from bonafix.examine import Picture, Runner
from bonafix.examine.analysers.views.analyser import Views
from bonafix.examine.cli import run
from bonafix.examine.compare.compare import prepare
from bonafix.examine.model import Finding, Options
from bonafix.examine.views.follow import Followed, follow
from tests.examine_compare import scenes
from tests.examine_compare.test_findings import file

WIDE = np.array([[20, 0], [480, 60], [450, 620], [0, 600]], np.float32)
CORNERS = np.array([[0, 0], [480, 0], [480, 640], [0, 640]], np.float32)


def from_aside(picture: scenes.Image) -> scenes.Image:
    """The same flat goods, photographed from another place and in other light."""
    bend = cv2.getPerspectiveTransform(CORNERS, WIDE)
    seen = cv2.warpPerspective(picture, bend, (480, 640), borderValue=(90, 100, 110))
    noise = np.random.default_rng(5).normal(0, 2, seen.shape)
    return np.clip(seen * 0.92 + noise, 0, 255).astype(np.uint8)


def followed(first: scenes.Image, second: scenes.Image, region: np.ndarray) -> Followed:
    return follow(prepare(first), prepare(second), region)


def test_real_damage_is_seen_again_where_its_surroundings_say() -> None:
    damaged, region = scenes.stain(scenes.render(1, 1))
    found = followed(damaged, from_aside(damaged), region)
    assert found.answer == "present", found
    assert found.place is not None
    rows, columns = np.nonzero(region)
    middle = np.array([[[columns.mean(), rows.mean()]]], np.float32)
    where = cv2.perspectiveTransform(middle, cv2.getPerspectiveTransform(CORNERS, WIDE))[0, 0]
    assert np.hypot(*(found.place.mean(0) - where)) < 12


@pytest.mark.parametrize("paint", [scenes.stain, scenes.crack])
def test_damage_painted_into_one_view_only_is_not_found_in_the_other(paint: object) -> None:
    whole = scenes.render(1, 1)
    damaged, region = paint(whole)  # type: ignore[operator]
    found = followed(damaged, from_aside(whole), region)
    assert found.answer in ("absent", "elsewhere"), found


def test_two_cracks_painted_each_for_itself_do_not_agree() -> None:
    whole = scenes.render(1, 1)
    first, region = scenes.crack(whole, 1)
    second, _ = scenes.crack(from_aside(whole), 4)
    assert followed(first, second, region).answer in ("absent", "elsewhere")


def test_a_place_that_the_other_view_does_not_show_cannot_be_told() -> None:
    damaged, region = scenes.stain(scenes.render(1, 1))
    elsewhere = scenes.render(2, 2)
    assert followed(damaged, elsewhere, region).answer == "cannot_tell"
    left = from_aside(damaged)[:, :200]
    assert followed(damaged, np.ascontiguousarray(left), region).answer == "cannot_tell"


def test_an_empty_region_is_refused() -> None:
    view = prepare(scenes.render(1, 1))
    with pytest.raises(ValueError, match="empty"):
        follow(view, view, np.zeros((640, 480), bool))


def outline_of(region: np.ndarray) -> tuple[tuple[int, int], ...]:
    x, y, width, height = cv2.boundingRect(region.astype(np.uint8))
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def findings_on(first: scenes.Image, second: scenes.Image, region: np.ndarray) -> list[Finding]:
    analyser = Views().configured(Options(views=True, region=outline_of(region)))
    return analyser.examine(file(first), [file(second, "second.jpg")])


def test_agreement_is_told_for_whoever_took_both_and_difference_accuses_nobody() -> None:
    whole = scenes.render(1, 1)
    damaged, region = scenes.stain(whole)
    agree = next(f for f in findings_on(damaged, from_aside(damaged), region)
                 if f.kind == "view_agrees")  # fmt: skip
    assert "supports whoever took both" in agree.statement
    assert agree.region is not None
    assert [a.name for a in agree.attachments] == ["views.jpg"]
    differ = next(f for f in findings_on(damaged, from_aside(whole), region)
                  if f.kind == "contradiction")  # fmt: skip
    assert "does not show which of the two pictures is right" in differ.limits
    assert dict(differ.params)["answer"] in ("absent", "elsewhere")
    for found in (agree, differ):
        assert found.error_rate is not None


def test_without_a_place_only_agreement_of_the_middle_is_told() -> None:
    whole = scenes.render(1, 1)
    damaged = scenes.stain(whole)[0]
    analyser = Views().configured(Options(views=True))
    second = file(from_aside(whole), "second.jpg")
    assert all(f.kind != "contradiction" for f in analyser.examine(file(damaged), [second]))


def test_the_changed_place_of_a_copy_is_followed_into_the_other_pictures_of_its_session() -> None:
    listing = scenes.render(1, 1)
    copy = scenes.stain(listing)[0]
    own = from_aside(listing)
    pictures = [Picture(n, file(p).content) for n, p in
                (("copy", copy), ("listing", listing), ("own", own))]  # fmt: skip
    with Runner(only=["derivative", "views"]) as runner:
        report = runner.examine(pictures[0], [pictures[1]], [pictures[2]])
    told = [(f.kind, f.reference) for f in report.findings]
    assert ("derivative", "listing") in told
    assert ("contradiction", "own") in told


def test_the_command_follows_a_place_and_refuses_a_wrong_one(tmp_path: Path) -> None:
    whole = scenes.render(1, 1)
    damaged, region = scenes.stain(whole)
    first, second = tmp_path / "first.jpg", tmp_path / "second.jpg"
    first.write_bytes(file(damaged).content)
    second.write_bytes(file(from_aside(whole)).content)
    box = ",".join(map(str, cv2.boundingRect(region.astype(np.uint8))))
    said: list[str] = []
    line = [str(first), "--view", str(second), "--json", "--region"]
    assert run([*line, box], said.append, said.append) == 0
    findings = json.loads(said[0])["findings"]
    assert any(f["kind"] == "contradiction" and f["error_rate"] for f in findings)
    for wrong in ("1,2,3", "1,2,3,x", "1,2,0,4", "-1,2,3,4"):
        said.clear()
        assert run([*line[:-1], f"--region={wrong}"], said.append, said.append) == 2
        assert len(said) == 1
    assert run([str(first), "--region", box], said.append, said.append) == 2
