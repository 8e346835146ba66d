"""Depth supports the buyer; a flat source is told from a thing; else nothing is said."""

import cv2
import numpy as np

from bonafix.examine.analysers.views import analyser
from bonafix.examine.compare.compare import prepare
from bonafix.examine.views.parallax import TwoViews, two_views
from tests.examine_compare import scenes
from tests.examine_compare.test_findings import file


def views(first: scenes.Image, second: scenes.Image) -> TwoViews:
    a, b = prepare(first), prepare(second)
    return two_views(a.features, b.features, first.shape, second.shape)


def test_a_solid_thing_from_two_places_shows_depth() -> None:
    found = views(scenes.render(1, 1), scenes.render(1, 1, (0.5, -2.5, 2.9)))
    assert found.answer == "depth_consistent", found


def test_a_screen_photographed_twice_is_one_flat_surface() -> None:
    picture = scenes.render(1, 1)
    found = views(scenes.on_screen(picture, 3), scenes.on_screen(picture, 9))
    assert found.parallax < 0.03
    assert found.answer in ("flat_source", "cannot_tell"), found
    wide = np.array([[0, 0], [480, 90], [430, 600], [20, 560]], np.float32)
    corners = np.array([[0, 0], [480, 0], [480, 640], [0, 640]], np.float32)
    leaning = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, wide), (480, 640))
    assert views(picture, leaning).answer == "flat_source"


def test_a_camera_that_only_turned_tells_nothing() -> None:
    """Turning in one place gives a homography also for a solid thing."""
    picture = scenes.render(1, 1)
    camera = np.array([[560.0, 0, 240], [0, 560, 320], [0, 0, 1]])
    turn, _ = cv2.Rodrigues(np.array([0.05, -0.12, 0.04]))
    turned = cv2.warpPerspective(picture, camera @ turn @ np.linalg.inv(camera), (480, 640))
    assert views(picture, turned).answer == "cannot_tell"


def test_pictures_of_different_things_are_not_compared() -> None:
    assert views(scenes.render(1, 1), scenes.render(2, 2)).answer == "cannot_compare"


def test_depth_is_a_finding_and_a_copy_is_none() -> None:
    reference = scenes.render(1, 1)
    second = scenes.render(1, 1, (0.5, -2.5, 2.9))
    kinds = [f.kind for f in analyser.examine(file(second), [file(reference, "r.jpg")])]
    assert kinds == ["depth_consistent"]
    assert analyser.examine(file(scenes.stain(reference)[0]), [file(reference, "r.jpg")]) == []
